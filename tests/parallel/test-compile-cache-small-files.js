'use strict';
// The cache that weir keeps by itself holds the code of small files too, once a program has many: together they are
// what its start is spent on. A program of little text writes nothing.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compile-cache-small-'));
const env = { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') };
delete env.NODE_COMPILE_CACHE;
delete env.NODE_DISABLE_COMPILE_CACHE;

function bytesKept(count) {
  const main = path.join(folder, `main${count}.js`);
  const parts = Array.from({ length: count }, (_, n) => `./part${n}.js`);
  fs.writeFileSync(main, `let sum = 0;\n${parts.map((part) => `sum += require('${part}');\n`).join('')}console.log(sum);\n`);
  fs.rmSync(env.XDG_CACHE_HOME, { recursive: true, force: true });
  for (let run = 0; run < 2; run++) {
    const { stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8', env });
    assert.strictEqual(stderr, '');
    assert.strictEqual(stdout, `${count * (count - 1) / 2}\n`);
  }
  if (!fs.existsSync(env.XDG_CACHE_HOME)) return 0;
  return fs.readdirSync(env.XDG_CACHE_HOME, { recursive: true }).filter((name) => name.endsWith('.pack'))
    .reduce((sum, name) => sum + fs.statSync(path.join(env.XDG_CACHE_HOME, name)).size, 0);
}

try {
  for (let n = 0; n < 300; n++) {
    fs.writeFileSync(path.join(folder, `part${n}.js`),
                     `function value(n) {\n${'  // what it gives is what it is given\n'.repeat(6)}  return n;\n}\nmodule.exports = value(${n});\n`);
  }
  assert.ok(bytesKept(300) > 300 * 500, 'one piece per file');
  assert.strictEqual(bytesKept(3), 0);
} finally {
  fs.rmSync(folder, { recursive: true });
}
