'use strict';

// The public module `console`, which is the global console itself.
//
// Owner: console. Its streams are looked up when the first message is written, so that a program that prints nothing
// never opens them; and whoever replaces `process.stdout` before that is seen.

const {
  ObjectCreate,
  ObjectPrototype,
} = primordials;

const { directOf } = require('console/direct');
const { Console, initializeConsole } = require('console/console_class');

// As the standard wants it: an object between it and Object.prototype.
const console = module.exports = ObjectCreate(ObjectCreate(ObjectPrototype));

// The streams that were looked up or put here.
const held = { __proto__: null, _stdout: undefined, _stderr: undefined };

function lazyStream(key, name) {
  return {
    __proto__: null,
    enumerable: false,
    configurable: true,
    get() { return held[key] ??= process[name]; },
    set(value) { held[key] = value; },
  };
}

const streams = { __proto__: null, _stdout: lazyStream('_stdout', 'stdout'), _stderr: lazyStream('_stderr', 'stderr') };
initializeConsole(console, streams, directOf(console, streams, held));

console.Console = Console;

// What the engine offers for its inspector and the streams have no use for.
const engineConsole = require('console/engine');
const engineMethods = ['profile', 'profileEnd', 'timeStamp', 'context', 'createTask'];
for (let i = 0; i < engineMethods.length; i++) {
  console[engineMethods[i]] = engineConsole[engineMethods[i]];
}
