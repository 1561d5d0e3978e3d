'use strict';
// What the test runner writes as TAP: nesting, directives, numbers, failures with their kind, totals and the exit code.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-test-runner-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'sample.js');
fs.writeFileSync(file, `
const { describe, it, test } = require('node:test');
describe('suite', () => {
  it('passes', () => {});
  it('skipped', { skip: 'now' }); // reason: the sample is to show one
  it('fails', () => { throw new Error('boom'); });
});
test('late', { timeout: 5 }, () => new Promise(() => setTimeout(() => {}, 30)));
test('expected', { expectFailure: 'why' }, () => { throw new Error('x'); });
test('plan', (t) => { t.plan(1); t.assert.ok(true); });
`);

function run(...flags) {
  const child = spawnSync(process.execPath, [...flags, file], { encoding: 'utf8' });
  const text = child.stdout.replace(/duration_ms:? [\d.]+/g, 'duration_ms *')
    .replace(/^ +(?:at )?.*\((?:node:|.*sample\.js).*\n/gm, '').replace(/^ +[\w.#]+:.*\n/gm, (line) =>
      (/failureType|error/.test(line) ? line : '')).replace(/^ +(?:---|\.\.\.|duration_ms.*)\n/gm, '');
  return { status: child.status, lines: text.split('\n').filter((line) => /^ *(#|ok|not ok|\d|failure|error|TAP)/.test(line)) };
}

const { status, lines } = run('--test-reporter=tap');
assert.strictEqual(status, 1);
assert.deepStrictEqual(lines, [
  'TAP version 13',
  '# Subtest: suite',
  '    # Subtest: passes',
  '    ok 1 - passes',
  '    # Subtest: skipped',
  '    ok 2 - skipped # SKIP now',
  '    # Subtest: fails',
  '    not ok 3 - fails',
  "      failureType: 'testCodeFailure'",
  "      error: 'boom'",
  '    1..3',
  'not ok 1 - suite',
  "  failureType: 'subtestsFailed'",
  "  error: '1 subtest failed'",
  '# Subtest: late',
  'not ok 2 - late',
  "  failureType: 'testTimeoutFailure'",
  "  error: 'test timed out after 5ms'",
  '# Subtest: expected',
  'ok 3 - expected # EXPECTED FAILURE why',
  '# Subtest: plan',
  'ok 4 - plan',
  '1..4',
  '# tests 6',
  '# suites 1',
  '# pass 3',
  '# fail 1',
  '# cancelled 1',
  '# skipped 1',
  '# todo 0',
  '# duration_ms *',
]);

// Names choose; what is left out is not told of.
const chosen = run('--test-reporter=tap', '--test-name-pattern=plan');
assert.strictEqual(chosen.status, 0);
assert.deepStrictEqual(chosen.lines.slice(0, 4), ['TAP version 13', '# Subtest: plan', 'ok 1 - plan', '1..1']);

// A process of its own for the file gives the same tests and totals.
const isolated = run('--test', '--test-reporter=tap');
assert.strictEqual(isolated.status, 1);
assert.deepStrictEqual(isolated.lines, lines);
