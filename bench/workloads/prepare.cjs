'use strict';
// Writes what the workloads read into the folder given: modules to load, small and large files, a folder of many.

const fs = require('node:fs');
const path = require('node:path');

const data = process.argv[2];

function folder(name) {
  const dir = path.join(data, name);
  fs.mkdirSync(dir, { recursive: true });
  return dir;
}

const parts = folder('parts');
const requires = [];
const imports = [];
for (let n = 0; n < 500; n++) {
  const body = `class Part {\n  constructor(value) { this.value = value; }\n  get twice() { return this.value * 2; }\n` +
    `  name() { return path.join('part', String(this.value)); }\n}\n`;
  fs.writeFileSync(path.join(parts, `part${n}.cjs`),
                   `'use strict';\nconst path = require('path');\n${body}exports.make = (value) => new Part(value);\n`);
  fs.writeFileSync(path.join(parts, `part${n}.mjs`),
                   `import path from 'node:path';\n${body}export const make = (value) => new Part(value);\n`);
  requires.push(`sum += require('./part${n}.cjs').make(${n}).twice;`);
  imports.push(`import { make as make${n} } from './part${n}.mjs'; list.push(make${n});`);
}
fs.writeFileSync(path.join(parts, 'all.cjs'), `'use strict';\nlet sum = 0;\n${requires.join('\n')}\nmodule.exports = sum;\n`);
fs.writeFileSync(path.join(parts, 'all.mjs'),
                 `const list = [];\n${imports.join('\n')}\nexport default list.reduce((sum, make, n) => sum + make(n).twice, 0);\n`);

fs.writeFileSync(path.join(data, 'small.txt'), 'a small file\n'.repeat(80));
fs.writeFileSync(path.join(data, 'large.bin'), Buffer.alloc(64 << 20, 'large '));
const giga = fs.openSync(path.join(data, 'giga.bin'), 'w');
for (let n = 0; n < 16; n++) fs.writeSync(giga, fs.readFileSync(path.join(data, 'large.bin')));
fs.closeSync(giga);
const many = folder('many');
for (let n = 0; n < 10_000; n++) fs.writeFileSync(path.join(many, `file${n}`), '');

const records = [];
for (let n = 0; n < 2000; n++) {
  records.push({ id: n, name: `record ${n}`, tags: ['a', 'b', `t${n % 17}`], nested: { on: n % 2 === 0, value: n / 3, none: null } });
}
fs.writeFileSync(path.join(data, 'records.json'), JSON.stringify(records));

let types = 'interface Shape { area(): number }\ntype Pair<A, B = A> = [A, B];\n';
for (let n = 0; n < 400; n++) {
  types += `class Shape${n} implements Shape {\n  private readonly side: number;\n  constructor(side: number = ${n}) { this.side = side as number; }\n` +
    `  area(): number { const p: Pair<number> = [this.side, this.side]; return p[0] * p[1]!; }\n}\n`;
}
types += `let sum: number = 0;\nfor (const shape of [${Array.from({ length: 400 }, (_, n) => `new Shape${n}()`).join(', ')}] as Shape[]) sum += shape.area();\nconsole.log(sum);\n`;
fs.writeFileSync(path.join(data, 'shapes.ts'), types);
