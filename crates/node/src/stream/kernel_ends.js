'use strict';
// How the ends of a pipe() say that the kernel could move the bytes between them. Owner: stream. A
// source answers `[kKernelSource]()` and a sink `[kKernelSink]()` with the place of their bytes, or
// undefined for no; the rest of the protocol is called only by stream/kernel_pipe.js, between two
// ends that have both said yes. Must stay small: every program with streams loads it.

const { Symbol } = primordials;

const EventEmitter = require('events');

/**
 * What a place looks like. `stream`: the number of a stream handle, or 0. `fd`, `position`,
 * `length`: a file; negative for its own position, and for up to its end. `isPrompt`: somebody
 * counts the time in which nothing moves.
 */
class Place {
  constructor(stream, isPrompt, fd, position, length) {
    this.stream = stream;
    this.isPrompt = isPrompt;
    this.fd = fd;
    this.position = position;
    this.length = length;
  }
}

function placeOfStream(number, isPrompt) {
  return new Place(number, isPrompt, -1, -1, -1);
}

function placeOfFile(fd, position = -1, length = -1) {
  return new Place(0, false, fd, position, length);
}

/** Notes the methods `names` of a class, for `areOriginal`. Called before any program can replace them. */
function noteMethods(prototype, names) {
  const methods = [];
  for (let i = 0; i < names.length; i++) methods[i] = prototype[names[i]];
  return { names, methods };
}

/** Whether an object's methods are still those that were noted: nobody listens in by replacing one. */
function areOriginal(object, noted) {
  if (object.emit !== EventEmitter.kOriginalEmit) return false;
  const { names, methods } = noted;
  for (let i = 0; i < names.length; i++) {
    if (object[names[i]] !== methods[i]) return false;
  }
  return true;
}

module.exports = {
  areOriginal,
  noteMethods,
  placeOfFile,
  placeOfStream,
  // Of sources. kKernelBegin(): stop reading by yourself. kKernelTaken(bytes): so much was taken.
  // kKernelBusy(on): a job uses your descriptor. kKernelEnd(code): you have ended (1) or failed
  // (a negative errno).
  kKernelSource: Symbol('kKernelSource'),
  kKernelBegin: Symbol('kKernelBegin'),
  kKernelTaken: Symbol('kKernelTaken'),
  kKernelBusy: Symbol('kKernelBusy'),
  kKernelEnd: Symbol('kKernelEnd'),
  // Of sinks. kKernelGiven(bytes): so much was given. kKernelWriting(): a write begins; returns
  // what is called with 0 or a negative errno when it has ended.
  kKernelSink: Symbol('kKernelSink'),
  kKernelGiven: Symbol('kKernelGiven'),
  kKernelWriting: Symbol('kKernelWriting'),
  // Of destinations that are no streams themselves: kKernelThrough() is the stream that takes what they are written from
  // now on, as it is, or undefined.
  kKernelThrough: Symbol('kKernelThrough'),
  // On a Pipe's listener for 'data': the Pipe. On other listeners: they do not look at anything.
  kPipe: Symbol('kPipe'),
};
