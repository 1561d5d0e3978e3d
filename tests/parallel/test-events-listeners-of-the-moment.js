// Shows that an emission calls the listeners there were when it began, whatever they add or remove.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

for (const count of [1, 2, 3, 5]) {
  const emitter = new EventEmitter();
  const calls = [];
  const listeners = Array.from({ length: count }, (_, i) => () => {
    calls.push(i);
    if (i === 0) {
      emitter.removeAllListeners('x');
      emitter.on('x', () => calls.push('late'));
    }
  });
  for (const listener of listeners) emitter.on('x', listener);
  emitter.emit('x');
  assert.deepStrictEqual(calls, listeners.map((_, i) => i));
}

const emitter = new EventEmitter();
let runs = 0;
emitter.once('y', () => {
  runs++;
  emitter.emit('y');
});
emitter.emit('y');
assert.strictEqual(runs, 1);
assert.deepStrictEqual(emitter.eventNames(), []);
