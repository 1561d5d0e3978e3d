'use strict';
// What a REPL's code throws later comes to that REPL, also when several run, and never to the process.

const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const repl = require('node:repl');

process.on('uncaughtException', (error) => {
  assert.strictEqual(error.message, 'of the program');
  seen.push('program');
});

const seen = [];
function start() {
  const output = new PassThrough();
  output.setEncoding('utf8');
  const input = new PassThrough();
  const server = repl.start({ input, output, terminal: false, prompt: '' });
  return { input, output, server };
}

const first = start();
const second = start();
first.input.write('setTimeout(() => { throw new Error("of the first") }, 2); 1\n');
second.input.write('setImmediate(() => { throw new TypeError("of the second") }); 2\n');
second.input.write('Promise.reject(new Error("rejected")); 3\n');
setTimeout(() => { throw new Error('of the program'); }, 1);

setTimeout(() => {
  const a = first.output.read();
  const b = second.output.read();
  assert.match(a, /^1\n/);
  assert.match(a, /Uncaught Error: of the first/);
  assert.doesNotMatch(a, /second|rejected|program/);
  assert.match(b, /Uncaught TypeError: of the second/);
  assert.match(b, /Uncaught Error: rejected/);
  assert.deepStrictEqual(seen, ['program']);
  first.server.close();
  second.server.close();
}, 60);
