'use strict';
// What counts as data in stream/iter, and its form inside: Uint8Arrays, in batches. Owner: stream. Memory is wrapped, never
// copied; strings become UTF-8.

const {
  ArrayBufferIsView,
  ArrayIsArray,
  ArrayPrototypePush,
  PromisePrototypeThen,
  SymbolAsyncIterator,
  SymbolIterator,
  Uint8Array,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isAnyArrayBuffer, isPromise, isUint8Array } = require('util/types');
const { toAsyncStreamable, toStreamable } = require('stream/iter/protocols');

const ops = binding('encoding');

const kSyncTypes = ['string', 'ArrayBuffer', 'ArrayBufferView', 'Iterable', 'toStreamable'];
const kAsyncTypes = [
  'string', 'ArrayBuffer', 'ArrayBufferView', 'Iterable', 'AsyncIterable', 'toStreamable', 'toAsyncStreamable',
];

function badSyncValue(name, value) {
  return new ERR_INVALID_ARG_TYPE(name, kSyncTypes, value);
}

function badAsyncValue(name, value) {
  return new ERR_INVALID_ARG_TYPE(name, kAsyncTypes, value);
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The bytes of a value that is data by itself, else undefined. */
function bytesOf(value) {
  if (isUint8Array(value)) return value;
  if (typeof value === 'string') return ops.encodeUtf8(value);
  if (ArrayBufferIsView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  return undefined;
}

/** Whether a value is a batch already. */
function isBatch(value) {
  if (!ArrayIsArray(value)) return false;
  for (let i = 0; i < value.length; i++) {
    if (!isUint8Array(value[i])) return false;
  }
  return true;
}

function hasMethod(value, key) {
  return isObject(value) && typeof value[key] === 'function';
}

function isSyncIterable(value) {
  return hasMethod(value, SymbolIterator);
}

function isAsyncIterable(value) {
  return hasMethod(value, SymbolAsyncIterator);
}

function isThenable(value) {
  return isPromise(value) || hasMethod(value, 'then');
}

/** Adds all data of a value to `batch`, at once. */
function collectSync(value, batch, name = 'value') {
  const bytes = bytesOf(value);
  if (bytes !== undefined) {
    ArrayPrototypePush(batch, bytes);
  } else if (hasMethod(value, toStreamable)) {
    collectSync(value[toStreamable](), batch, name);
  } else if (isSyncIterable(value) && !isAsyncIterable(value)) {
    for (const item of value) collectSync(item, batch, name);
  } else {
    throw badSyncValue(name, value);
  }
}

/** Adds all data of a value to `batch`; what is asynchronous in it is waited for unless `noNested`. */
async function collect(value, batch, noNested = false) {
  if (isThenable(value)) value = await value;
  const bytes = bytesOf(value);
  if (bytes !== undefined) {
    ArrayPrototypePush(batch, bytes);
  } else if (!noNested && hasMethod(value, toAsyncStreamable)) {
    await collect(await value[toAsyncStreamable](), batch);
  } else if (hasMethod(value, toStreamable)) {
    await collect(value[toStreamable](), batch, noNested);
  } else if (!noNested && isAsyncIterable(value)) {
    for await (const item of value) await collect(item, batch);
  } else if (isSyncIterable(value) && !isAsyncIterable(value)) {
    for (const item of value) await collect(item, batch, noNested);
  } else {
    throw badAsyncValue('value', value);
  }
}

/** A string or bytes that a program writes, as bytes. */
function chunkOf(value) {
  if (isUint8Array(value)) return value;
  if (typeof value === 'string') return ops.encodeUtf8(value);
  throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Uint8Array'], value);
}

function sizeOfBatch(batch) {
  let size = 0;
  for (let i = 0; i < batch.length; i++) size += batch[i].byteLength;
  return size;
}

function ignore() {}

/** A rejection of this promise is nobody's. */
function ignoreRejection(promise) {
  PromisePrototypeThen(promise, undefined, ignore);
}

module.exports = {
  badAsyncValue,
  badSyncValue,
  bytesOf,
  chunkOf,
  collect,
  collectSync,
  hasMethod,
  ignoreRejection,
  isAsyncIterable,
  isBatch,
  isObject,
  isSyncIterable,
  isThenable,
  sizeOfBatch,
};
