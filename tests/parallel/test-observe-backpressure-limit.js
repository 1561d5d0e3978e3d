// Flags: --max-backpressure=2
'use strict';
// A limit on what is written without waiting makes writes fail as any failed write does; streams may have limits of their
// own, and who waits meets none.

const assert = require('node:assert');
const { Writable, pipeline, Readable } = require('node:stream');
const observe = require('weir:observe');

class SlowSink extends Writable {
  _write(chunk, encoding, done) { this.done = done; }
}
const chunk = Buffer.alloc(64 << 10);

assert.strictEqual(observe.backpressure().limitFactor, 2);

// Two marks beside the one that filled it, then the next fails.
function flood(stream, count) {
  const outcomes = [];
  stream.on('error', (err) => outcomes.push(`error ${err.code}`));
  stream.on('close', () => outcomes.push('close'));
  for (let i = 0; i < count; i++) {
    stream.write(chunk, (err) => { if (err) outcomes.push(`write ${err.code}`); });
  }
  return outcomes;
}

const destroyed = new SlowSink();
const first = flood(destroyed, 4);
assert.strictEqual(destroyed.destroyed, true);
assert.strictEqual(destroyed.errored.code, 'ERR_STREAM_BACKPRESSURE');
assert.match(destroyed.errored.message, /196608 bytes wait/);
assert.strictEqual(observe.stream(destroyed).refusedWrites, 1);

const kept = new SlowSink({ autoDestroy: false });
const second = flood(kept, 4);
assert.strictEqual(kept.destroyed, false);

// Its own limit, above and below the process's.
const higher = new SlowSink();
assert.strictEqual(observe.limitBackpressure(higher, 4), true);
assert.strictEqual(observe.stream(higher), undefined);
const third = flood(higher, 5);
assert.strictEqual(higher.destroyed, false);
higher.write(chunk);
assert.strictEqual(higher.destroyed, true);
const free = new SlowSink();
observe.limitBackpressure(free, Infinity);
const fourth = flood(free, 7);
assert.strictEqual(free.destroyed, false);

// Objects count from 16 on.
const objects = new SlowSink({ objectMode: true, highWaterMark: 1 });
objects.on('error', () => {});
for (let i = 0; i < 33; i++) objects.write(i);
assert.strictEqual(objects.destroyed, false);
objects.write(33);
assert.strictEqual(objects.destroyed, true);

// A pipeline waits, so it meets no limit.
let left = 20;
let done = false;
pipeline(new Readable({ read() { this.push(left-- > 0 ? Buffer.alloc(1 << 20) : null); } }),
         new Writable({ write(data, encoding, callback) { setImmediate(callback); } }),
         (err) => { assert.ifError(err); done = true; });

// end(chunk) is a write as well.
const ended = new SlowSink();
let endError;
ended.on('error', () => {});
for (let i = 0; i < 3; i++) ended.write(chunk);
ended.end(chunk, (err) => { endError = err; });

// Web streams: the write rejects, and the stream has failed.
const web = new WritableStream({ write() { return new Promise(() => {}); } });
const writer = web.getWriter();
const answers = [];
for (let i = 0; i < 40; i++) answers.push(writer.write(i).then(() => 'done', (err) => err.code));
let closed;
writer.closed.catch((err) => { closed = err.code; });
// The one in flight is never done, so nothing is settled but what was refused.
Promise.race([answers[39], new Promise((resolve) => setTimeout(resolve, 50, 'pending'))]).then((outcome) => {
  assert.ok(outcome === 'pending' || outcome === 'ERR_STREAM_BACKPRESSURE');
  assert.strictEqual(observe.stream(web).refusedWrites, 1);
  assert.strictEqual(writer.desiredSize, null);
});

process.on('exit', () => {
  const refused = 'write ERR_STREAM_BACKPRESSURE';
  assert.deepStrictEqual(first.filter((outcome) => outcome !== refused), ['error ERR_STREAM_BACKPRESSURE', 'close']);
  assert.ok(first.includes(refused));
  assert.deepStrictEqual(second, [refused, 'error ERR_STREAM_BACKPRESSURE']);
  assert.deepStrictEqual(third, ['error ERR_STREAM_BACKPRESSURE', 'close']);
  assert.deepStrictEqual(fourth, []);
  assert.strictEqual(done, true);
  assert.strictEqual(endError.code, 'ERR_STREAM_BACKPRESSURE');
});
