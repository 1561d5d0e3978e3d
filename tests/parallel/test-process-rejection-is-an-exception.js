// Shows that a rejection nobody handles is an uncaught exception, once, and that a late handler is announced.
'use strict';
const assert = require('node:assert');

const log = [];
process.on('unhandledRejection', (reason, promise) => {
  log.push(['unhandledRejection', reason]);
  setImmediate(() => promise.catch(() => log.push(['caught'])));
});
process.on('rejectionHandled', () => log.push(['rejectionHandled']));
process.on('uncaughtException', () => assert.fail('it was handled'));

Promise.reject('late');
// Handled in the same turn: nobody is told.
const soon = Promise.reject('soon');
process.nextTick(() => soon.catch(() => {}));
const inMicrotask = Promise.reject('microtask');
queueMicrotask(() => inMicrotask.catch(() => {}));

setTimeout(() => {
  process.removeAllListeners('unhandledRejection');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (err, origin) => log.push([origin, err.message, err.code]));
  Promise.reject(5);
}, 20);

process.on('exit', () => {
  assert.deepStrictEqual(log, [
    ['unhandledRejection', 'late'],
    ['rejectionHandled'],
    ['caught'],
    ['unhandledRejection',
     'This error originated either by throwing inside of an async function without a catch block, or by rejecting a ' +
     'promise which was not handled with .catch(). The promise rejected with the reason "5".', 'ERR_UNHANDLED_REJECTION'],
  ].map((entry, i) => (i === 1 || i === 2 ? log[i] : entry)));
  assert.deepStrictEqual([log[1][0], log[2][0]].sort(), ['caught', 'rejectionHandled']);
});
