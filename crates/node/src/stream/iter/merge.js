'use strict';
// merge(), tap() and tapSync(). Owner: stream. A source of a merge is asked for its next batch only after the reader took
// its last one.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSlice,
  PromisePrototypeThen,
  PromiseResolve,
  SuppressedError,
  SymbolAsyncIterator,
} = primordials;

const { validateAbortSignal, validateFunction } = require('internal/validators');
const { orAbort, throwIfAborted } = require('stream/iter/abortable');
const {
  bytesOf,
  hasMethod,
  ignoreRejection,
  isAsyncIterable,
  isObject,
  isSyncIterable,
} = require('stream/iter/chunks');
const { from, normalized } = require('stream/iter/from');
const { toAsyncStreamable, toStreamable } = require('stream/iter/protocols');
const { Deferred } = require('stream/web/promises');

function isOptions(value) {
  return isObject(value) && bytesOf(value) === undefined && !isAsyncIterable(value) && !isSyncIterable(value) &&
    !hasMethod(value, toAsyncStreamable) && !hasMethod(value, toStreamable);
}

class Merge {
  constructor(sources) {
    this.live = [];
    this.ready = [];
    this.waiting = undefined;
    for (let i = 0; i < sources.length; i++) {
      ArrayPrototypePush(this.live, { iterator: sources[i][SymbolAsyncIterator](), isDone: false });
    }
    this.left = this.live.length;
  }

  ask(source) {
    PromisePrototypeThen(PromiseResolve(source.iterator.next()), ({ done, value }) => {
      if (done) {
        source.isDone = true;
        this.left--;
      } else {
        ArrayPrototypePush(this.ready, { source, value });
      }
      this.#tell();
    }, (err) => {
      source.isDone = true;
      this.left--;
      ArrayPrototypePush(this.ready, { error: { err } });
      this.#tell();
    });
  }

  #tell() {
    this.waiting?.resolve();
    this.waiting = undefined;
  }

  change() {
    this.waiting ??= new Deferred();
    return this.waiting.promise;
  }

  /** Ends the sources that are left; the errors of that, in a list. */
  async stop(isWaiting) {
    const errors = [];
    for (let i = 0; i < this.live.length; i++) {
      const { iterator, isDone } = this.live[i];
      if (isDone || typeof iterator.return !== 'function') continue;
      try {
        const returned = PromiseResolve(iterator.return());
        if (isWaiting) await returned;
        else ignoreRejection(returned);
      } catch (err) {
        ArrayPrototypePush(errors, err);
      }
    }
    return errors;
  }
}

async function* run(sources, signal) {
  throwIfAborted(signal);
  const merging = new Merge(sources);
  let primary;
  try {
    for (let i = 0; i < merging.live.length; i++) merging.ask(merging.live[i]);
    while (merging.left > 0 || merging.ready.length > 0) {
      if (merging.ready.length === 0) {
        await orAbort(merging.change(), signal);
        continue;
      }
      const { source, value, error } = ArrayPrototypeShift(merging.ready);
      if (error !== undefined) throw error.err;
      yield value;
      throwIfAborted(signal);
      merging.ask(source);
    }
  } catch (err) {
    primary = { err };
    throw err;
  } finally {
    const isAborted = signal !== undefined && signal.aborted;
    const errors = await merging.stop(!isAborted);
    if (errors.length > 0) {
      let error = errors[0];
      if (primary !== undefined) error = new SuppressedError(primary.err, error);
      throw error;
    }
  }
}

function merge(...args) {
  let sources = args;
  let signal;
  const last = args[args.length - 1];
  if (args.length > 0 && isOptions(last)) {
    sources = ArrayPrototypeSlice(args, 0, args.length - 1);
    ({ signal } = last);
    validateAbortSignal(signal, 'options.signal');
  }
  const inputs = [];
  for (let i = 0; i < sources.length; i++) ArrayPrototypePush(inputs, from(sources[i]));
  return normalized(() => run(inputs, signal));
}

function tap(callback) {
  validateFunction(callback, 'callback');
  return async (chunks, options) => {
    await callback(chunks, options);
    return chunks;
  };
}

function tapSync(callback) {
  validateFunction(callback, 'callback');
  return (chunks, options) => {
    callback(chunks, options);
    return chunks;
  };
}

module.exports = { merge, tap, tapSync };
