'use strict';

// NODE_V8_COVERAGE: one file per process, with URLs of files, the maps of generated code, and nothing after stopCoverage().

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-coverage-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

const inherited = { ...process.env };
let runs = 0;

function run(name, text) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  const into = path.join(folder, `c${runs++}`);
  const { status, stderr } = spawnSync(process.execPath, [file], { env: { ...inherited, NODE_V8_COVERAGE: into } });
  const files = fs.existsSync(into) ? fs.readdirSync(into) : [];
  const contents = files.map((f) => JSON.parse(fs.readFileSync(path.join(into, f), 'utf8')));
  const found = contents.flatMap(({ result }) => result.filter(({ url }) => url === pathToFileURL(file).href));
  return { contents, files, found, status, stderr: `${stderr}` };
}

{
  const { files, found, contents } = run('a b.js', 'function f(x) { if (x) { return 1; } return 2; }\nf(0);\nfunction g() {}\n');
  assert.strictEqual(files.length, 1);
  assert.match(files[0], /^coverage-\d+-\d{13}-0\.json$/);
  assert.strictEqual(contents[0]['source-map-cache'], undefined);
  const counts = Object.fromEntries(found[0].functions.map((f) => [f.functionName, f.ranges.map((r) => r.count)]));
  assert.deepStrictEqual(counts, { '': [1], 'f': [1, 0], 'g': [0] });
}

// The second run finds the code that the first left in no cache: blocks are counted all the same.
{
  const text = `function f(x) { if (x) { return 1; } return 2; }\nf(0);\n${'// filler\n'.repeat(20000)}`;
  run('big.js', text);
  const { found } = run('big.js', text);
  assert.deepStrictEqual(found[0].functions[1].ranges.map((r) => r.count), [1, 0]);
}

// Ends of every kind.
for (const [text, code] of [['process.exit(3)', 3], ['throw 1', 1], ['process.reallyExit(4)', 4],
                            ['process.kill(process.pid, "SIGTERM")', null]]) {
  const { files, status } = run('end.js', text);
  assert.strictEqual(files.length, 1, text);
  assert.strictEqual(status, code);
}

{
  const { files } = run('stop.js', 'require("v8").stopCoverage()');
  assert.strictEqual(files.length, 0);
}

{
  const { found } = run('take.js', 'const f = () => {}; f(); require("v8").takeCoverage(); f(); f();');
  assert.strictEqual(found.length, 2);
  const calls = found.map(({ functions }) => functions.find((f) => f.functionName === 'f').ranges[0].count);
  assert.deepStrictEqual(calls.sort(), [1, 2]);
}

{
  const map = { version: 3, sources: ['o.ts'], names: [], mappings: 'AAAA' };
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  const { contents, found } = run('m.js', `f();\nfunction f() {}\n//# sourceMappingURL=${url}\n`);
  const entry = contents[0]['source-map-cache'][found[0].url];
  assert.strictEqual(entry.url, null);
  assert.deepStrictEqual(entry.lineLengths.slice(0, 2), [4, 15]);
  assert.strictEqual(entry.data.sources[0], pathToFileURL(path.join(folder, 'o.ts')).href);
}

// A folder that cannot be written is told of and harms nothing else.
{
  const file = path.join(folder, 'ok.js');
  fs.writeFileSync(file, 'console.log("done")');
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { env: { ...inherited, NODE_V8_COVERAGE: file } });
  assert.strictEqual(status, 0);
  assert.strictEqual(`${stdout}`, 'done\n');
  assert.match(`${stderr}`, /Failed to write file/);
}
