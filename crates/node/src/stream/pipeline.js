'use strict';
// pipeline(): streams, iterables and functions in a row, ended and destroyed together. Owner: stream.

const {
  ArrayIsArray,
  Promise,
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
  },
} = require('internal/errors');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const { once } = require('internal/util');
const destroyImpl = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const Duplex = require('stream/duplex');
const {
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isTransformStream,
  isWebStream,
} = require('stream/predicates');

// Destroys a stream that has not ended by itself, with the error of the pipeline.
function destroyer(stream, reading, writing) {
  let finished = false;
  stream.on('close', () => {
    finished = true;
  });
  const cleanUp = eos(stream, { readable: reading, writable: writing }, (err) => {
    finished = !err;
  });
  return {
    destroy: (err) => {
      if (finished) return;
      finished = true;
      destroyImpl.destroyer(stream, err || new ERR_STREAM_DESTROYED('pipe'));
    },
    cleanUp,
  };
}

function makeAsyncIterable(value) {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return require('stream/async_iterator').iterate(value);
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

// Writes what an iterable gives into a stream, with its backpressure.
async function pumpToNode(iterable, writable, finish, { end }) {
  let error;
  let wake = null;
  const resume = (err) => {
    if (err) error = err;
    if (wake) {
      const callback = wake;
      wake = null;
      callback();
    }
  };
  const wait = () => new Promise((resolve, reject) => {
    if (error) {
      reject(error);
    } else {
      wake = () => {
        if (error) reject(error);
        else resolve();
      };
    }
  });
  writable.on('drain', resume);
  const cleanUp = eos(writable, { readable: false }, resume);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (end) {
      writable.end();
      await wait();
    }
    finish();
  } catch (err) {
    finish(error !== err ? aggregateTwoErrors(error, err) : err);
  } finally {
    cleanUp();
    writable.off('drain', resume);
  }
}

async function pumpToWeb(readable, writable, finish, { end }) {
  if (isTransformStream(writable)) writable = writable.writable;
  const writer = writable.getWriter();
  try {
    for await (const chunk of readable) {
      await writer.ready;
      primordials.PromisePrototypeThen(writer.write(chunk), undefined, () => {});
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (err) {
    try {
      await writer.abort(err);
      finish(err);
    } catch (second) {
      finish(second);
    }
  }
}

function pipeline(...streams) {
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  return pipelineImpl(streams, once(streams.pop()));
}

function pipelineImpl(streams, callback, options) {
  if (streams.length === 1 && ArrayIsArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');

  const { AbortController } = require('events/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  const outerSignal = options?.signal;
  const lastCleanUps = [];
  validateAbortSignal(outerSignal, 'options.signal');

  function abort() {
    finishImpl(new AbortError(undefined, { cause: outerSignal?.reason }));
  }
  let disposable;
  if (outerSignal) {
    disposable = require('events/add_abort_listener').addAbortListener(outerSignal, abort);
  }

  let error;
  let value;
  const destroys = [];
  let waiting = 0;

  function finish(err) {
    finishImpl(err, --waiting === 0);
  }
  function finishImpl(err, final) {
    if (err && (!error || error.code === 'ERR_STREAM_PREMATURE_CLOSE')) error = err;
    if (!error && !final) return;
    while (destroys.length) destroys.shift()(error);
    disposable?.[SymbolDispose]();
    controller.abort();
    if (final) {
      if (!error) {
        for (let i = 0; i < lastCleanUps.length; i++) lastCleanUps[i]();
      }
      process.nextTick(callback, error, value);
    }
  }

  let ret;
  for (let i = 0; i < streams.length; i++) {
    const stream = streams[i];
    const reading = i < streams.length - 1;
    const writing = i > 0;
    const end = reading || options?.end !== false;
    const isLast = i === streams.length - 1;

    if (isNodeStream(stream)) {
      if (end) {
        const { destroy, cleanUp } = destroyer(stream, reading, writing);
        destroys.push(destroy);
        if (isReadable(stream) && isLast) lastCleanUps.push(cleanUp);
      }
      // A stream that fails after the pipeline is over must not end the process.
      const onError = (err) => {
        if (err && err.name !== 'AbortError' && err.code !== 'ERR_STREAM_PREMATURE_CLOSE') finishImpl(err);
      };
      stream.on('error', onError);
      if (isReadable(stream) && isLast) lastCleanUps.push(() => stream.removeListener('error', onError));
    }

    if (i === 0) {
      if (typeof stream === 'function') {
        ret = stream({ signal });
        if (!isIterable(ret)) throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', ret);
      } else if (isIterable(stream) || isReadableNodeStream(stream) || isTransformStream(stream)) {
        ret = stream;
      } else {
        ret = Duplex.from(stream);
      }
    } else if (typeof stream === 'function') {
      ret = makeAsyncIterable(isTransformStream(ret) ? ret.readable : ret);
      ret = stream(ret, { signal });
      if (reading) {
        if (!isIterable(ret, true)) {
          throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${i - 1}]`, ret);
        }
      } else {
        // The last function's result is the pipeline's; a PassThrough stands for it as the returned stream.
        const PassThrough = require('stream/passthrough');
        const pt = new PassThrough({ objectMode: true });
        const then = ret?.then;
        if (typeof then === 'function') {
          waiting++;
          then.call(ret, (result) => {
            value = result;
            if (result !== null && result !== undefined) pt.write(result);
            if (end) pt.end();
            process.nextTick(finish);
          }, (err) => {
            pt.destroy(err);
            process.nextTick(finish, err);
          });
        } else if (isIterable(ret, true)) {
          waiting++;
          pumpToNode(ret, pt, finish, { end });
        } else if (isReadableStream(ret) || isTransformStream(ret)) {
          waiting++;
          pumpToNode(ret.readable || ret, pt, finish, { end });
        } else {
          throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', ret);
        }
        ret = pt;
        const { destroy, cleanUp } = destroyer(ret, false, true);
        destroys.push(destroy);
        if (isLast) lastCleanUps.push(cleanUp);
      }
    } else if (isNodeStream(stream)) {
      if (isReadableNodeStream(ret)) {
        waiting += 2;
        const cleanUp = pipe(ret, stream, finish, finishOnlyError, { end });
        if (isReadable(stream) && isLast) lastCleanUps.push(cleanUp);
      } else if (isTransformStream(ret) || isReadableStream(ret)) {
        waiting++;
        pumpToNode(ret.readable || ret, stream, finish, { end });
      } else if (isIterable(ret)) {
        waiting++;
        pumpToNode(ret, stream, finish, { end });
      } else {
        throw new ERR_INVALID_ARG_TYPE('val',
                                       ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'],
                                       ret);
      }
      ret = stream;
    } else if (isWebStream(stream)) {
      waiting++;
      if (isReadableNodeStream(ret)) pumpToWeb(makeAsyncIterable(ret), stream, finish, { end });
      else if (isReadableStream(ret) || isIterable(ret)) pumpToWeb(ret, stream, finish, { end });
      else if (isTransformStream(ret)) pumpToWeb(ret.readable, stream, finish, { end });
      else throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'], ret);
      ret = stream;
    } else {
      ret = Duplex.from(stream);
    }
  }

  function finishOnlyError(err) {
    finishImpl(err, --waiting === 0);
  }

  if (signal?.aborted || outerSignal?.aborted) process.nextTick(abort);
  return ret;
}

function pipe(source, destination, finish, finishSource, { end }) {
  let ended = false;
  destination.on('close', () => {
    if (!ended) finish(new ERR_STREAM_PREMATURE_CLOSE());
  });
  source.pipe(destination, { end: false });
  if (end) {
    const endIt = () => {
      ended = true;
      destination.end();
    };
    if (isReadableFinished(source)) process.nextTick(endIt);
    else source.once('end', endIt);
  } else {
    finish();
  }
  eos(source, { readable: true, writable: false }, (err) => {
    const state = source._readableState;
    if (err && err.code === 'ERR_STREAM_PREMATURE_CLOSE' && state?.ended && !state.errored && !state.errorEmitted) {
      // It closed after its data had come, before 'end' was told: that may still come.
      source.once('end', finishSource).once('error', finishSource);
    } else {
      finishSource(err);
    }
  });
  return eos(destination, { readable: false, writable: true }, finish);
}

module.exports = { pipeline, pipelineImpl };
