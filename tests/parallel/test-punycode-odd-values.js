'use strict';
// What is no string has punycode throw, at once, what the missing method of a string would.
const assert = require('node:assert');
process.removeAllListeners('warning');
process.noDeprecation = true;
const punycode = require('node:punycode');

for (const value of [[1, 2], new Array(3), new Uint8Array(2), { length: 1 }]) {
  assert.throws(() => punycode.encode(value), { name: 'TypeError', message: 'string.charCodeAt is not a function' });
}
assert.throws(() => punycode.decode(0), { name: 'TypeError', message: 'input.lastIndexOf is not a function' });
assert.throws(() => punycode.decode(), { message: "Cannot read properties of undefined (reading 'length')" });
assert.strictEqual(punycode.encode([]), '');
assert.strictEqual(punycode.encode('mañana'), 'maana-pta');
assert.strictEqual(punycode.decode('maana-pta'), 'mañana');
