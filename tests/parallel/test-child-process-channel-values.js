// Shows that `advanced` serialization carries every kind of view, objects of built-in classes and more than JSON can, and
// what it refuses.
'use strict';
const assert = require('node:assert');
const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('message', (message) => process.send(message));
  return;
}

const values = [
  new Int8Array([-1]), new Uint8Array([1, 2]), new Uint8ClampedArray([300]), new Int16Array([-5, 6]),
  new Uint16Array(3), new Int32Array([1]), new Uint32Array([4e9]), new Float16Array([1.5]), new Float32Array([1.5]),
  new Float64Array([Math.PI]), new BigInt64Array([-5n]), new BigUint64Array([5n]),
  new DataView(new ArrayBuffer(3)), Buffer.from('text'), Buffer.alloc(0), new Uint8Array(Buffer.from('pool')),
  { a: [Buffer.from('within'), '日本語', 'é', undefined, null, 1n] }, new Map([[{}, new Set([NaN, -0])]]), new Date(5),
  /a/gi, [, 1],
];
const child = fork(__filename, ['child'], { serialization: 'advanced' });
let next = 0;
child.on('message', (message) => {
  assert.deepStrictEqual(message, values[next]);
  assert.strictEqual(Object.getPrototypeOf(message), Object.getPrototypeOf(values[next]));
  if (++next === values.length) child.disconnect();
});
for (const value of values) assert.strictEqual(child.send(value), true);
assert.throws(() => child.send([() => {}]), { name: 'Error', message: '() => {} could not be cloned.' });
assert.throws(() => child.send([new SharedArrayBuffer(1)]), /^Error: #<SharedArrayBuffer> could not be cloned\.$/);
assert.throws(() => child.send([new WeakMap()]), /^Error: #<WeakMap> could not be cloned\.$/);
assert.throws(() => child.send({ get a() { throw new RangeError('getter'); } }), /^RangeError: getter$/);
process.on('exit', () => assert.strictEqual(next, values.length));
