'use strict';
// Waiting for an iterator's next value while a signal may abort. Owner: stream. Costs nothing beside the iterator's own
// promise when there is no signal.

const { Promise, PromisePrototypeThen, PromiseResolve, SymbolDispose } = primordials;

const { ignoreRejection } = require('stream/iter/chunks');

function throwIfAborted(signal) {
  if (signal !== undefined && signal.aborted) throw signal.reason;
}

/** `promise`, unless the signal aborts first. */
function orAbort(promise, signal) {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      ignoreRejection(promise);
      reject(signal.reason);
      return;
    }
    const { addAbortListener } = require('events/add_abort_listener');
    const hook = addAbortListener(signal, () => reject(signal.reason));
    PromisePrototypeThen(promise, (value) => {
      hook[SymbolDispose]();
      resolve(value);
    }, (reason) => {
      hook[SymbolDispose]();
      reject(reason);
    });
  });
}

/**
 * The values of an asynchronous iterator until it ends or the signal aborts; then, and when the reader stops, the iterator
 * is told by return(), which an abort does not wait for.
 */
async function* untilAborted(iterator, signal) {
  let isOver = false;
  try {
    for (;;) {
      throwIfAborted(signal);
      const pending = PromiseResolve(iterator.next());
      if (signal === undefined) isOver = true;
      const result = await orAbort(PromisePrototypeThen(pending, undefined, (err) => {
        isOver = true;
        throw err;
      }), signal);
      isOver = result.done === true;
      if (isOver) return;
      yield result.value;
    }
  } finally {
    if (!isOver && typeof iterator.return === 'function') {
      const returned = PromiseResolve(iterator.return());
      if (signal !== undefined && signal.aborted) ignoreRejection(returned);
      else await returned;
    }
  }
}

module.exports = { orAbort, throwIfAborted, untilAborted };
