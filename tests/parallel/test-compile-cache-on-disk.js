'use strict';
// Compiled code is kept in the folder that NODE_COMPILE_CACHE names: written once, left alone while nothing changes,
// written again for a changed text, and never trusted when it is damaged.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compile-cache-'));
const main = path.join(folder, 'main.js');
const part = path.join(folder, 'part.mjs');
const cache = path.join(folder, 'cache');

function run(expected, env = { NODE_COMPILE_CACHE: cache }) {
  const child = spawnSync(process.execPath, [main], { encoding: 'utf8', env: { ...process.env, ...env } });
  assert.strictEqual(child.stderr, '');
  assert.strictEqual(child.stdout, expected);
}

function packs() {
  if (!fs.existsSync(cache)) return [];
  return fs.readdirSync(cache, { recursive: true }).filter((name) => name.endsWith('.pack'))
    .map((name) => path.join(cache, name));
}

try {
  fs.writeFileSync(main, "import('./part.mjs').then((part) => console.log(part.value, require('module').getCompileCacheDir() !== undefined));");
  fs.writeFileSync(part, 'export const value = 1;');
  run('1 false\n', { NODE_COMPILE_CACHE: cache, NODE_DISABLE_COMPILE_CACHE: '1' });
  assert.deepStrictEqual(packs(), []);

  run('1 true\n');
  const [pack, ...others] = packs();
  assert.deepStrictEqual(others, []);
  assert.strictEqual(fs.statSync(pack).mode & 0o777, 0o600);
  const { ino } = fs.statSync(pack);
  run('1 true\n');
  assert.strictEqual(fs.statSync(pack).ino, ino, 'what was kept is used and not written again');

  fs.writeFileSync(part, 'export const value = 2;');
  run('2 true\n');
  assert.notStrictEqual(fs.statSync(pack).ino, ino, 'a changed text is compiled and kept');

  const bytes = fs.readFileSync(pack);
  for (let at = 40; at < bytes.length; at += 97) bytes[at] ^= 0xff;
  fs.writeFileSync(pack, bytes);
  run('2 true\n');
  fs.writeFileSync(pack, '');
  run('2 true\n');
} finally {
  fs.rmSync(folder, { recursive: true });
}
