'use strict';
// A stream's events run in the async context that the stream was made in, a whole input's callback in that of the call.
// Hooks hear of the stream's handle.

const assert = require('node:assert');
const { AsyncLocalStorage, createHook } = require('node:async_hooks');
const zlib = require('node:zlib');

const types = [];
createHook({ init: (id, type) => types.push(type) }).enable();
const storage = new AsyncLocalStorage();
let seen = 0;

const stream = storage.run('made', () => zlib.createGzip());
stream.on('data', () => {
  assert.strictEqual(storage.getStore(), 'made');
  seen++;
});
storage.run('written', () => stream.end('text'));
assert.ok(types.includes('ZLIB'));

storage.run('called', () => zlib.deflate('text', () => {
  assert.strictEqual(storage.getStore(), 'called');
  seen++;
}));

process.on('exit', () => assert.ok(seen >= 2));
