// Flags: --no-backpressure-checks --max-backpressure=1
'use strict';
// With --no-backpressure-checks nothing is counted, warned of or refused.

const assert = require('node:assert');
const { Writable } = require('node:stream');
const observe = require('weir:observe');

process.on('warning', () => assert.fail('no warning'));
const stream = new Writable({ write() {} });
for (let i = 0; i < 100; i++) stream.write(Buffer.alloc(1 << 16));
assert.strictEqual(stream.destroyed, false);
assert.strictEqual(observe.stream(stream), undefined);
assert.deepStrictEqual(observe.streams(), []);
assert.strictEqual(observe.limitBackpressure(stream, 1), false);
assert.strictEqual(observe.stream(stream), undefined);

const writer = new WritableStream({ write() { return new Promise(() => {}); } }).getWriter();
for (let i = 0; i < 200; i++) writer.write(i);

const totals = observe.backpressure();
assert.strictEqual(totals.isChecked, false);
assert.strictEqual(totals.excessWrites, 0);
assert.strictEqual(totals.fullPeriods, 0);
