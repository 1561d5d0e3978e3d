// --experimental-package-map: bare specifiers go by the map of the package that asks, for both loaders; what a package may
// not import is not found, and a broken map says what is wrong.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { mkdirSync, mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = mkdtempSync(join(tmpdir(), 'weir-map-'));
for (const name of ['app', 'one', 'two']) {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, 'index.js'), `exports.name = '${name}'; exports.next = (id) => require(id);`);
  writeFileSync(join(root, name, 'other.js'), `module.exports = '${name}/other';`);
}
const map = join(root, 'map.json');
writeFileSync(map, JSON.stringify({ packages: {
  app: { url: './app', dependencies: { lib: 'one' } },
  one: { url: './one/', dependencies: { lib: 'two', '@s/x': 'gone' } },
  two: { url: './two' },
} }));

function run(file, ...code) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--no-warnings', '--experimental-package-map', file, ...code,
  ], { cwd: join(root, 'app'), encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr };
}

assert.strictEqual(run(map, '-p', 'const lib = require("lib"); [lib.name, lib.next("lib").name, require("lib/other.js")] + ""').stdout,
                   'one,two,one/other');
assert.strictEqual(run(map, '--input-type=module', '-e', 'import { name } from "lib"; console.log(name)').stdout, 'one');
assert.match(run(map, '-e', 'require("lib").next("app")').stderr, /Cannot find module 'app'/);
assert.match(run(map, '--input-type=module', '-e', 'import "two"').stderr, /ERR_MODULE_NOT_FOUND.*Cannot find package 'two'/);
assert.match(run(map, '-e', 'require("lib").next("@s/x")').stderr, /ERR_PACKAGE_MAP_KEY_NOT_FOUND.*"gone"/);

const broken = join(root, 'broken.json');
for (const [text, message] of [
  ['{', 'invalid JSON'],
  ['null', 'missing "packages" object'],
  ['{"packages":{"a":1}}', 'package "a" must be an object'],
  ['{"packages":{"a":{}}}', 'package "a" is missing "url" field'],
  ['{"packages":{"a":{"url":"https://x/"}}}', 'unsupported URL scheme'],
]) {
  writeFileSync(broken, text);
  const { status, stderr } = run(broken, '-e', 'require("lib")');
  assert.strictEqual(status, 1);
  assert(stderr.includes('ERR_PACKAGE_MAP_INVALID') && stderr.includes(message), stderr);
}
