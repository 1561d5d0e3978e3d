'use strict';

// The console that the engine makes for its inspector. Loaded at boot, before the global console takes its name.
//
// `createTask` is there with an inspector attached only; without one a task is just what it runs.

const { Error, ReflectApply } = primordials;

const engine = primordials.globalThis.console;

class Task {
  run(fn) {
    if (typeof fn !== 'function') throw new Error('First argument must be a function.');
    return ReflectApply(fn, undefined, []);
  }
}

function createTask(name) {
  if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
  return new Task();
}

engine.createTask ??= createTask;

module.exports = engine;
