'use strict';

// Coverage of a run with several processes: what any of them ran is covered, originals of generated files are reported in
// their place, and the folder that the run used is gone afterwards.

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { run } = require('node:test');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-coverage-run-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

const put = (name, text) => fs.writeFileSync(path.join(folder, name), text);

put('lib.js', `exports.pick = function pick(x) {
  if (x) {
    return 'a';
  }
  return 'b';
};
exports.never = function never() {
  return 1;
};
`);
put('one.test.js', 'require("node:test")("one", () => { require("./lib.js").pick(1); require("./made.js"); });');
put('two.test.js', 'require("node:test")("two", () => { require("./lib.js").pick(0); });');

// made.js is o.ts with a line before it.
put('o.ts', 'function used() {\n}\nfunction unused() {\n  return 1;\n}\nused();\n');
const mappings = ';AAAA;AACA;AACA;AACA;AACA;AACA';
put('made.js', '"use strict";\nfunction used() {\n}\nfunction unused() {\n  return 1;\n}\nused();\n' +
  `//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify({
    version: 3, sources: ['o.ts'], names: [], mappings,
  }))}\n`);

const before = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('node-coverage-')).length;

async function summaryOf(options) {
  let summary;
  const stream = run({ cwd: folder, files: ['one.test.js', 'two.test.js'], coverage: true, ...options });
  stream.on('test:coverage', (data) => { summary = data.summary; });
  stream.resume();
  await new Promise((resolve) => { stream.on('end', resolve); });
  const files = {};
  for (const file of summary.files) files[path.basename(file.path)] = file;
  return { files, summary };
}

(async () => {
  const { files, summary } = await summaryOf({});
  assert.deepStrictEqual(Object.keys(files).sort(), ['lib.js', 'o.ts']);
  assert.strictEqual(summary.workingDirectory, folder);
  assert.deepStrictEqual(files['lib.js'].lines.filter((l) => l.count === 0).map((l) => l.line), [8]);
  assert.deepStrictEqual(files['lib.js'].functions.map(({ name, count }) => [name, count]), [['pick', 2], ['never', 0]]);
  assert.strictEqual(files['lib.js'].coveredFunctionPercent, 50);
  assert.deepStrictEqual(files['o.ts'].lines.filter((l) => l.count === 0).map((l) => l.line), [3, 4, 5]);

  const only = await summaryOf({ coverageIncludeGlobs: 'lib.*', lineCoverage: 99 });
  assert.deepStrictEqual(Object.keys(only.files), ['lib.js']);
  assert.deepStrictEqual(only.summary.thresholds, { __proto__: null, line: 99, branch: 0, function: 0 });
  assert.strictEqual(process.exitCode, 1);
  process.exitCode = 0;

  const after = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('node-coverage-')).length;
  assert.ok(after <= before, 'the run leaves nothing behind');
  assert.strictEqual(process.env.NODE_V8_COVERAGE, undefined);
  assert.throws(() => run({ coverage: true, lineCoverage: 101 }), { code: 'ERR_OUT_OF_RANGE' });
})();
