'use strict';
// How programs with --expose-internals look into web streams: views of the records, under the key that they know. Loading
// this adds the key to the classes; nothing of ours uses it.

const { ObjectDefineProperty, Symbol } = primordials;

const { isPromise } = require('util/types');
const { Ring } = require('stream/web/ring');
const shells = require('stream/web/shells');
const {
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  WritableStream,
} = require('stream/web');

const kState = Symbol('kState');

function isPromisePending(value) {
  return isPromise(value) && binding('util').getPromiseDetails(value)[0] === 0;
}

function look(shell, view) {
  ObjectDefineProperty(shell.prototype, kState, {
    __proto__: null,
    configurable: true,
    get() { return view(this); },
  });
}

function viewOfControl({ source, size }) {
  const dropped = source === undefined;
  return {
    pullAlgorithm: dropped ? undefined : source.pull,
    cancelAlgorithm: dropped ? undefined : source.cancel,
    sizeAlgorithm: size,
  };
}

look(ReadableStream, (stream) => {
  const { state, storedError, control, reader } = shells.recordOfReadable(stream);
  return { state, storedError, controller: control.shell, reader: reader?.shell ?? reader };
});
look(ReadableStreamDefaultReader, (reader) => {
  const { stream, requests } = shells.recordOfDefaultReader(reader);
  return { stream: stream?.shell, readRequests: requests };
});
look(ReadableStreamDefaultController, (controller) => viewOfControl(shells.controlOfDefault(controller)));
look(ReadableByteStreamController, (controller) => viewOfControl(shells.controlOfBytes(controller)));
look(WritableStream, (stream) => {
  const { state, storedError, control } = shells.recordOfWritable(stream);
  return { state, storedError, controller: control.shell };
});

module.exports = { Queue: Ring, isPromisePending, kState };
