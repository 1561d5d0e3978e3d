'use strict';
// One warning for a stream that is written to without regard to write(), with the place of the write; none for one large
// write, for small high-water marks, or for pipes of any shape; no more than ten in a minute.

const assert = require('node:assert');
const { PassThrough, Readable, Writable, pipeline } = require('node:stream');
const { finished } = require('node:stream/promises');
const observe = require('weir:observe');

const warnings = [];
process.removeAllListeners('warning');
process.on('warning', (warning) => warnings.push(warning));
const tick = () => new Promise(setImmediate);

class SlowSink extends Writable {
  _write(chunk, encoding, done) { this.done = done; }
}

function floodHere(stream, chunk, count) {
  for (let i = 0; i < count; i++) stream.write(chunk);
}

(async () => {
  // Bytes: what the pile has when a write comes counts, and it counts from 8 x 64 KiB on.
  const bytes = new SlowSink();
  bytes.write(Buffer.alloc(100 << 20));
  floodHere(bytes, Buffer.alloc(64 << 10), 8);
  await tick();
  assert.strictEqual(warnings.length, 0);
  floodHere(bytes, Buffer.alloc(1), 20);
  await tick();
  assert.strictEqual(warnings.length, 1);
  const [warning] = warnings;
  assert.strictEqual(warning.name, 'BackpressureWarning');
  assert.strictEqual(warning.code, 'WEIR_BACKPRESSURE');
  assert.match(warning.message, /^SlowSink buffers 524288 bytes that were written although write\(\) had returned false/);
  assert.match(warning.message, /\(8 writes; the high-water mark is 65536/);
  assert.match(warning.detail, /^ {4}at floodHere \(.*test-observe-backpressure-warning\.js:\d+:\d+\)$/);
  assert.doesNotMatch(warning.stack, /node:/);
  assert.strictEqual(observe.stream(bytes).hasWarned, true);

  // Marks below 16 KiB or 16 objects count as these.
  const unbuffered = new SlowSink({ highWaterMark: 0 });
  floodHere(unbuffered, 'x', (128 << 10) + 1);
  const objects = new SlowSink({ objectMode: true, highWaterMark: 1 });
  floodHere(objects, {}, 129);
  await tick();
  assert.strictEqual(warnings.length, 1);
  unbuffered.write('x');
  objects.write({});
  await tick();
  assert.strictEqual(warnings.length, 3);
  assert.match(warnings[2].message, /buffers 128 objects/);

  // What drains in time never warns, however much of it there is and however often the answer is passed over.
  const steady = new Writable({ highWaterMark: 100, write(chunk, encoding, done) { setImmediate(done); } });
  for (let i = 0; i < 300; i++) {
    steady.write(Buffer.alloc(20_000));
    steady.write(Buffer.alloc(20_000));
    if (steady.writableLength > 100_000) await tick();
    while (steady.writableLength > 50_000) await tick();
  }
  assert.ok(observe.stream(steady).excess > 2 << 20);
  assert.strictEqual(warnings.length, 3);

  // Pipes: a chain, and many sources into one slow stream, each of which brings more than the mark.
  const chunk = Buffer.alloc(256 << 10);
  const source = (count) => new Readable({ read() { this.push(count-- > 0 ? chunk : null); } });
  const slow = (options) => new Writable({ ...options, write(data, encoding, done) { setTimeout(done, 1); } });
  await new Promise((resolve, reject) => {
    pipeline(source(40), new PassThrough(), new PassThrough({ highWaterMark: 1 }), slow({ highWaterMark: 1 }),
             (err) => (err ? reject(err) : resolve()));
  });
  const shared = slow();
  shared.setMaxListeners(0);
  let left = 40;
  for (let i = 0; i < 40; i++) {
    const one = source(3);
    one.on('end', () => { if (--left === 0) shared.end(); });
    one.pipe(shared, { end: false });
  }
  await finished(shared);
  await pipeline(async function*() { for (let i = 0; i < 40; i++) yield chunk; }, slow(), () => {});
  await tick();
  assert.strictEqual(warnings.length, 3);

  // Ten a minute; those held back are counted, not lost count of.
  for (let i = 0; i < 20; i++) floodHere(new SlowSink(), Buffer.alloc(1 << 20), 4);
  await tick();
  assert.strictEqual(warnings.length, 10);
  const { warnings: told, warningsHeldBack } = observe.backpressure();
  assert.strictEqual(told, 10);
  assert.ok(warningsHeldBack >= 13);
})();
