// Flags: --experimental-stream-iter
'use strict';
// stream/iter: bytes through transforms into writers, the end by null, an abort that does not wait for its source, and the
// way to Node's streams and back.
const assert = require('node:assert');
const { PassThrough, Readable, Writable } = require('node:stream');
const {
  bytes, from, fromReadable, fromSync, fromWritable, pipeTo, pull, pullSync, push, text, textSync, toReadable, toReadableSync,
  toWritable,
} = require('node:stream/iter');

const upper = (chunks) => chunks && chunks.map((chunk) => Buffer.from(chunk).toString().toUpperCase());
const withEnd = {
  * transform(source) {
    for (const chunks of source) yield chunks === null ? '.' : chunks;
  },
};

(async () => {
  assert.strictEqual(textSync(pullSync(fromSync(['a', 'b']), upper, withEnd)), 'AB.');
  assert.strictEqual(await text(pull(Readable.from(['a', 'b']), upper)), 'AB');

  const written = [];
  const total = await pipeTo(from(['ab', 'c']), upper, {
    write() { assert.fail('the synchronous way is there'); },
    writevSync(chunks) { written.push(chunks.length); },
    writeSync() { written.push(1); },
    endSync() { return 0; },
  });
  assert.strictEqual(total, 3);
  assert.deepStrictEqual(written, [2]);

  // The source hangs; the reader does not.
  let returned = false;
  const hangs = {
    [Symbol.asyncIterator]() { return this; },
    next: () => new Promise(() => {}),
    return() { returned = true; return {}; },
  };
  const controller = new AbortController();
  const reading = bytes(hangs, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await assert.rejects(reading, { message: 'enough' });
  assert.ok(returned);

  // There and back.
  const through = new PassThrough();
  const piping = pipeTo(from(['x', 'y', 'z']), fromWritable(through, { backpressure: 'unbounded' }));
  assert.strictEqual(await text(fromReadable(through)), 'xyz');
  assert.strictEqual(await piping, 3);
  assert.strictEqual(String(toReadableSync(fromSync('abc')).read()), 'abc');
  assert.strictEqual(Buffer.concat(await toReadable(from(['1', '2'])).toArray()).toString(), '12');

  const { writer, readable } = push({ backpressure: 'unbounded' });
  const writable = toWritable(writer);
  writable.write('in');
  writable.end();
  assert.strictEqual(await text(readable), 'in');

  // A writer that throws fails the stream, in the callback and as an error event.
  const broken = toWritable({ write() { throw new Error('broken'); } });
  broken.on('error', () => {});
  await new Promise((resolve) => {
    broken.write('x', (err) => {
      assert.strictEqual(err.message, 'broken');
      resolve();
    });
  });
  assert.throws(() => fromWritable(new Writable({ objectMode: true, write() {} })), { code: 'ERR_INVALID_STATE' });
})().then(() => { globalThis.done = true; });
process.on('exit', () => assert.ok(globalThis.done));
