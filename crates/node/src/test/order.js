'use strict';

// Reporting in the order of declaration: a child's result is told when all before it were, and so was everything before
// its parents. What happens at once (`test:enqueue`, `test:dequeue`, `test:complete`) does not pass here.
//
// Owner: test. It reads nodes and writes their `number`, `nextReport` and `startReported`.

const { ObjectSetPrototypeOf } = primordials;

const { counted } = require('test/counts');

// What is told has no prototype. It is taken away before there are properties: V8 would make a class anew for each of
// them, and keeps objects that never had a prototype as dictionaries.

/** Gives a node its number among its parent's reported children. */
function enlist(node) {
  node.excluded = false;
  return ++node.parent.reported;
}

function head(node, type) {
  const head = ObjectSetPrototypeOf({}, null);
  head.nesting = node.nesting;
  head.name = node.name;
  head.type = type;
  head.testId = node.id;
  head.parentId = node.parent.id;
  head.tags = node.tags;
  return head;
}

function startHead(node) {
  const head = ObjectSetPrototypeOf({}, null);
  head.nesting = node.nesting;
  head.name = node.name;
  head.testId = node.id;
  head.parentId = node.parent.id;
  head.tags = node.tags;
  return head;
}

function classNameOf(node) {
  let name;
  for (let n = node.parent; n.parent !== null; n = n.parent) name = name === undefined ? n.name : `${n.name}.${name}`;
  return name;
}

function details(node, forComplete) {
  const result = ObjectSetPrototypeOf({}, null);
  result.duration_ms = node.duration;
  result.type = node.type;
  if (node.error !== null) result.error = node.error;
  const { rerun } = node.run_;
  if (rerun !== undefined) {
    result.attempt = node.attempt;
    if (node.passedOnAttempt !== undefined) result.passed_on_attempt = node.passedOnAttempt;
    else if (node.passed) result.passed_on_attempt = node.attempt;
  }
  const className = classNameOf(node);
  if (className !== undefined) result.classname = className;
  if (forComplete) result.passed = node.passed;
  return result;
}

function resultHead(node, forComplete) {
  const result = ObjectSetPrototypeOf({}, null);
  result.name = node.name;
  result.nesting = node.nesting;
  result.testNumber = node.number;
  result.testId = node.id;
  result.parentId = node.parent.id;
  result.details = details(node, forComplete);
  result.tags = node.tags;
  if (!forComplete) {
    const className = classNameOf(node);
    if (className !== undefined) result.classname = className;
  }
  return result;
}

function directive(node) {
  if (node.skipped) return { __proto__: null, skip: node.message ?? true };
  if (node.todo) return { __proto__: null, todo: node.message ?? true };
  if (node.expected !== undefined) return { __proto__: null, expectFailure: node.expected.label ?? true };
  return undefined;
}

/** Tells at once that a node has ended, and counts it. */
function complete(node) {
  counted(node);
  node.run_.rerun?.note(node);
  node.run_.stream.complete(resultHead(node, true), directive(node), node.location);
}

function reportStart(node) {
  if (node.startReported || node.parent === null) return;
  reportStart(node.parent);
  node.startReported = true;
  node.run_.stream.start(startHead(node), node.location);
}

function report(node) {
  const { stream } = node.run_;
  reportStart(node);
  flushChildren(node);
  if (node.reported > 0) stream.plan(node.nesting + 1, node.location, node.reported);
  if (node.passed) stream.ok(resultHead(node, false), directive(node), node.location);
  else stream.fail(resultHead(node, false), directive(node), node.location);
  reportDiagnostics(node);
  // The children's results are out; a long run need not keep them.
  node.children = [];
}

function reportDiagnostics(node) {
  const { diagnostics } = node;
  if (diagnostics === null) return;
  for (let i = 0; i < diagnostics.length; i++) {
    node.run_.stream.diagnostic(node.nesting, node.location, diagnostics[i]);
  }
  node.diagnostics = null;
}

function isClear(node) {
  return node.parent === null ||
    (node.parent.children[node.parent.nextReport] === node && isClear(node.parent));
}

function flushChildren(node) {
  const { children } = node;
  while (node.nextReport < children.length) {
    const child = children[node.nextReport];
    if (child.excluded !== true) {
      if (!child.ended) {
        // Its children may be told already.
        if (child.started) flushChildren(child);
        return;
      }
      report(child);
    }
    node.nextReport++;
  }
}

/** Tells what can be told of a node's children. */
function flush(node) {
  if (isClear(node)) flushChildren(node);
}

module.exports = { complete, directive, enlist, flush, head, reportDiagnostics, reportStart };
