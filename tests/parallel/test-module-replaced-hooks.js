// Shows that what programs replace of the Module class is what the loader calls.
'use strict';
const assert = require('node:assert');
const Module = require('node:module');
const path = require('node:path');

const file = path.join(__dirname, '../fixtures/modules/hooks/plain.js');
const { _resolveFilename, _load } = Module;
Module._resolveFilename = function(request, ...rest) {
  return Reflect.apply(_resolveFilename, this, [request === 'magic' ? file : request, ...rest]);
};
const loaded = [];
Module._load = function(request, ...rest) {
  loaded.push(request);
  return Reflect.apply(_load, this, [request, ...rest]);
};
assert.strictEqual(require('magic').hooked, 'no');
assert.deepStrictEqual(loaded, ['magic']);

delete require.cache[file];
const { _compile } = Module.prototype;
Module.prototype._compile = function(text, name) {
  return Reflect.apply(_compile, this, [`${text}exports.compiled = true;`, name]);
};
assert.strictEqual(require('magic').compiled, true);
Module.prototype._compile = _compile;

require.extensions['.json'] = (module) => { module.exports = 'replaced'; };
assert.strictEqual(require('../fixtures/modules/data'), 'replaced');

delete require.cache[file];
Module._findPath = () => file;
assert.strictEqual(require('anything').hooked, 'no');
