'use strict';
// Duplex.from(): a Duplex of whatever can be read, written or both. Owner: stream.

const { FunctionPrototypeCall, Promise } = primordials;

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const { destroyer } = require('stream/destroy');
const Duplex = require('stream/duplex');
const Readable = require('stream/readable');
const Writable = require('stream/writable');
const { eos } = require('stream/end_of_stream');
const { from } = require('stream/from');
const {
  isDuplexNodeStream,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableNodeStream,
  isWritableStream,
} = require('stream/predicates');

function duplexify(body, name) {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return join({ readable: body });
  if (isWritableNodeStream(body)) return join({ writable: body });
  if (isNodeStream(body)) return join({ writable: false, readable: false });
  if (isReadableStream(body)) return join({ readable: Readable.fromWeb(body) });
  if (isWritableStream(body)) return join({ writable: Writable.fromWeb(body) });
  if (typeof body === 'function') return ofFunction(body, name);
  if (body !== null && typeof body === 'object') {
    const { isBlob } = require('buffer/blob');
    if (isBlob(body)) return duplexify(body.arrayBuffer(), name);
  }
  if (isIterable(body)) return from(Duplex, body, { objectMode: true, writable: false });
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) return Duplex.fromWeb(body);
  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    const side = (value, test) => (value ? (test(value) ? value : duplexify(value, name)) : undefined);
    return join({
      readable: side(body.readable, isReadableNodeStream),
      writable: side(body.writable, isWritableNodeStream),
    });
  }
  const then = body?.then;
  if (typeof then === 'function') {
    let duplex;
    FunctionPrototypeCall(then, body, (value) => {
      if (value !== null && value !== undefined) duplex.push(value);
      duplex.push(null);
    }, (err) => destroyer(duplex, err));
    return duplex = new Duplex({ objectMode: true, writable: false, read() {} });
  }
  throw new ERR_INVALID_ARG_TYPE(
    name,
    ['Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable', 'AsyncIterable', 'Function',
     '{ readable, writable } pair', 'Promise'],
    body);
}

function ofFunction(body, name) {
  const { value, write, final, destroy } = asGenerator(body);
  if (isDuplexNodeStream(value)) return value;
  if (isIterable(value)) {
    return from(Duplex, value, { objectMode: true, write, final, destroy });
  }
  const then = value?.then;
  if (typeof then === 'function') {
    let duplex;
    const promise = FunctionPrototypeCall(then, value, (result) => {
      if (result !== null && result !== undefined) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
    }, (err) => destroyer(duplex, err));
    return duplex = new Duplex({
      objectMode: true,
      readable: false,
      write,
      final(callback) {
        final(async () => {
          try {
            await promise;
            process.nextTick(callback, null);
          } catch (err) {
            process.nextTick(callback, err);
          }
        });
      },
      destroy,
    });
  }
  throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', name, value);
}

// Feeds a function that takes an async iterable with what is written.
function asGenerator(fn) {
  let { promise, resolve } = withResolvers();
  const { AbortController } = require('events/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  const value = fn(async function* given() {
    while (true) {
      const current = promise;
      promise = null;
      const { chunk, done, callback } = await current;
      process.nextTick(callback);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      ({ promise, resolve } = withResolvers());
      yield chunk;
    }
  }(), { signal });
  return {
    value,
    write(chunk, encoding, callback) {
      const settle = resolve;
      resolve = null;
      settle({ chunk, done: false, callback });
    },
    final(callback) {
      const settle = resolve;
      resolve = null;
      settle({ done: true, callback });
    },
    destroy(err, callback) {
      controller.abort();
      callback(err);
    },
  };
}

function withResolvers() {
  let resolve;
  const promise = new Promise((a) => {
    resolve = a;
  });
  return { promise, resolve };
}

// A readable and a writable stream as the sides of one Duplex.
function join(pair) {
  const r = pair.readable && typeof pair.readable.read !== 'function' ? Readable.wrap(pair.readable) : pair.readable;
  const w = pair.writable;
  let reads = Boolean(isReadable(r));
  let writes = Boolean(isWritable(w));
  let onDrain;
  let onFinish;
  let onReadable;
  let onClose;
  let duplex;

  function onFinished(err) {
    const callback = onClose;
    onClose = null;
    if (callback) callback(err);
    else if (err) duplex.destroy(err);
  }

  duplex = new Duplex({
    readableObjectMode: Boolean(r?.readableObjectMode),
    writableObjectMode: Boolean(w?.writableObjectMode),
    readable: reads,
    writable: writes,
  });
  if (writes) {
    eos(w, (err) => {
      writes = false;
      if (err) destroyer(r, err);
      onFinished(err);
    });
    duplex._write = function(chunk, encoding, callback) {
      if (w.write(chunk, encoding)) callback();
      else onDrain = callback;
    };
    duplex._final = function(callback) {
      w.end();
      onFinish = callback;
    };
    w.on('drain', () => {
      if (onDrain) {
        const callback = onDrain;
        onDrain = null;
        callback();
      }
    });
    w.on('finish', () => {
      if (onFinish) {
        const callback = onFinish;
        onFinish = null;
        callback();
      }
    });
  }
  if (reads) {
    eos(r, (err) => {
      reads = false;
      if (err) destroyer(r, err);
      onFinished(err);
    });
    r.on('readable', () => {
      if (onReadable) {
        const callback = onReadable;
        onReadable = null;
        callback();
      }
    });
    r.on('end', () => duplex.push(null));
    duplex._read = function() {
      while (true) {
        const chunk = r.read();
        if (chunk === null) {
          onReadable = duplex._read;
          return;
        }
        if (!duplex.push(chunk)) return;
      }
    };
  }
  duplex._destroy = function(err, callback) {
    if (!err && onClose !== null) err = new AbortError();
    onReadable = null;
    onDrain = null;
    onFinish = null;
    if (onClose === null) {
      callback(err);
    } else {
      onClose = callback;
      if (writes) destroyer(w, err);
      if (reads) destroyer(r, err);
    }
  };
  return duplex;
}

module.exports = { duplexify };
