'use strict';
// A TypeScript file whose kind only its text tells is stripped and compiled once per run, however it is loaded; and what it
// is without its types is kept with the compiled code, by the text that it was made of.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'typescript-kept-'));
const file = path.join(folder, 'part.ts');
const cache = path.join(folder, 'cache');

/** Runs a program beside the file; returns what the cache says of the file and of its stripped text. */
function run(program, expected) {
  const main = path.join(folder, 'main.cjs');
  fs.writeFileSync(main, program);
  const env = { ...process.env, NODE_COMPILE_CACHE: cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const child = spawnSync(process.execPath, [main], { encoding: 'utf8', env });
  assert.strictEqual(child.stdout, expected, child.stderr);
  return child.stderr.split('\n').filter((line) => line.includes('part.ts') && line.includes('reading'))
    .map((line) => [/ for (\w+) /.exec(line)[1], /\.\.\.(success|nothing|code hash)/.exec(line)[1]]);
}

const imports = "import('./part.ts').then((part) => console.log(part.default.value));";
try {
  fs.writeFileSync(file, 'const value: number = 1;\nexports.value = value;\n');
  assert.deepStrictEqual(run(imports, '1\n'), [['StrippedTypeScript', 'nothing'], ['CommonJS', 'nothing']]);
  assert.deepStrictEqual(run(imports, '1\n'), [['StrippedTypeScript', 'success'], ['CommonJS', 'success']]);
  const requires = "console.log(require('./part.ts').value);";
  assert.deepStrictEqual(run(requires, '1\n'), [['StrippedTypeScript', 'success'], ['CommonJS', 'success']]);

  fs.writeFileSync(file, 'const value: number = 2;\nexports.value = value;\n');
  assert.deepStrictEqual(run(imports, '2\n'), [['StrippedTypeScript', 'code hash'], ['CommonJS', 'code hash']]);
  assert.deepStrictEqual(run(imports, '2\n'), [['StrippedTypeScript', 'success'], ['CommonJS', 'success']]);

  // Another text under the same name within one run, and text that is a module after all.
  fs.writeFileSync(file, 'export default { value: 3 as number };\n');
  run(`const fs = require('fs');
    import('./part.ts').then((part) => {
      fs.writeFileSync(${JSON.stringify(file)}, 'exports.value = 4 as number;');
      return import('./part.ts?again').then((again) => console.log(part.default.value, again.default.value));
    });`, '3 4\n');
} finally {
  fs.rmSync(folder, { recursive: true });
}
