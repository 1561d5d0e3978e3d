// Flags: --experimental-webstorage --no-warnings
// Shows that items are properties of a storage and properties items: whatever names a program picks, the methods stay the
// prototype's; that two processes share a file; and that a full storage keeps what it had.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const items = sessionStorage;
const model = new Map();
for (const key of ['a', '', '1', '00', 'é', '\0', '\ud800', '__proto__', 'length', 'getItem', 'constructor', 'x'.repeat(999)]) {
  const value = `${key}!`;
  if (model.size % 2) items.setItem(key, value);
  else Object.defineProperty(items, key, { value });
  model.set(key, value);
}
assert.strictEqual(items.length, model.size);
assert.deepStrictEqual(Array.from(model.keys(), (key) => items.getItem(key)), [...model.values()]);
const inOrder = Array.from(model.keys(), (_, place) => items.key([...model.keys()].indexOf(_)));
assert.deepStrictEqual(new Set(inOrder), new Set(model.keys()));
assert.strictEqual(typeof items.getItem, 'function');
assert.strictEqual(items.constructor, Storage);
assert.deepStrictEqual(Object.keys(items).filter((key) => key in Storage.prototype), []);
assert.strictEqual(items.a, 'a!');
assert.strictEqual(items[1], '1!');
assert.ok('a' in items && !('b' in items));
delete items.a;
assert.strictEqual(items.getItem('a'), null);
assert.strictEqual(items.key(1e6), null);
items.clear();
assert.deepStrictEqual(Object.keys(items), []);

items.small = 'kept';
assert.throws(() => { items.big = 'x'.repeat(6 << 20); }, { name: 'QuotaExceededError' });
assert.strictEqual(items.length, 1);
assert.strictEqual(items.small, 'kept');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-storage-'));
const file = path.join(dir, 'items');
for (let i = 0; i < 3; i++) {
  const run = spawnSync(process.execPath, ['--experimental-webstorage', '--no-warnings', `--localstorage-file=${file}`,
                                           '-p', 'localStorage.n = Number(localStorage.n ?? 0) + 1'], { encoding: 'utf8' });
  assert.strictEqual(run.stdout, `${i + 1}\n`, run.stderr);
}
assert.deepStrictEqual(fs.readdirSync(dir), ['items']);
const denied = spawnSync(process.execPath, ['--permission', '--experimental-webstorage', '--no-warnings',
                                            `--localstorage-file=${file}`, '-p', 'localStorage.n'], { encoding: 'utf8' });
assert.match(denied.stderr, /ERR_ACCESS_DENIED/);
fs.rmSync(dir, { recursive: true });
