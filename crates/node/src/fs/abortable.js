'use strict';
// Whole files for callers who may abort: read and written in pieces, with a look at the signal between them. Owner: fs.
// The work is made of steps (fs/steps) that run on the thread pool; `path` may be a descriptor, which stays open.

const { ArrayPrototypePush, MathMin, PromisePrototypeThen } = primordials;

const ops = binding('fs');
const { Buffer } = require('buffer');
const { codes: { ERR_FS_FILE_TOO_LARGE } } = require('internal/errors');
const {
  isFd,
  kIoMaxLength,
  kReadFileBufferLength,
  kReadFileUnknownBufferLength,
  kWriteFileMaxChunkSize,
} = require('fs/arguments');
const { checkAborted } = require('fs/async_op');
const { isRegularFile } = require('fs/handle_contents');
const { call, runAsync } = require('fs/steps');

// Where the size stands among the values of a stat.
const kSizeIndex = 8;

/** Opens what is to be opened, does the work, and closes it whatever happened. */
function* withFile(path, flags, mode, signal, work) {
  checkAborted(signal);
  const fd = isFd(path) ? path : yield call(ops.open, path, flags, mode);
  try {
    return yield* work(fd);
  } finally {
    if (fd !== path) yield call(ops.close, fd);
  }
}

function* readPieces(fd, signal) {
  checkAborted(signal);
  const values = yield call(ops.fstat, fd, false);
  const size = isRegularFile(values) ? values[kSizeIndex] : 0;
  if (size > kIoMaxLength) throw new ERR_FS_FILE_TOO_LARGE(size);
  const pieces = [];
  let total = 0;
  for (;;) {
    checkAborted(signal);
    if (size > 0 && total >= size) break;
    const length = size > 0 ? MathMin(size - total, kReadFileBufferLength) : kReadFileUnknownBufferLength;
    const piece = Buffer.allocUnsafeSlow(length);
    const count = yield call(ops.read, fd, piece, 0, length, -1);
    if (count === 0) break;
    total += count;
    ArrayPrototypePush(pieces, count === length ? piece : piece.subarray(0, count));
  }
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, total);
}

function* writePieces(fd, bytes, signal, flush) {
  let written = 0;
  while (written < bytes.byteLength) {
    checkAborted(signal);
    const length = MathMin(kWriteFileMaxChunkSize, bytes.byteLength - written);
    written += yield call(ops.write, fd, bytes, written, length, null);
  }
  checkAborted(signal);
  if (flush) yield call(ops.fsync, fd);
}

function settle(work, callback) {
  PromisePrototypeThen(runAsync(work),
                       (value) => process.nextTick(callback, null, value),
                       (err) => process.nextTick(callback, err));
}

/** `callback(err, buffer)` */
function read(path, flags, signal, callback) {
  settle(withFile(path, flags, 0o666, signal, (fd) => readPieces(fd, signal)), callback);
}

/** `callback(err)`; `data` is a view or a string of UTF-8. */
function write(path, data, { flags, mode, flush, signal }, callback) {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  settle(withFile(path, flags, mode, signal, (fd) => writePieces(fd, bytes, signal, flush)), callback);
}

module.exports = { read, write };
