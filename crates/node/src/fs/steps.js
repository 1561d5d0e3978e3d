'use strict';
// Work made of many operations, written once for the synchronous and the asynchronous functions. Owner: fs. Such work
// is a generator that yields `call(op, ...args)` and gets back what the operation returned or threw; nothing in it may
// depend on which of the two runs it.

const { ReflectApply } = primordials;

const ops = binding('fs');
const { operation } = require('fs/async_op');

/** A request to do a native operation. */
function call(op, ...args) {
  return { op, args };
}

/** A request to call a program's function, whose promise is awaited where that is possible. */
function ask(fn, ...args) {
  return { fn, args };
}

function performSync({ op, fn, args }) {
  return op === undefined ? ReflectApply(fn, undefined, args) : ReflectApply(op, ops, args);
}

function performAsync({ op, fn, args }) {
  return op === undefined ? ReflectApply(fn, undefined, args) : operation(ReflectApply(op, ops, [...args, true]));
}

function runSync(work) {
  let step = work.next();
  while (!step.done) {
    let value;
    try {
      value = performSync(step.value);
    } catch (err) {
      step = work.throw(err);
      continue;
    }
    step = work.next(value);
  }
  return step.value;
}

async function runAsync(work) {
  let step = work.next();
  while (!step.done) {
    let value;
    try {
      value = await performAsync(step.value);
    } catch (err) {
      step = work.throw(err);
      continue;
    }
    step = work.next(value);
  }
  return step.value;
}

module.exports = { ask, call, performAsync, performSync, runAsync, runSync };
