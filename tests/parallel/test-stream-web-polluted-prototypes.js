'use strict';
// Web streams work on records that nothing a program puts on Object.prototype or Promise.prototype reaches.
const assert = require('node:assert');

for (const name of ['state', 'control', 'queue', 'reader', 'chunk', 'write', 'pull', 'resolve', 'promise', 'size', 'signal']) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    get() { return undefined; },
    set() { throw new Error(`Object.prototype.${name} was set`); },
  });
}
const { then } = Promise.prototype;
Promise.prototype.then = function() { throw new Error('Promise.prototype.then was called'); };

const chunks = [];
const source = new ReadableStream({
  start(controller) {
    controller.enqueue('a');
    controller.enqueue('b');
    controller.close();
  },
});
const ended = source.pipeThrough(new TransformStream({
  transform(chunk, controller) { controller.enqueue(chunk.toUpperCase()); },
})).pipeTo(new WritableStream({ write(chunk) { chunks.push(chunk); } }));

setImmediate(() => {
  Promise.prototype.then = then;
  ended.then(() => assert.deepStrictEqual(chunks, ['A', 'B']));
  process.on('exit', () => assert.strictEqual(chunks.length, 2));
});
