// Shows that no length a program makes up lets a Buffer show memory that it does not own.
'use strict';
const assert = require('node:assert');

// Marks the pool, so that bytes left as they were would be seen.
const mark = () => Buffer.allocUnsafe(Buffer.poolSize >>> 2).fill(0x5A);
for (let i = 0; i < 8; i++) mark();

let reads = 0;
const shrinking = { 0: 1, get length() { return reads++ === 0 ? 64 : 1; } };
assert.ok(!Buffer.from(shrinking).includes(0x5A));

const spoofed = new Uint8Array([1, 2, 3, 4]);
Object.defineProperty(spoofed, 'length', { value: 100 });
assert.strictEqual(Buffer.concat([spoofed, spoofed]).length, 8);
assert.ok(!Buffer.concat([spoofed], 64).includes(0x5A));
assert.strictEqual(Buffer.from(spoofed).length, 4);

const text = Buffer.from('w00t');
Object.defineProperty(text, 'length', { value: 1337 });
assert.strictEqual(text.toString(), 'w00t');
assert.throws(() => text.fill(''), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });

// A value whose conversion takes the memory away: the write is lost, nothing else is touched.
const memory = new ArrayBuffer(8, { maxByteLength: 8 });
const view = Buffer.from(memory, 0, 8);
const neighbour = Buffer.alloc(8, 0x5A);
assert.throws(() => view.writeUInt32LE({ valueOf() { memory.resize(0); return 1; } }, 4), RangeError);
assert.strictEqual(view.length, 0);
assert.strictEqual(view.toString(), '');
assert.throws(() => view.readUInt8(0), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
assert.ok(neighbour.equals(Buffer.alloc(8, 0x5A)));
