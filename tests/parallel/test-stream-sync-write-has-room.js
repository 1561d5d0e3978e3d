'use strict';
// A write that ends inside _write() leaves room: write() answers true whatever the chunk's size, and nobody waits for
// 'drain'. A write that takes longer fills the stream.

const assert = require('assert');
const { PassThrough, Readable, Transform, Writable } = require('stream');

const sync = new Writable({ highWaterMark: 3, write(chunk, encoding, done) { done(); } });
sync.on('drain', () => assert.fail('nobody waits'));
assert.strictEqual(sync.write('abcd'), true);
assert.strictEqual(sync.writableNeedDrain, false);

const seen = [];
const slow = new Writable({ highWaterMark: 3, write(chunk, encoding, done) {
  seen.push(this.writableNeedDrain);
  setImmediate(done);
} });
slow.on('drain', () => seen.push('drain'));
assert.strictEqual(slow.write('abc'), false);
assert.strictEqual(slow.writableNeedDrain, true);
slow.end();

const failing = new Writable({ write(chunk, encoding, done) { done(new Error('no')); } });
failing.on('error', () => seen.push('error'));
assert.strictEqual(failing.write('a'), false);

// Chunks of the mark's size pass a chain of transforms with no more pauses than it takes until all of it flows.
const chunk = Buffer.alloc(65536);
let left = 100;
let pauses = 0;
const source = new Readable({ read() { this.push(left-- > 0 ? chunk : null); } });
source.on('pause', () => { pauses++; });
let ended = false;
source.pipe(new PassThrough()).pipe(new Transform({ transform(data, encoding, done) { done(null, data); } }))
  .pipe(new Writable({ write(data, encoding, done) { done(); } })).on('finish', () => { ended = true; });

// Once its output has ended, a transform takes what comes in, a tick later each.
const closed = new Transform({ highWaterMark: 2, transform(chunk, encoding, done) { this.push(null); done(); } });
closed.resume();
assert.strictEqual(closed.write('ab'), false);
assert.strictEqual(closed.writableLength, 2);

process.on('exit', () => {
  assert.deepStrictEqual(seen, [false, 'error', ...(seen.includes('drain') ? ['drain'] : [])]);
  assert.strictEqual(ended, true);
  assert.ok(pauses < 5, `${pauses} pauses`);
  assert.strictEqual(closed.writableLength, 0);
});
