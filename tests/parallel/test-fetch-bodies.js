'use strict';
// Bodies of requests and responses: each reader, once; the stream behind; copies.

const assert = require('node:assert');

function streamOf(...chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Buffer.from(chunk));
      controller.close();
    },
  });
}

async function main() {
  for (const make of [() => 'héllo', () => Buffer.from('héllo'), () => new Blob(['hé', 'llo']), () => streamOf('hé', 'llo'),
                      () => (async function*() { yield 'hé'; yield Buffer.from('llo'); })()]) {
    assert.strictEqual(await new Response(make()).text(), 'héllo');
    assert.deepStrictEqual(Buffer.from(await new Response(make()).arrayBuffer()), Buffer.from('héllo'));
    assert.deepStrictEqual(await new Response(make()).bytes(), new Uint8Array(Buffer.from('héllo')));
    assert.strictEqual((await new Response(make()).blob()).size, 6);
    const response = new Response(make());
    const copy = response.clone();
    assert.strictEqual(response.bodyUsed, false);
    assert.deepStrictEqual(await Promise.all([response.text(), copy.text()]), ['héllo', 'héllo']);
    assert.strictEqual(response.bodyUsed, true);
    await assert.rejects(response.text(), { message: 'Body is unusable: Body has already been read' });
    assert.throws(() => response.clone(), { message: 'Response.clone: Body has already been consumed.' });
    // The stream shows that it was read.
    assert.strictEqual(response.body.locked, true);
    let text = '';
    for await (const chunk of new Response(make()).body) text += Buffer.from(chunk).toString('latin1');
    assert.strictEqual(Buffer.from(text, 'latin1').toString(), 'héllo');
  }

  // What was given is copied when it is given.
  const bytes = Buffer.from('abc');
  const response = new Response(bytes);
  bytes.fill('x');
  assert.strictEqual(await response.text(), 'abc');

  // A mark of order is no text.
  assert.strictEqual((await new Response('\ufeffx').text()).length, 1);
  assert.deepStrictEqual(await Response.json({ a: [1] }).json(), { a: [1] });
  await assert.rejects(new Response('{').json(), SyntaxError);
  await assert.rejects(new Response(new ReadableStream({ start(c) { c.enqueue('text'); } })).text(),
                       { message: 'Received non-Uint8Array chunk' });

  // A request takes over the body of another one.
  const first = new Request('http://h', { method: 'POST', body: 'x' });
  const second = new Request(first);
  assert.deepStrictEqual([first.bodyUsed, second.bodyUsed, await second.text()], [true, false, 'x']);
  assert.throws(() => new Request(first), /already been used/);

  // Readers that bring their own memory.
  const reader = new Response('abcdef').body.getReader({ mode: 'byob' });
  const { value } = await reader.read(new Uint8Array(4));
  assert.strictEqual(Buffer.from(value).toString(), 'abcd');
}

main();
