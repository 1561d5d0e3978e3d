'use strict';
// Each module has its own list of lookup folders, also beside one of the same folder; a relative folder is taken from where
// the program stands.

const assert = require('node:assert');
const Module = require('node:module');
const os = require('node:os');

const first = Module._nodeModulePaths('/a/b');
first.push('/mine');
const second = Module._nodeModulePaths('/a/b');
assert.deepStrictEqual(second, ['/a/b/node_modules', '/a/node_modules', '/node_modules']);
second.length = 0;
assert.strictEqual(Module._nodeModulePaths('/a/b').length, 3);

process.chdir('/');
assert.deepStrictEqual(Module._nodeModulePaths('.'), ['/node_modules']);
process.chdir(os.tmpdir());
assert.strictEqual(Module._nodeModulePaths('.')[0], `${process.cwd()}/node_modules`);
