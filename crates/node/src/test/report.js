'use strict';

// Prints results in the format of Node's `spec` reporter and sets the exit code.
//
// Owner: test. A test at the top is printed with everything below it when it and all before it have ended.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  StringPrototypeRepeat,
  StringPrototypeSplit,
} = primordials;

let printed = 0;
const failed = [];
const counts = {
  __proto__: null, tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0,
};

// Errors of these kinds say only that something below failed, which is printed itself.
const kFollows = 'subtestsFailed';

function count(node) {
  if (node.type === 'suite') {
    counts.suites++;
    return;
  }
  counts.tests++;
  if (node.skipped) counts.skipped++;
  else if (node.todo) counts.todo++;
  else if (node.cancelled) counts.cancelled++;
  else if (node.passed) counts.pass++;
  else counts.fail++;
}

function titleLine(node) {
  let sign = '✔';
  let note = '';
  if (node.skipped) {
    sign = '﹣';
    note = typeof node.skipped === 'string' ? ` # ${node.skipped}` : ' # SKIP';
  } else if (node.todo) {
    if (!node.passed) sign = '⚠';
    note = typeof node.todo === 'string' ? ` # ${node.todo}` : ' # TODO';
  } else if (node.expectFailure) {
    if (!node.passed) sign = '✖';
    note = ' # EXPECTED FAILURE';
  } else if (!node.passed) {
    sign = '✖';
  }
  return `${sign} ${node.name} (${+node.duration.toFixed(6)}ms)${note}`;
}

function print(node, depth, lines) {
  const indent = StringPrototypeRepeat('  ', depth);
  count(node);
  const { children, diagnostics } = node;
  if (children.length > 0) {
    ArrayPrototypePush(lines, `${indent}▶ ${node.name}`);
    for (let i = 0; i < children.length; i++) print(children[i], depth + 1, lines);
  }
  ArrayPrototypePush(lines, indent + titleLine(node));
  for (let i = 0; i < diagnostics.length; i++) ArrayPrototypePush(lines, `${indent}ℹ ${diagnostics[i]}`);
  if (!node.passed && node.error.kind !== kFollows && !node.skipped) ArrayPrototypePush(failed, node);
  if (!node.passed && !node.todo) process.exitCode = 1;
}

function write(lines) {
  if (lines.length > 0) process.stdout.write(`${ArrayPrototypeJoin(lines, '\n')}\n`);
}

function reportTop(root) {
  const lines = [];
  const { children } = root;
  while (printed < children.length && children[printed].ended) print(children[printed++], 0, lines);
  write(lines);
}

function pushFailure(node, lines) {
  const { inspect } = require('util/inspect');
  const { location } = node;
  ArrayPrototypePush(lines, '');
  if (location !== undefined) {
    const file = require('path').relative(process.cwd(), location.file);
    ArrayPrototypePush(lines, `test at ${file}:${location.line}:${location.column}`);
  }
  ArrayPrototypePush(lines, titleLine(node));
  const text = StringPrototypeSplit(inspect(node.error.cause), '\n');
  while (text.length > 0) ArrayPrototypePush(lines, `  ${ArrayPrototypeShift(text)}`);
}

function reportEnd(root) {
  reportTop(root);
  const lines = [];
  for (let i = 0; i < root.diagnostics.length; i++) ArrayPrototypePush(lines, `ℹ ${root.diagnostics[i]}`);
  for (const name in counts) ArrayPrototypePush(lines, `ℹ ${name} ${counts[name]}`);
  ArrayPrototypePush(lines, `ℹ duration_ms ${+root.duration.toFixed(6)}`);
  const own = root.error !== null;
  if (own) process.exitCode = 1;
  if (failed.length > 0 || own) ArrayPrototypePush(lines, '', '✖ failing tests:');
  for (let i = 0; i < failed.length; i++) pushFailure(failed[i], lines);
  if (own) pushFailure(root, lines);
  write(lines);
}

module.exports = { reportEnd, reportTop };
