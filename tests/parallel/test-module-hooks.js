// Shows registerHooks: the chain's order, short circuits, what a hook may answer, and deregistering.
// Exit: 3
'use strict';
const assert = require('node:assert');
const { registerHooks } = require('node:module');

const plain = '../fixtures/modules/hooks/plain.js';
const calls = [];
const first = registerHooks({
  resolve(specifier, context, next) {
    calls.push(`first ${specifier}`);
    if (specifier === 'virtual:x') return { url: specifier, format: 'commonjs', shortCircuit: true };
    return next(specifier, context);
  },
  load(url, context, next) {
    if (url === 'virtual:x') return { source: 'exports.virtual = true;', format: 'commonjs', shortCircuit: true };
    return next(url, context);
  },
});
const second = registerHooks({
  resolve(specifier, context, next) {
    calls.push(`second ${specifier}`);
    return next(specifier === 'alias' ? plain : specifier, context);
  },
  load(url, context, next) {
    const loaded = next(url, context);
    return { ...loaded, source: String(loaded.source).replace("'no'", "'yes'") };
  },
});
assert.strictEqual(require('alias').hooked, 'yes');
assert.deepStrictEqual(calls, ['second alias', `first ${plain}`]);
assert.strictEqual(require('virtual:x').virtual, true);

const bad = registerHooks({ resolve: () => ({ url: 5, shortCircuit: true }) });
assert.throws(() => require('x'), { code: 'ERR_INVALID_RETURN_PROPERTY_VALUE' });
bad.deregister();
const open = registerHooks({ resolve: () => ({ url: 'file:///x' }) });
assert.throws(() => require('x'), { code: 'ERR_INVALID_RETURN_PROPERTY_VALUE' });
open.deregister();

import('alias').then((namespace) => {
  assert.strictEqual(namespace.default.hooked, 'yes');
  second.deregister();
  first.deregister();
  const { length } = calls;
  assert.strictEqual(require(plain).hooked, 'yes');
  assert.strictEqual(calls.length, length);
  process.exitCode = 3;
});
