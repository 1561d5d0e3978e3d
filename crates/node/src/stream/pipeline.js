'use strict';
// pipeline(): streams, iterables and functions in a row. Data and backpressure go from the first
// to the last; an error of one destroys all; the callback comes once, when every link is over.
// Owner: stream.

const {
  ArrayIsArray,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  FunctionPrototypeCall,
  Promise,
  PromisePrototypeThen,
  SymbolDispose,
} = primordials;

const {
  AbortError,
  aggregateTwoErrors,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_RETURN_VALUE,
    ERR_MISSING_ARGS,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_PREMATURE_CLOSE,
    ERR_STREAM_UNABLE_TO_PIPE,
  },
} = require('internal/errors');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const Duplex = require('stream/duplex');
const {
  isClosed,
  isDestroyed,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isTransformStream,
  isWebStream,
} = require('stream/predicates');

const kReadableKinds = [
  'Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream',
];

function isPremature(err) {
  return err?.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function toIterable(value) {
  if (isTransformStream(value)) value = value.readable;
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return require('stream/async_iterator').iterate(value);
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

/** A place to wait for the next sign of life of a destination: room, its end, or its error. */
class Turnstile {
  #error = undefined;
  #pass = undefined;

  signal = (err) => {
    if (err) this.#error = err;
    const pass = this.#pass;
    this.#pass = undefined;
    pass?.();
  };

  get error() {
    return this.#error;
  }

  wait() {
    return new Promise((resolve, reject) => {
      const settle = () => {
        if (this.#error) reject(this.#error);
        else resolve();
      };
      if (this.#error) settle();
      else this.#pass = settle;
    });
  }
}

/** Writes what an iterable gives into a Node stream, no faster than that takes it. */
async function pumpToNode(iterable, writable, done, end) {
  const turnstile = new Turnstile();
  writable.on('drain', turnstile.signal);
  const stop = eos(writable, { readable: false }, turnstile.signal);
  try {
    if (writable.writableNeedDrain) await turnstile.wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await turnstile.wait();
    }
    if (end) {
      writable.end();
      await turnstile.wait();
    }
    done();
  } catch (err) {
    const own = turnstile.error;
    done(own === err ? err : aggregateTwoErrors(own, err));
  } finally {
    stop();
    writable.off('drain', turnstile.signal);
  }
}

function ignore() {}

/** Writes what an iterable gives into a web stream. */
async function pumpToWeb(iterable, stream, done, end) {
  const writable = isTransformStream(stream) ? stream.writable : stream;
  const writer = writable.getWriter();
  try {
    for await (const chunk of iterable) {
      await writer.ready;
      // A failed write shows in the next `ready`.
      PromisePrototypeThen(writer.write(chunk), undefined, ignore);
    }
    await writer.ready;
    if (end) await writer.close();
    done();
  } catch (err) {
    try {
      await writer.abort(err);
      done(err);
    } catch (abortError) {
      done(abortError);
    }
  }
}

/** Pipes a Node stream into a Node stream; each of both ends is answered by `done` once. */
function link(source, destination, done, fail, end) {
  let wasEnded = false;
  destination.on('close', () => {
    // A destination that goes away before it was ended takes no more.
    if (!wasEnded) fail(new ERR_STREAM_PREMATURE_CLOSE());
  });
  source.pipe(destination, { end: false });

  if (end) {
    const endDestination = () => {
      wasEnded = true;
      destination.end();
    };
    if (isReadableFinished(source)) process.nextTick(endDestination);
    else source.once('end', endDestination);
  } else {
    done();
  }

  eos(source, { readable: true, writable: false }, (err) => {
    const state = source._readableState;
    if (isPremature(err) && state?.ended && !state.errored && !state.errorEmitted) {
      // All its data has come, only 'end' has not: that tells.
      source.once('end', done).once('error', done);
    } else {
      done(err);
    }
  });
  return eos(destination, { readable: false, writable: true }, done);
}

class Pipeline {
  constructor(stages, callback, options) {
    const { AbortController } = require('events/abort_controller');
    this.stages = stages;
    this.callback = callback;
    this.endsLast = options?.end !== false;
    this.outerSignal = options?.signal;
    this.controller = new AbortController();
    this.open = 0;
    this.error = undefined;
    this.value = undefined;
    this.breakers = [];
    // What is taken back from the last stream, which lives on if it can be read.
    this.lastCleanups = [];
    this.abortHook = undefined;
  }

  run() {
    const { outerSignal, stages } = this;
    validateAbortSignal(outerSignal, 'options.signal');
    const abort = () => this.#settle(new AbortError(undefined, { cause: outerSignal.reason }));
    if (outerSignal) {
      const { addAbortListener } = require('events/add_abort_listener');
      this.abortHook = addAbortListener(outerSignal, abort);
    }
    let current;
    for (let i = 0; i < stages.length; i++) {
      const stage = stages[i];
      if (i > 0 && isNodeStream(stage) && isReadableNodeStream(current) && (isClosed(stage) || isDestroyed(stage))) {
        throw new ERR_STREAM_UNABLE_TO_PIPE();
      }
      if (isNodeStream(stage)) this.#guard(stage, i);
      current = i === 0 ? this.#openSource(stage) : this.#append(current, stage, i);
    }
    if (outerSignal?.aborted) process.nextTick(abort);
    return current;
  }

  #isLast(index) {
    return index === this.stages.length - 1;
  }

  #ends(index) {
    return !this.#isLast(index) || this.endsLast;
  }

  // --- the end ---

  done = (err) => {
    this.#settle(err, --this.open === 0);
  };

  fail = (err) => {
    this.#settle(err);
  };

  #settle(err, isFinal = false) {
    // What made a stream close early says more than that it did.
    if (err && (!this.error || isPremature(this.error))) this.error = err;
    if (!this.error && !isFinal) return;
    while (this.breakers.length > 0) ArrayPrototypeShift(this.breakers)(this.error);
    this.abortHook?.[SymbolDispose]();
    this.controller.abort();
    if (!isFinal) return;
    if (!this.error) {
      for (let i = 0; i < this.lastCleanups.length; i++) this.lastCleanups[i]();
    }
    const { callback } = this;
    this.callback = ignore;
    process.nextTick(callback, this.error, this.value);
  }

  // --- the stages ---

  /** Destroys `stream` with the pipeline unless it has come to its end by then. */
  #addBreaker(stream, reads, writes) {
    let isOver = false;
    stream.on('close', () => {
      isOver = true;
    });
    const stop = eos(stream, { readable: reads, writable: writes }, (err) => {
      isOver = !err;
    });
    ArrayPrototypePush(this.breakers, (err) => {
      if (isOver) return;
      isOver = true;
      destroyer(stream, err || new ERR_STREAM_DESTROYED('pipe'));
    });
    return stop;
  }

  #guard(stream, index) {
    const livesOn = this.#isLast(index) && isReadable(stream);
    if (this.#ends(index)) {
      const stop = this.#addBreaker(stream, !this.#isLast(index), index > 0);
      if (livesOn) ArrayPrototypePush(this.lastCleanups, stop);
    }
    // Kept after the end: a late error of a stream must not bring the process down.
    const onError = (err) => {
      if (err && err.name !== 'AbortError' && !isPremature(err)) this.fail(err);
    };
    stream.on('error', onError);
    if (livesOn) {
      ArrayPrototypePush(this.lastCleanups, () => stream.removeListener('error', onError));
    }
  }

  #openSource(stage) {
    if (typeof stage === 'function') {
      const source = stage({ signal: this.controller.signal });
      if (isIterable(source)) return source;
      throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', source);
    }
    if (isIterable(stage) || isReadableNodeStream(stage) || isTransformStream(stage)) return stage;
    return Duplex.from(stage);
  }

  #append(current, stage, index) {
    if (typeof stage === 'function') return this.#callStage(current, stage, index);
    const end = this.#ends(index);
    if (isNodeStream(stage)) {
      if (isReadableNodeStream(current)) {
        this.open += 2;
        const stop = link(current, stage, this.done, this.fail, end);
        if (isReadable(stage) && this.#isLast(index)) {
          ArrayPrototypePush(this.lastCleanups, stop);
        }
      } else {
        this.open++;
        pumpToNode(this.#iterableFor(current), stage, this.done, end);
      }
      return stage;
    }
    if (isWebStream(stage)) {
      this.open++;
      const iterable = isReadableNodeStream(current) ?
        toIterable(current) : this.#iterableFor(current);
      pumpToWeb(iterable, stage, this.done, end);
      return stage;
    }
    return Duplex.from(stage);
  }

  #iterableFor(current) {
    if (isTransformStream(current)) return current.readable;
    if (isReadableStream(current) || isIterable(current)) return current;
    throw new ERR_INVALID_ARG_TYPE('val', kReadableKinds, current);
  }

  #callStage(current, stage, index) {
    const result = stage(toIterable(current), { signal: this.controller.signal });
    if (!this.#isLast(index)) {
      if (isIterable(result, true)) return result;
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${index - 1}]`, result);
    }
    return this.#collect(result, index);
  }

  /** A stream for what the last stage, a function, returns: its values, or its promise's value. */
  #collect(result, index) {
    const PassThrough = require('stream/passthrough');
    const output = new PassThrough({ objectMode: true });
    const end = this.#ends(index);
    const then = result?.then;
    if (typeof then === 'function') {
      this.open++;
      FunctionPrototypeCall(then, result, (value) => {
        this.value = value;
        if (value !== null && value !== undefined) output.write(value);
        if (end) output.end();
        process.nextTick(this.done);
      }, (err) => {
        output.destroy(err);
        process.nextTick(this.done, err);
      });
    } else if (isIterable(result, true)) {
      this.open++;
      pumpToNode(result, output, this.done, end);
    } else if (isReadableStream(result) || isTransformStream(result)) {
      this.open++;
      pumpToNode(result.readable || result, output, this.done, end);
    } else {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', result);
    }
    ArrayPrototypePush(this.lastCleanups, this.#addBreaker(output, false, true));
    return output;
  }
}

function runPipeline(stages, callback, options) {
  if (stages.length === 1 && ArrayIsArray(stages[0])) stages = stages[0];
  if (stages.length < 2) throw new ERR_MISSING_ARGS('streams');
  return new Pipeline(stages, callback, options).run();
}

function pipeline(...streams) {
  const callback = streams[streams.length - 1];
  validateFunction(callback, 'streams[stream.length - 1]');
  ArrayPrototypePop(streams);
  return runPipeline(streams, callback);
}

module.exports = { pipeline, runPipeline };
