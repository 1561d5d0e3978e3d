'use strict';
// -e and -p have the built-in modules as globals, loaded when first read; an assignment replaces one.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const print = (text) => spawnSync(process.execPath, ['-p', text], { encoding: 'utf8' }).stdout.trim();
assert.strictEqual(print('typeof fs.readFileSync'), 'function');
assert.strictEqual(print('crypto === require("crypto")'), 'true');
assert.strictEqual(print('fs = 5; fs'), '5');
assert.strictEqual(print('Object.keys(globalThis).includes("vm")'), 'false');
