'use strict';
// Globals that load at first use look like the plain data they become, whether read or written first.

const assert = require('node:assert');

const own = (name) => Object.getOwnPropertyDescriptor(globalThis, name);
const { get, set, value } = own('atob');
assert.strictEqual(get, undefined);
assert.strictEqual(set, undefined);
assert.strictEqual(value, require('node:buffer').atob);

globalThis.Blob = 1;
assert.deepStrictEqual(own('Blob'), { value: 1, writable: true, enumerable: false, configurable: true });

assert.strictEqual(own('navigator').get.name, 'get navigator');
assert.strictEqual(own('navigator').set, undefined);
assert.throws(() => { Object.create(navigator).userAgent; }, TypeError);
assert(!('v8BreakIterator' in Intl));
assert.strictEqual(require('node:vm').runInNewContext('"v8BreakIterator" in Intl'), false);
