'use strict';
// Heap snapshots as streams and files (doc/api/v8.md), on demand, by a signal, and before the heap is full. The usual ones
// are native from end to end; what only V8's inspector can add, internals and numbers, comes through a session.

const {
  JSONParse,
  JSONStringify,
} = primordials;

const { convertToValidSignal, kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject } = require('internal/validators');

const native = binding('v8');

function optionsOf(options) {
  validateObject(options, 'options');
  const { exposeInternals = false, exposeNumericValues = false } = options;
  validateBoolean(exposeInternals, 'options.exposeInternals');
  validateBoolean(exposeNumericValues, 'options.exposeNumericValues');
  return { exposeInternals, exposeNumericValues };
}

function isUsual(options) {
  return !options.exposeInternals && !options.exposeNumericValues;
}

// Calls back with each piece of a snapshot's text.
function eachPiece({ exposeInternals, exposeNumericValues }, take) {
  const inspector = binding('inspector');
  const session = inspector.openSession(() => {});
  try {
    const params = { exposeInternals, captureNumericValue: exposeNumericValues, reportProgress: false };
    const message = { id: 1, method: 'HeapProfiler.takeHeapSnapshot', params };
    const texts = inspector.dispatchWhole(session, JSONStringify(message));
    for (let i = 0; i < texts.length; i++) {
      const { method, params } = JSONParse(texts[i]);
      if (method === 'HeapProfiler.addHeapSnapshotChunk') take(params.chunk);
    }
  } finally {
    inspector.closeSession(session);
  }
}

let HeapSnapshotStream;

function streamClass() {
  const { Readable } = require('stream');
  return class HeapSnapshotStream extends Readable {
    #pieces;

    constructor(pieces) {
      super();
      this.#pieces = pieces;
    }

    // The text is in memory already: `read()` gives all of it, as Node's does.
    _read() {
      const pieces = this.#pieces;
      this.#pieces = [];
      for (let i = 0; i < pieces.length; i++) this.push(pieces[i]);
      this.push(null);
    }

    _destroy(error, callback) {
      this.#pieces = [];
      callback(error);
    }
  };
}

function getHeapSnapshot(options = kEmptyObject) {
  const wanted = optionsOf(options);
  HeapSnapshotStream ??= streamClass();
  let pieces;
  if (isUsual(wanted)) {
    const { Buffer } = require('buffer');
    pieces = native.takeHeapSnapshot();
    for (let i = 0; i < pieces.length; i++) {
      pieces[i] = Buffer.from(pieces[i].buffer, pieces[i].byteOffset, pieces[i].byteLength);
    }
  } else {
    pieces = [];
    eachPiece(wanted, (piece) => { pieces[pieces.length] = piece; });
  }
  return new HeapSnapshotStream(pieces);
}

function writeHeapSnapshot(filename, options = kEmptyObject) {
  const fs = require('fs');
  if (filename !== undefined) filename = require('fs/arguments').getValidatedPath(filename);
  const wanted = optionsOf(options);
  filename ??= native.diagnosticName('Heap', 'heapsnapshot');
  const fd = fs.openSync(filename, 'w', 0o600);
  try {
    if (isUsual(wanted)) native.writeHeapSnapshot(fd);
    else eachPiece(wanted, (piece) => fs.writeSync(fd, piece));
  } finally {
    fs.closeSync(fd);
  }
  return filename;
}

// Where diagnostic files go that nobody gave a place.
function diagnosticFolder() {
  return require('internal/options').getOptionValue('--diagnostic-dir') || process.cwd();
}

let limited = false;

function setHeapSnapshotNearHeapLimit(limit) {
  // The first one counts.
  if (limited) return;
  limited = true;
  native.writeSnapshotsNearLimit(limit, diagnosticFolder());
}

function writeOnSignal(signal) {
  convertToValidSignal(signal);
  process.on(signal, () => {
    const { join } = require('path');
    writeHeapSnapshot(join(diagnosticFolder(), native.diagnosticName('Heap', 'heapsnapshot')));
  });
}

module.exports = { diagnosticFolder, getHeapSnapshot, setHeapSnapshotNearHeapLimit, writeHeapSnapshot, writeOnSignal };
