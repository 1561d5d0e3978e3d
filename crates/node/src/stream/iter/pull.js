'use strict';
// pull() and pullSync(): sources through transforms, lazily. Owner: stream. A transform is a function of one batch, or an
// object whose transform() takes all of them; both are told of the end by null.

const { ArrayPrototypeSlice, SymbolAsyncIterator, SymbolDispose, SymbolIterator } = primordials;

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { throwIfAborted, untilAborted } = require('stream/iter/abortable');
const {
  bytesOf,
  collect,
  collectSync,
  hasMethod,
  isAsyncIterable,
  isBatch,
  isSyncIterable,
  isThenable,
} = require('stream/iter/chunks');
const { from, fromSync, normalized, normalizedSync } = require('stream/iter/from');

const kResult = ['string', 'Uint8Array', 'ArrayBuffer', 'ArrayBufferView', 'Array', 'Iterable', 'null'];
const kAsyncResult = [
  'string', 'Uint8Array', 'ArrayBuffer', 'ArrayBufferView', 'Array', 'Iterable', 'AsyncIterable', 'Promise', 'null',
];

function checkTransforms(transforms) {
  for (let i = 0; i < transforms.length; i++) {
    const transform = transforms[i];
    if (typeof transform !== 'function' && !hasMethod(transform, 'transform')) {
      throw new ERR_INVALID_ARG_TYPE(`transforms[${i}]`, ['Function', 'Object with transform()'], transform);
    }
  }
}

/** Whether the last argument is options and no transform. */
function isOptions(value) {
  return typeof value === 'object' && value !== null && typeof value.transform !== 'function';
}

/** Transforms and options of a list of arguments. */
function splitArguments(args) {
  const last = args[args.length - 1];
  if (args.length === 0 || !isOptions(last)) return { transforms: args, options: undefined };
  return { transforms: ArrayPrototypeSlice(args, 0, args.length - 1), options: last };
}

/** What a transform gave back for a batch, as a batch. */
function resultSync(result) {
  if (result === null || result === undefined) return [];
  if (isBatch(result)) return result;
  const bytes = bytesOf(result);
  if (bytes !== undefined) return [bytes];
  if (!isSyncIterable(result)) throw new ERR_INVALID_ARG_TYPE('result', kResult, result);
  const batch = [];
  collectSync(result, batch);
  return batch;
}

/** The same for what may be asynchronous: the batch, or a promise of it. */
function resultOf(result) {
  if (isThenable(result)) return waited(result);
  if (result === null || result === undefined || isBatch(result) || bytesOf(result) !== undefined) {
    return resultSync(result);
  }
  if (!isSyncIterable(result) && !isAsyncIterable(result)) {
    throw new ERR_INVALID_ARG_TYPE('result', kAsyncResult, result);
  }
  return gathered(result);
}

async function waited(result) {
  return resultOf(await result);
}

async function gathered(result) {
  const batch = [];
  await collect(result, batch);
  return batch;
}

function optionsFor(signal) {
  return { __proto__: null, signal };
}

// --- one after the other, synchronous ---

function* runStatelessSync(source, transform) {
  const options = optionsFor(undefined);
  for (const batch of source) {
    const result = resultSync(transform(batch, options));
    if (result.length > 0) yield result;
  }
  const rest = resultSync(transform(null, options));
  if (rest.length > 0) yield rest;
}

function* withEndSync(source) {
  yield* source;
  yield null;
}

function* runStatefulSync(source, transform) {
  for (const value of transform.transform(withEndSync(source), optionsFor(undefined))) {
    const result = resultSync(value);
    if (result.length > 0) yield result;
  }
}

function pullSync(source, ...transforms) {
  checkTransforms(transforms);
  const input = fromSync(source);
  return normalizedSync(() => {
    let current = input[SymbolIterator]();
    for (let i = 0; i < transforms.length; i++) {
      const transform = transforms[i];
      current = typeof transform === 'function' ? runStatelessSync(current, transform) :
        runStatefulSync(current, transform);
    }
    return current;
  });
}

// --- the same, asynchronous ---

async function* runStateless(source, transform, signal) {
  const options = optionsFor(signal);
  for await (const batch of source) {
    let result = resultOf(transform(batch, options));
    // Only what has to be waited for is.
    if (isThenable(result)) result = await result;
    throwIfAborted(signal);
    if (result.length > 0) yield result;
  }
  let rest = resultOf(transform(null, options));
  if (isThenable(rest)) rest = await rest;
  throwIfAborted(signal);
  if (rest.length > 0) yield rest;
}

async function* withEnd(source) {
  yield* source;
  yield null;
}

async function* runStateful(source, transform, signal) {
  for await (const value of transform.transform(withEnd(source), optionsFor(signal))) {
    let result = resultOf(value);
    if (isThenable(result)) result = await result;
    throwIfAborted(signal);
    if (result.length > 0) yield result;
  }
}

async function* runPipeline(input, transforms, userSignal) {
  throwIfAborted(userSignal);
  const { AbortController } = require('events/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  let hook;
  if (userSignal !== undefined) {
    const { addAbortListener } = require('events/add_abort_listener');
    hook = addAbortListener(userSignal, () => controller.abort(userSignal.reason));
  }
  let current = untilAborted(input[SymbolAsyncIterator](), userSignal);
  for (let i = 0; i < transforms.length; i++) {
    const transform = transforms[i];
    current = typeof transform === 'function' ? runStateless(current, transform, signal) :
      runStateful(current, transform, signal);
  }
  let isDone = false;
  try {
    yield* untilAborted(current, userSignal);
    isDone = true;
  } catch (err) {
    isDone = true;
    controller.abort(err);
    throw err;
  } finally {
    hook?.[SymbolDispose]();
    if (!isDone) controller.abort(new AbortError());
  }
}

function pullWith(source, transforms, signal) {
  const input = from(source);
  if (transforms.length > 0) return normalized(() => runPipeline(input, transforms, signal));
  if (signal === undefined) return input;
  return normalized(() => untilAborted(input[SymbolAsyncIterator](), signal));
}

function pull(source, ...args) {
  const { transforms, options } = splitArguments(args);
  checkTransforms(transforms);
  const signal = options?.signal;
  validateAbortSignal(signal, 'options.signal');
  return pullWith(source, transforms, signal);
}

module.exports = { checkTransforms, isOptions, pull, pullSync, pullWith, splitArguments };
