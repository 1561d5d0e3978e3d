'use strict';
// node:fs/promises: the file system with promises. Owner: fs. Arguments are checked here (a bad one rejects the
// promise); the work is done by the native operations on the thread pool, or by a FileHandle where a file stays open.

const {
  PromisePrototypeThen,
  PromiseReject,
  StringPrototypeEndsWith,
  SymbolAsyncDispose,
} = primordials;

const ops = binding('fs');
const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const {
  aggregateTwoErrors,
  codes: { ERR_FS_EISDIR, ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');
const { getDeprecationWarningEmitter } = require('internal/util');
const { isArrayBufferView } = require('util/types');
const { parseFileMode, validateBoolean, validateInteger, validateOneOf } = require('internal/validators');
const {
  copyObject,
  getOptions,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  kMaxUserId,
  stringToFlags,
  toUnixTimestamp,
  validateCpOptions,
  validateRmOptions,
  validateRmdirOptions,
  validateStringAfterArrayBufferView,
} = require('fs/arguments');
const { checkAborted, operation } = require('fs/async_op');
const { FileHandle, ftruncate } = require('fs/file_handle');
const { getDirents, getStatFsFromBinding, getStatsFromBinding } = require('fs/stats');
const constants = require('fs/constants');

// The number of EISDIR.
const kIsDirectory = 21;
const kWriteOptions = { __proto__: null, encoding: 'utf8', mode: 0o666, flag: 'w', flush: false };

const warnOfRecursiveRmdir = getDeprecationWarningEmitter('DEP0147',
  'In future versions of Node.js, fs.rmdir(path, { recursive: true }) will be removed. ' +
  'Use fs.rm(path, { recursive: true }) instead');

function contents() {
  return require('fs/handle_contents');
}

/** Does `work` and closes the handle; when both fail, the error tells of both. */
async function withHandle(handle, work) {
  let result;
  try {
    result = await work(handle);
  } catch (err) {
    await PromisePrototypeThen(handle.close(), undefined,
                               (closeError) => PromiseReject(aggregateTwoErrors(closeError, err)));
    throw err;
  }
  await handle.close();
  return result;
}

// --- Paths ---------------------------------------------------------------------------------------------------

async function access(path, mode) {
  return await operation(ops.access(getValidatedPath(path), getValidMode(mode, 'access'), true));
}

async function copyFile(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  return await operation(ops.copyFile(src, dest, getValidMode(mode, 'copyFile'), true));
}

async function cp(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  return await require('fs/cp').copyAsync(src, dest, options);
}

async function* glob(pattern, options) {
  yield* require('fs/glob').globAsync(pattern, options);
}

async function open(path, flags, mode) {
  path = getValidatedPath(path);
  flags = stringToFlags(flags);
  mode = parseFileMode(mode, 'mode', 0o666);
  return new FileHandle(await operation(ops.open(path, flags, mode, true)));
}

// A plain function as in Node; it rejects for bad arguments like the others.
function opendir(path, options, _callback) {
  return openDirectory(path, options);
}

async function openDirectory(path, options) {
  return await require('fs/dir').openDirAsync(path, options);
}

async function rename(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return await operation(ops.rename(oldPath, newPath, true));
}

async function truncate(path, len = 0) {
  return await withHandle(await open(path, 'r+'), (handle) => ftruncate(handle, len));
}

async function rm(path, options) {
  path = getValidatedPath(path);
  const { recursive, force, maxRetries, retryDelay } = validateRmOptions(options);
  try {
    return await operation(ops.rm(path, recursive, force, maxRetries, retryDelay, true));
  } catch (err) {
    if (err.code !== 'EISDIR') throw err;
    throw new ERR_FS_EISDIR({ code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: kIsDirectory });
  }
}

async function rmdir(path, options) {
  path = getValidatedPath(path);
  if (options?.recursive !== undefined) {
    const { recursive, maxRetries, retryDelay } = validateRmdirOptions(options);
    if (recursive) {
      warnOfRecursiveRmdir();
      return await operation(ops.rm(path, true, false, maxRetries, retryDelay, true));
    }
  }
  return await operation(ops.rmdir(path, true));
}

async function mkdir(path, options) {
  let mode = 0o777;
  let recursive = false;
  if (typeof options === 'number' || typeof options === 'string') {
    mode = parseFileMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      validateBoolean(options.recursive, 'options.recursive');
      recursive = options.recursive;
    }
    if (options.mode !== undefined) mode = parseFileMode(options.mode, 'mode');
  }
  return await operation(ops.mkdir(getValidatedPath(path), mode, recursive, true));
}

async function readdir(path, options) {
  options = getOptions(options);
  path = getValidatedPath(path);
  if (options.recursive) return await require('fs/dir').readdirDeepAsync(path, options, true);
  const found = await operation(ops.readdir(path, options.encoding, !!options.withFileTypes, true));
  return options.withFileTypes ? getDirents(path, found) : found;
}

async function readlink(path, options) {
  options = getOptions(options);
  return await operation(ops.readlink(getValidatedPath(path, 'oldPath'), options.encoding, true));
}

async function symlink(target, path, type) {
  validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  return await operation(ops.symlink(target, path, true));
}

async function lstat(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  return getStatsFromBinding(await operation(ops.lstat(path, options.bigint === true, true, true)));
}

async function stat(path, options = { bigint: false, throwIfNoEntry: true }) {
  path = getValidatedPath(path);
  const throws = options.throwIfNoEntry !== false;
  const values = await operation(ops.stat(path, options.bigint === true, throws, true));
  return values === undefined ? undefined : getStatsFromBinding(values);
}

async function statfs(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  return getStatFsFromBinding(await operation(ops.statfs(path, options.bigint === true, true)));
}

async function link(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return await operation(ops.link(existingPath, newPath, true));
}

async function unlink(path) {
  return await operation(ops.unlink(getValidatedPath(path), true));
}

async function chmod(path, mode) {
  path = getValidatedPath(path);
  return await operation(ops.chmod(path, parseFileMode(mode, 'mode'), true));
}

async function lchmod(path, mode) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function lchown(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  return await operation(ops.lchown(path, uid, gid, true));
}

async function chown(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  return await operation(ops.chown(path, uid, gid, true));
}

async function utimes(path, atime, mtime) {
  path = getValidatedPath(path);
  return await operation(ops.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), true));
}

async function lutimes(path, atime, mtime) {
  path = getValidatedPath(path);
  return await operation(ops.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), true));
}

async function realpath(path, options) {
  options = getOptions(options);
  return await operation(ops.realpath(getValidatedPath(path), options.encoding, true, true));
}

function warnOfPortability(prefix) {
  const last = typeof prefix === 'string' ? prefix : Buffer.from(prefix).toString('latin1');
  if (!StringPrototypeEndsWith(last, 'X')) return;
  process.emitWarning('mkdtemp() templates ending with X are not portable. For details see: ' +
    'https://nodejs.org/api/fs.html');
}

async function mkdtemp(prefix, options) {
  options = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOfPortability(prefix);
  return await operation(ops.mkdtemp(prefix, options.encoding, true));
}

async function mkdtempDisposable(prefix, options) {
  const { resolve } = require('path');
  // A later chdir() must not lead the removal to another directory.
  const cwd = process.cwd();
  const path = await mkdtemp(prefix, options);
  const fullPath = resolve(cwd, path);
  return {
    __proto__: null,
    path,
    async remove() {
      await operation(ops.rm(fullPath, true, true, 0, 0, true));
    },
    async [SymbolAsyncDispose]() {
      await this.remove();
    },
  };
}

// --- Whole files ---------------------------------------------------------------------------------------------

async function writeFile(path, data, options) {
  options = getOptions(options, kWriteOptions);
  const flag = options.flag || 'w';
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const { signal } = options;
  const { isCustomIterable, bytesOf, validateSignal, writeFileHandle } = contents();
  const iterable = isCustomIterable(data);
  if (!iterable && !isArrayBufferView(data)) {
    validateStringAfterArrayBufferView(data, 'data');
    data = Buffer.from(data, options.encoding || 'utf8');
  }
  validateSignal(signal);
  checkAborted(signal);
  if (path instanceof FileHandle) {
    getValidatedFd(path.fd);
    await writeFileHandle(path, data, options);
    return;
  }

  if (!iterable && !flush && signal === undefined) {
    // Nothing can come in between: the pool opens, writes and closes in one go.
    const mode = parseFileMode(options.mode, 'mode', 0o666);
    path = getValidatedPath(path);
    return await operation(ops.writeFile(path, bytesOf(data), stringToFlags(flag), mode, true));
  }
  await withHandle(await open(path, flag, options.mode), async (handle) => {
    await writeFileHandle(handle, data, options);
    if (flush) await handle.sync();
  });
}

async function appendFile(path, data, options) {
  options = copyObject(getOptions(options, { ...kWriteOptions, flag: 'a' }));
  options.flag ||= 'a';
  return await writeFile(path, data, options);
}

async function readFile(path, options) {
  options = getOptions(options, { flag: 'r' });
  const flag = options.flag || 'r';
  const { signal } = options;
  const { readFileHandle, validateSignal } = contents();
  if (path instanceof FileHandle) {
    getValidatedFd(path.fd);
    return await readFileHandle(path, options);
  }

  validateSignal(signal);
  checkAborted(signal);
  if (signal === undefined && options.buffer === undefined) {
    // Nothing can come in between: the pool opens, reads and closes in one go.
    const bytes = await operation(ops.readFile(getValidatedPath(path), stringToFlags(flag), true));
    const data = new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return options.encoding ? data.toString(options.encoding) : data;
  }
  return await withHandle(await open(path, flag, 0o666), (handle) => readFileHandle(handle, options));
}

async function* _watch(filename, options = undefined) {
  yield* require('fs/watch_events').watchEvents(filename, options);
}

module.exports = {
  access,
  copyFile,
  cp,
  glob,
  open,
  opendir,
  rename,
  truncate,
  rm,
  rmdir,
  mkdir,
  readdir,
  readlink,
  symlink,
  lstat,
  stat,
  statfs,
  link,
  unlink,
  chmod,
  lchmod,
  lchown,
  chown,
  utimes,
  lutimes,
  realpath,
  mkdtemp,
  mkdtempDisposable,
  writeFile,
  appendFile,
  readFile,
  watch: _watch,
  constants,
};
