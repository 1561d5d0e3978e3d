'use strict';
// pipeTo() and pipeToSync(): a pipeline into a writer. Owner: stream. Synchronous methods of the writer are tried first,
// whole batches where it takes them.

const { ArrayPrototypeSlice } = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal } = require('internal/validators');
const { throwIfAborted, orAbort } = require('stream/iter/abortable');
const { hasMethod, sizeOfBatch, isThenable } = require('stream/iter/chunks');
const { checkTransforms, pullSync, pullWith } = require('stream/iter/pull');

function isWriter(value) {
  return hasMethod(value, 'write') || hasMethod(value, 'writeSync');
}

/** `[...transforms], writer, options` of a list of arguments. */
function splitArguments(args) {
  let end = args.length - 1;
  let options = kEmptyObject;
  if (end > 0 && !isWriter(args[end])) options = args[end--] ?? kEmptyObject;
  const writer = args[end];
  if (!isWriter(writer)) throw new ERR_INVALID_ARG_VALUE('args', args, 'pipeTo requires a writer argument');
  const transforms = ArrayPrototypeSlice(args, 0, end);
  checkTransforms(transforms);
  return { transforms, writer, options };
}

async function writeBatch(writer, batch, options, signal) {
  if (batch.length > 1 && typeof writer.writevSync === 'function' && writer.writevSync(batch) !== false) return;
  if (batch.length > 1 && typeof writer.writev === 'function') {
    await waitFor(writer.writev(batch, options), signal);
    return;
  }
  for (let i = 0; i < batch.length; i++) {
    if (typeof writer.writeSync === 'function' && writer.writeSync(batch[i]) !== false) continue;
    await waitFor(writer.write(batch[i], options), signal);
  }
}

function waitFor(result, signal) {
  return isThenable(result) ? orAbort(result, signal) : result;
}

async function pipeTo(source, ...args) {
  const { transforms, writer, options } = splitArguments(args);
  const { preventClose = false, preventFail = false, signal } = options;
  validateAbortSignal(signal, 'options.signal');
  const writeOptions = signal === undefined ? undefined : { __proto__: null, signal };
  let total = 0;
  try {
    throwIfAborted(signal);
    for await (const batch of pullWith(source, transforms, signal)) {
      await writeBatch(writer, batch, writeOptions, signal);
      total += sizeOfBatch(batch);
    }
    if (!preventClose && (typeof writer.endSync !== 'function' || writer.endSync() < 0)) {
      await waitFor(writer.end?.(writeOptions), signal);
    }
  } catch (err) {
    if (!preventFail) writer.fail?.(err);
    throw err;
  }
  return total;
}

function accepted(result) {
  if (result === false) throw new ERR_OUT_OF_RANGE('write', 'within byte budget', 'budget exhausted');
}

function writeBatchSync(writer, batch) {
  if (batch.length > 1 && typeof writer.writevSync === 'function') {
    accepted(writer.writevSync(batch));
    return;
  }
  for (let i = 0; i < batch.length; i++) {
    accepted(typeof writer.writeSync === 'function' ? writer.writeSync(batch[i]) : writer.write(batch[i]));
  }
}

function pipeToSync(source, ...args) {
  const { transforms, writer, options } = splitArguments(args);
  const { preventClose = false, preventFail = false } = options;
  let total = 0;
  try {
    for (const batch of pullSync(source, ...transforms)) {
      writeBatchSync(writer, batch);
      total += sizeOfBatch(batch);
    }
    if (!preventClose && (typeof writer.endSync !== 'function' || writer.endSync() < 0)) writer.end?.();
  } catch (err) {
    if (!preventFail) writer.fail?.(err);
    throw err;
  }
  return total;
}

module.exports = { pipeTo, pipeToSync };
