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

// These two are plain data from the start; an assignment is seen by all code.
for (const name of ['process', 'Buffer']) {
  const { value, ...rest } = own(name);
  assert.strictEqual(value, require(name.toLowerCase())[name] ?? require(name));
  assert.deepStrictEqual(rest, { writable: true, enumerable: false, configurable: true });
  globalThis[name] = 1;
  assert.strictEqual(name === 'process' ? process : Buffer, 1);
  globalThis[name] = value;
}
