'use strict';
// Subscribers of the channels weir:stream:* hear of streams that fill, drain and are written to regardless.

const assert = require('node:assert');
const { subscribe } = require('node:diagnostics_channel');
const { Writable } = require('node:stream');

const heard = [];
for (const event of ['full', 'drain', 'backpressure']) {
  subscribe(`weir:stream:${event}`, (message, name) => heard.push({ name, message }));
}
process.removeAllListeners('warning');

let finish;
const stream = new Writable({ write(chunk, encoding, done) { finish = done; } });
stream.write(Buffer.alloc(1 << 20));
stream.write(Buffer.alloc(1 << 20));
function tooMuch() { stream.write('x'); }
tooMuch();
assert.deepStrictEqual(heard.map(({ name }) => name), ['weir:stream:full', 'weir:stream:backpressure']);
assert.strictEqual(heard[0].message.stream, stream);
assert.strictEqual(heard[0].message.buffered, 1 << 20);
assert.strictEqual(heard[0].message.unit, 'bytes');
assert.strictEqual(heard[1].message.stream, stream);
assert.strictEqual(heard[1].message.pile, 1 << 20);
assert.strictEqual(heard[1].message.excessWrites, 1);
assert.match(heard[1].message.stack, /at tooMuch/);

stream.on('drain', () => {
  assert.strictEqual(heard.length, 3);
  assert.strictEqual(heard[2].name, 'weir:stream:drain');
  assert.strictEqual(heard[2].message.stream, stream);
  assert.ok(heard[2].message.fullMs > 0);
});
(function go() {
  finish();
  if (stream.writableLength > 0) setImmediate(go);
})();
process.on('exit', () => assert.strictEqual(heard.length, 3));
