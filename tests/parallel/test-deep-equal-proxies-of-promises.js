'use strict';
// A proxy of a promise is compared by what shows of it; a promise only equals itself.

const assert = require('node:assert');

const promise = Promise.resolve();
const proxy = new Proxy(promise, {});
assert.deepStrictEqual(proxy, promise);
assert.throws(() => assert.deepStrictEqual(promise, proxy), { code: 'ERR_ASSERTION' });
assert.throws(() => assert.deepStrictEqual(promise, Promise.resolve()), { code: 'ERR_ASSERTION' });
