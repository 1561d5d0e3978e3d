'use strict';
// Whole files through an open FileHandle, in pieces, so that a signal can stop the work between two of them.
// Owner: fs.

const {
  ArrayPrototypePush,
  MathMin,
  SymbolAsyncIterator,
  SymbolIterator,
  Uint8Array,
} = primordials;

const ops = binding('fs');
const { Buffer } = require('buffer');
const {
  codes: { ERR_FS_FILE_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { isArrayBufferView } = require('util/types');
const { validateAbortSignal, validateBuffer } = require('internal/validators');
const { getOptions, validateStringAfterArrayBufferView } = require('fs/arguments');
const { checkAborted, operation } = require('fs/async_op');

const kReadSize = 512 * 1024;
const kUnknownReadSize = 64 * 1024;
const kWriteSize = 512 * 1024;
const kMaxFileSize = 2 ** 31 - 1;
// Where the mode and the size stand among the values of a stat.
const kModeIndex = 1;
const kSizeIndex = 8;

const isRegularFile = (values) => (values[kModeIndex] & 0o170000) === 0o100000;

function validateSignal(signal) {
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
}

async function readFileHandle(handle, options) {
  options = getOptions(options, { flag: 'r' });
  const { signal, encoding } = options;
  validateSignal(signal);
  if (options.buffer !== undefined) validateBufferOption(options.buffer);
  checkAborted(signal);
  const values = await operation(ops.fstat(handle.fd, false, true));
  checkAborted(signal);
  // Pipes and files of /proc have no size that could be relied on.
  const size = isRegularFile(values) ? values[kSizeIndex] : 0;
  if (size > kMaxFileSize) throw new ERR_FS_FILE_TOO_LARGE(size);
  const data = options.buffer === undefined ?
    await readPieces(handle, size, signal) :
    await readInto(handle, givenBuffer(options.buffer, size), signal);
  return encoding ? data.toString(encoding) : data;
}

async function readOnce(handle, buffer, offset, length) {
  return await operation(ops.read(handle.fd, buffer, offset, length, -1, true));
}

async function readPieces(handle, size, signal) {
  const pieces = [];
  let total = 0;
  for (;;) {
    checkAborted(signal);
    // One byte past the known size tells whether the file has grown.
    const wanted = size > 0 ? MathMin(size + 1 - total, kReadSize) : kUnknownReadSize;
    const piece = Buffer.allocUnsafeSlow(wanted > 0 ? wanted : kUnknownReadSize);
    const bytesRead = await readOnce(handle, piece, 0, piece.length);
    if (bytesRead === 0) break;
    total += bytesRead;
    ArrayPrototypePush(pieces, bytesRead === piece.length ? piece : piece.subarray(0, bytesRead));
  }
  return Buffer.concat(pieces, total);
}

/** Checks the `buffer` option of the readFile functions. */
function validateBufferOption(given) {
  if (typeof given === 'function' || isArrayBufferView(given)) return;
  throw new ERR_INVALID_ARG_TYPE('options.buffer', ['function', 'Buffer', 'TypedArray', 'DataView'], given);
}

/** The buffer a program brought for the content, as a Buffer over the same memory. */
function givenBuffer(given, size) {
  let buffer = given;
  if (typeof given === 'function') {
    buffer = given(size);
    validateBuffer(buffer, 'options.buffer()');
  }
  if (buffer.byteLength < size) {
    throw new ERR_INVALID_ARG_VALUE('options.buffer.byteLength', buffer.byteLength,
                                    `is smaller than the file size of ${size} bytes`);
  }
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** The error of a buffer that was full before the file's end. */
function tooSmall(buffer) {
  return new ERR_INVALID_ARG_VALUE('options.buffer.byteLength', buffer.byteLength,
                                   'is too small to contain the entire file');
}

async function readInto(handle, buffer, signal) {
  let total = 0;
  while (total < buffer.length) {
    checkAborted(signal);
    const bytesRead = await readOnce(handle, buffer, total, buffer.length - total);
    if (bytesRead === 0) return buffer.subarray(0, total);
    total += bytesRead;
  }
  checkAborted(signal);
  if (await readOnce(handle, Buffer.allocUnsafeSlow(1), 0, 1) > 0) {
    throw tooSmall(buffer);
  }
  return buffer;
}

function isCustomIterable(value) {
  return value !== null && typeof value === 'object' && !isArrayBufferView(value) &&
    (typeof value[SymbolAsyncIterator] === 'function' || typeof value[SymbolIterator] === 'function');
}

/** What writeFile() takes besides iterables, as bytes. */
function bytesOf(data, encoding, name) {
  if (isArrayBufferView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  validateStringAfterArrayBufferView(data, name);
  return Buffer.from(data, encoding || 'utf8');
}

async function writeFileHandle(handle, data, options) {
  options = getOptions(options, { encoding: 'utf8' });
  const { signal, encoding } = options;
  validateSignal(signal);
  checkAborted(signal);
  if (!isCustomIterable(data)) {
    await writeBytes(handle, bytesOf(data, encoding, 'data'), signal);
    return;
  }
  for await (const chunk of data) {
    checkAborted(signal);
    await writeBytes(handle, bytesOf(chunk, encoding, 'data'), signal);
    checkAborted(signal);
  }
}

async function writeBytes(handle, bytes, signal) {
  let written = 0;
  while (written < bytes.byteLength) {
    checkAborted(signal);
    const length = MathMin(kWriteSize, bytes.byteLength - written);
    written += await operation(ops.write(handle.fd, bytes, written, length, null, true));
  }
  checkAborted(signal);
}

module.exports = {
  bytesOf, givenBuffer, isCustomIterable, isRegularFile, readFileHandle, tooSmall,
  validateBufferOption, validateSignal, writeFileHandle,
};
