'use strict';
// ReadableStream.from(): a stream that asks an iterator for each chunk. Owner: stream. Asks for one value at a time and
// only when the stream is asked; cancelling calls the iterator's return().

const {
  FunctionPrototypeCall,
  PromisePrototypeThen,
  PromiseResolve,
  SymbolAsyncIterator,
  SymbolIterator,
  TypeError,
} = primordials;

const { codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_STATE } } = require('internal/errors');
const { withoutPrototype } = require('stream/web/promises');
const { newReadable } = require('stream/web/default_control');

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The iterator, and whether its values are to be awaited as those of a synchronous one. */
function open(iterable) {
  let method = iterable[SymbolAsyncIterator];
  const isSync = method === undefined || method === null;
  if (isSync) method = iterable[SymbolIterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(iterable);
  const iterator = FunctionPrototypeCall(method, iterable);
  if (!isObject(iterator)) {
    throw new ERR_INVALID_STATE.TypeError('The iterator method must return an object');
  }
  return { iterator, next: iterator.next, isSync };
}

class IteratorSource {
  constructor({ iterator, next, isSync }) {
    this.iterator = iterator;
    this.nextMethod = next;
    this.isSync = isSync;
    this.pulls = true;
  }

  start() {}

  pull(control) {
    const { iterator, nextMethod } = this;
    if (typeof nextMethod !== 'function') throw new TypeError(`${typeof nextMethod} is not a function`);
    const result = FunctionPrototypeCall(nextMethod, iterator);
    if (this.isSync) return this.#take(result, control);
    return PromisePrototypeThen(PromiseResolve(result), (settled) => this.#take(settled, control));
  }

  #take(result, control) {
    if (!isObject(result)) {
      throw new ERR_INVALID_STATE.TypeError('The promise returned by the iterator.next() method must fulfill with an object');
    }
    if (result.done) {
      control.close();
      return undefined;
    }
    const { value } = result;
    if (!this.isSync || !isObject(value)) {
      control.enqueue(value);
      return undefined;
    }
    // As in `for await` over values that may be promises.
    return PromisePrototypeThen(PromiseResolve(value), (settled) => { control.enqueue(settled); });
  }

  cancel(reason) {
    const { iterator } = this;
    const method = iterator.return;
    if (method === undefined || method === null) return undefined;
    if (typeof method !== 'function') throw new TypeError(`${typeof method} is not a function`);
    const result = FunctionPrototypeCall(method, iterator, reason);
    if (this.isSync) return checkReturn(result);
    return PromisePrototypeThen(PromiseResolve(result), checkReturn);
  }
}

function checkReturn(result) {
  if (isObject(result)) return;
  throw new ERR_INVALID_STATE.TypeError('The promise returned by the iterator.return() method must fulfill with an object');
}

function readableFrom(iterable) {
  return newReadable(new IteratorSource(open(iterable)), 0);
}

withoutPrototype(IteratorSource);

module.exports = { readableFrom };
