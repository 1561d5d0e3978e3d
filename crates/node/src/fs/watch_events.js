'use strict';
// fs/promises.watch(): the events of a watcher as an asynchronous iterator. Owner: fs. Events that come between two
// steps wait in a queue of bounded length.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  PromiseWithResolvers,
} = primordials;

const {
  AbortError,
  codes: { ERR_FS_WATCH_QUEUE_OVERFLOW },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal,
  validateBoolean,
  validateNumber,
  validateObject,
  validateOneOf,
} = require('internal/validators');
const { assertEncoding, getValidatedPath } = require('fs/arguments');
const { ignoreMatcher, watch } = require('fs/watch');

const kMaxQueue = 2048;

function checked(options) {
  if (typeof options === 'string') options = { __proto__: null, encoding: options };
  else validateObject(options, 'options');
  const {
    persistent = true,
    recursive = false,
    encoding = 'utf8',
    maxQueue = kMaxQueue,
    overflow = 'ignore',
    signal,
    ignore,
  } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateNumber(maxQueue, 'options.maxQueue');
  // Node's documentation says `throw` where its code says `error`.
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error', 'throw']);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (encoding !== 'buffer') assertEncoding(encoding);
  ignoreMatcher(ignore);
  return { __proto__: null, persistent, recursive, encoding, maxQueue, overflow, signal, ignore };
}

async function* watchEvents(filename, options = kEmptyObject) {
  const path = getValidatedPath(filename);
  const { signal, maxQueue, overflow, ...watching } = checked(options);
  const abortError = () => new AbortError(undefined, { cause: signal.reason });
  if (signal?.aborted) throw abortError();

  const queue = [];
  let failure;
  let waiting = PromiseWithResolvers();
  const fail = (err) => {
    failure ??= { err };
    waiting.resolve();
  };
  const watcher = watch(path, watching, (eventType, name) => {
    if (queue.length < maxQueue) {
      ArrayPrototypePush(queue, { __proto__: null, eventType, filename: name });
      waiting.resolve();
    } else if (overflow === 'ignore') {
      process.emitWarning('fs.watch maxQueue exceeded');
    } else {
      fail(new ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue));
    }
  });
  watcher.on('error', fail);
  const onAbort = () => fail(abortError());
  signal?.addEventListener('abort', onAbort, { __proto__: null, once: true });
  try {
    for (;;) {
      // What came before a failure is still told, except that an abort is at once.
      while (queue.length > 0 && !signal?.aborted) yield ArrayPrototypeShift(queue);
      if (failure !== undefined) throw failure.err;
      await waiting.promise;
      waiting = PromiseWithResolvers();
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    watcher.close();
  }
}

module.exports = { watchEvents };
