'use strict';
// Duplex.from(): a Duplex of whatever can be read, written or both. Owner: stream.

const {
  Boolean,
  FunctionPrototypeCall,
  FunctionPrototypeSymbolHasInstance,
  Promise,
  PromisePrototypeThen,
} = primordials;

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
const { Joined, NodeSink, NodeSource } = require('stream/joined');
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

const kAccepted = [
  'Blob',
  'ReadableStream',
  'WritableStream',
  'Stream',
  'Iterable',
  'AsyncIterable',
  'Function',
  '{ readable, writable } pair',
  'Promise',
];

function isNothing(value) {
  return value === null || value === undefined;
}

function isBlob(value) {
  const { Blob } = require('buffer');
  return typeof value === 'object' && FunctionPrototypeSymbolHasInstance(Blob, value);
}

function duplexify(body, name) {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return join(body, undefined);
  if (isWritableNodeStream(body)) return join(undefined, body);
  if (isNodeStream(body)) return join(undefined, undefined);
  if (isReadableStream(body)) return join(Readable.fromWeb(body), undefined);
  if (isWritableStream(body)) return join(undefined, Writable.fromWeb(body));
  if (typeof body === 'function') return ofFunction(body, name);
  if (isBlob(body)) return duplexify(body.arrayBuffer(), name);
  if (isIterable(body)) return from(Duplex, body, { objectMode: true, writable: false });
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) {
    return Duplex.fromWeb(body);
  }
  if (typeof body?.readable === 'object' || typeof body?.writable === 'object') {
    return join(sideOf(body.readable, isReadableNodeStream, name),
                sideOf(body.writable, isWritableNodeStream, name));
  }
  const then = body?.then;
  if (typeof then === 'function') return ofPromise(body, then);
  throw new ERR_INVALID_ARG_TYPE(name, kAccepted, body);
}

function sideOf(value, fits, name) {
  if (!value) return undefined;
  return fits(value) ? value : duplexify(value, name);
}

/** A promise's value as the only chunk. */
function ofPromise(promise, then) {
  const duplex = new Duplex({ objectMode: true, writable: false, read() {} });
  FunctionPrototypeCall(then, promise, (value) => {
    if (!isNothing(value)) duplex.push(value);
    duplex.push(null);
  }, (err) => {
    destroyer(duplex, err);
  });
  return duplex;
}

/** A function of an async iterable of what is written: it gives an iterable, or a promise. */
function ofFunction(fn, name) {
  const feed = new Feed();
  const value = fn(feed.iterate(), { signal: feed.signal });
  if (isDuplexNodeStream(value)) return value;

  const write = (chunk, encoding, callback) => feed.offer({ chunk, isLast: false, callback });
  const end = (callback) => feed.offer({ chunk: undefined, isLast: true, callback });
  const destroy = (err, callback) => {
    feed.abort();
    callback(err);
  };
  if (isIterable(value)) {
    return from(Duplex, value, { objectMode: true, write, final: end, destroy });
  }
  const then = value?.then;
  if (typeof then !== 'function') {
    throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', name, value);
  }

  let duplex;
  const done = FunctionPrototypeCall(then, value, (result) => {
    if (!isNothing(result)) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
  }, (err) => {
    destroyer(duplex, err);
  });
  duplex = new Duplex({
    objectMode: true,
    readable: false,
    write,
    final(callback) {
      // It finishes when the function has returned, not when it has taken the last chunk.
      end(() => {
        PromisePrototypeThen(done,
                             () => process.nextTick(callback, null),
                             (err) => process.nextTick(callback, err));
      });
    },
    destroy,
  });
  return duplex;
}

/** Hands chunks one by one to a function that iterates; a write is done when its chunk is taken. */
class Feed {
  #controller;
  #item = undefined;
  #take = undefined;

  constructor() {
    const { AbortController } = require('events/abort_controller');
    this.#controller = new AbortController();
  }

  get signal() {
    return this.#controller.signal;
  }

  abort() {
    this.#controller.abort();
  }

  offer(item) {
    const take = this.#take;
    this.#take = undefined;
    if (take !== undefined) take(item);
    else this.#item = item;
  }

  #next() {
    return new Promise((resolve) => {
      const item = this.#item;
      this.#item = undefined;
      if (item !== undefined) resolve(item);
      else this.#take = resolve;
    });
  }

  async* iterate() {
    for (;;) {
      const { chunk, isLast, callback } = await this.#next();
      process.nextTick(callback);
      if (isLast) return;
      if (this.signal.aborted) {
        throw new AbortError(undefined, { cause: this.signal.reason });
      }
      yield chunk;
    }
  }
}

/** A readable and a writable Node stream, either of which may be missing, as one. */
function join(readable, writable) {
  const r = readable && typeof readable.read !== 'function' ? Readable.wrap(readable) : readable;
  const w = writable;
  let reads = Boolean(isReadable(r));
  let writes = Boolean(isWritable(w));
  const joined = new Joined({
    sink: writes ? new NodeSink(w) : undefined,
    source: reads ? new NodeSource(r) : undefined,
    readableObjectMode: Boolean(r?.readableObjectMode),
    writableObjectMode: Boolean(w?.writableObjectMode),
    destroyEnds(err) {
      if (writes) destroyer(w, err);
      if (reads) destroyer(r, err);
    },
  });
  // The failure of one end is the failure of both.
  if (writes) {
    w.on('finish', () => joined.finish());
    eos(w, (err) => {
      writes = false;
      if (err) destroyer(r, err);
      joined.close(err);
    });
  }
  if (reads) {
    eos(r, (err) => {
      reads = false;
      if (err) destroyer(w, err);
      joined.close(err);
    });
  }
  return joined.duplex;
}

module.exports = { duplexify };
