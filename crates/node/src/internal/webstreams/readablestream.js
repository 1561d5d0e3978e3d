'use strict';
// Parts of readable streams as functions, under the names that programs with --expose-internals know. Each takes public
// objects; the work is stream/web's.

const { PromiseReject } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { ReadableStreamTee, ReadableByteStreamController } = require('stream/web');
const { isReadableStream } = require('stream/web/readable');
const { Reader } = require('stream/web/readable_state');
const shells = require('stream/web/shells');

function isReadableByteStreamController(value) {
  return value instanceof ReadableByteStreamController;
}

function readableStreamPipeTo(source, dest, preventClose, preventAbort, preventCancel, signal) {
  const sourceState = shells.recordOfReadable(source);
  const destState = shells.recordOfWritable(dest);
  try {
    if (sourceState === undefined) throw new ERR_INVALID_ARG_TYPE('source', 'ReadableStream', source);
    if (destState === undefined) throw new ERR_INVALID_ARG_TYPE('dest', 'WritableStream', dest);
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  } catch (err) {
    return PromiseReject(err);
  }
  const options = { __proto__: null, preventClose, preventAbort, preventCancel, signal };
  return require('stream/web/pipe_to').pipeTo(sourceState, destState, options);
}

function readableStreamReaderGenericRelease(reader) {
  const record = reader instanceof Reader ? reader : shells.recordOfDefaultReader(reader);
  record.release();
}

function readableStreamDefaultControllerCanCloseOrEnqueue(controller) {
  return shells.controlOfDefault(controller).canCloseOrEnqueue;
}

function readableStreamDefaultControllerEnqueue(controller, chunk) {
  const control = shells.controlOfDefault(controller);
  if (control.canCloseOrEnqueue) control.enqueue(chunk);
}

function readableByteStreamControllerClose(controller) {
  const control = shells.controlOfBytes(controller) ?? shells.controlOfDefault(controller);
  if (control.canCloseOrEnqueue) control.close();
}

function readableByteStreamControllerEnqueue(controller, chunk) {
  const control = shells.controlOfBytes(controller) ?? shells.controlOfDefault(controller);
  if (control.canCloseOrEnqueue) controller.enqueue(chunk);
}

function readableByteStreamControllerRespond(controller, bytesWritten) {
  const control = shells.controlOfBytes(controller);
  if (control === undefined) throw new ERR_INVALID_ARG_VALUE('controller', controller);
  control.respond(bytesWritten);
}

function readableByteStreamControllerConvertPullIntoDescriptor(memory) {
  if (memory.bytesFilled > memory.byteLength) throw new ERR_INVALID_STATE.RangeError('The buffer size is invalid');
  return memory.toView();
}

module.exports = {
  isReadableByteStreamController,
  isReadableStream,
  readableByteStreamControllerClose,
  readableByteStreamControllerConvertPullIntoDescriptor,
  readableByteStreamControllerEnqueue,
  readableByteStreamControllerRespond,
  readableStreamDefaultControllerCanCloseOrEnqueue,
  readableStreamDefaultControllerEnqueue,
  readableStreamPipeTo,
  readableStreamReaderGenericRelease,
  readableStreamTee: ReadableStreamTee,
};
