'use strict';
// Forms over the wire and back, and what is refused of those of others.

const assert = require('node:assert');

const type = { headers: { 'content-type': 'multipart/form-data; boundary="x y"' } };

async function main() {
  const form = new FormData();
  form.append('plain', 'a\nb');
  form.append('na"me\r\n', 'ü');
  form.append('file', new File(['\r\n--\0\xff'], 'é".bin', { type: 'x/y' }));
  form.append('blob', new Blob(['b']));
  const sent = new Response(form);
  assert.match(sent.headers.get('content-type'), /^multipart\/form-data; boundary=----formdata-undici-0\d{11}$/);
  const back = await sent.formData();
  assert.deepStrictEqual([...back.keys()], ['plain', 'na"me\r\n', 'file', 'blob']);
  // Line endings are those of the format.
  assert.strictEqual(back.get('plain'), 'a\r\nb');
  assert.strictEqual(back.get('na"me\r\n'), 'ü');
  const file = back.get('file');
  assert.deepStrictEqual([file.name, file.type, await file.text()], ['é".bin', 'x/y', '\r\n--\0\xff']);
  assert.strictEqual(back.get('blob').name, 'blob');

  const read = (text, init = type) => new Response(text, init).formData();
  const part = '--x y\r\nContent-Disposition: form-data; name=a\r\n';
  assert.strictEqual((await read(`${part}\r\nv\r\n--x y--`)).get('a'), 'v');
  assert.strictEqual((await read(`preamble\r\n${part}\r\n\r\n--x y--`)).get('a'), '');
  assert.strictEqual((await read(`${part}Content-Transfer-Encoding: base64\r\n\r\naGk=\r\n--x y--`)).get('a'), 'hi');
  assert.strictEqual(
    (await read('--x y\r\ncontent-disposition: form-data; name="n"; filename*=utf-8\'\'%C3%A9\r\n\r\n\r\n--x y--')).get('n').name,
    'é');
  for (const bad of ['', 'junk', '--x y', '--x yz', part, `${part}\r\nv`, `${part}\r\nv\r\n--x`,
                     '--x y\r\n\r\nv\r\n--x y--', '--x y\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x y--',
                     '--x y\r\nContent-Disposition: attachment; name=a\r\n\r\nv\r\n--x y--', '--x y\r\nnothing\r\n\r\n']) {
    await assert.rejects(read(bad), { name: 'TypeError', message: 'Failed to parse body as FormData.' }, bad);
  }
  await assert.rejects(read('a=b', { headers: { 'content-type': 'text/html' } }), TypeError);
  const pairs = await read('a=b&c=d%20e+f&a=%ff', { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.deepStrictEqual([...pairs], [['a', 'b'], ['c', 'd e f'], ['a', '\ufffd']]);
}

main();
