'use strict';
// The public objects of the web streams, made from the records inside when a program first asks for one. Owner: stream.
// Most records never need one: the streams of a Blob, a tee or a pipe work without.
//
// Each class sets its makers here when it loads, so that the records need not know the classes.

module.exports = {
  __proto__: null,
  /** Records to objects. */
  readable: undefined,
  defaultController: undefined,
  byteController: undefined,
  byobRequest: undefined,
  writable: undefined,
  writableController: undefined,
  transform: undefined,
  transformController: undefined,
  /** A TransformStream of two public streams. */
  transformOfPair: undefined,
  /** Takes a BYOB request its memory. */
  invalidate: undefined,
  /** The record of a public object, undefined for anything else. */
  recordOfReadable: undefined,
  recordOfDefaultReader: undefined,
  controlOfDefault: undefined,
  controlOfBytes: undefined,
  recordOfWritable: undefined,
  recordOfWriter: undefined,
  controlOfWritable: undefined,
  recordOfTransform: undefined,
};
