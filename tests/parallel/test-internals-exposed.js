'use strict';
// Flags: --expose-internals
// Node's internal ids that have a counterpart load under --expose-internals; bindings answer by Node's names.

const assert = require('node:assert');

const { internalBinding } = require('internal/test/binding');
assert.strictEqual(internalBinding('uv').errname(-2), 'ENOENT');
assert.strictEqual(internalBinding('uv').UV_ENOENT, -2);
assert.strictEqual(internalBinding('uv'), internalBinding('uv'));
assert.throws(() => internalBinding('nothing'), { code: 'ERR_INVALID_MODULE' });
assert.strictEqual(require('internal/event_target').EventTarget, EventTarget);
assert.throws(() => require('internal/bootstrap/realm'), { code: 'MODULE_NOT_FOUND' });
assert(!require('node:module').builtinModules.includes('internal/event_target'));
