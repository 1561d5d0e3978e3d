'use strict';
// URL and URLSearchParams objects are not copied by structuredClone(), as in Node.

const assert = require('node:assert');
const { inspect } = require('node:util');

const url = new URL('https://example.org/?a=1');
for (const value of [url, url.searchParams, { inside: url }, [new URLSearchParams()]]) {
  assert.throws(() => structuredClone(value), { name: 'DataCloneError', code: 25 });
}
assert.deepStrictEqual(Object.keys(url), []);
assert.strictEqual(inspect(url.searchParams), "URLSearchParams { 'a' => '1' }");
// The prototypes are plain objects with functions.
assert.throws(() => structuredClone(URL.prototype), { name: 'DataCloneError', message: /could not be cloned/ });
