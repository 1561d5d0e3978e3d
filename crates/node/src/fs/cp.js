'use strict';
// cp(), cpSync() and promises.cp(): copies of files, links and directory trees. Owner: fs. One description of the work
// serves all three; the caller has checked paths and options.

const {
  ArrayPrototypeFilter,
  Boolean,
  Error,
  Number,
  PromisePrototypeThen,
  StringPrototypeCharAt,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToUpperCase,
} = primordials;

const ops = binding('fs');
const { codes } = require('internal/errors');
const { isPromise } = require('util/types');
const { Buffer } = require('buffer');
const { dirname, isAbsolute, join, parse, resolve, sep } = require('path');
const { ask, call, runAsync, runSync } = require('fs/steps');
const {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} = require('fs/constants');

// Positions of numbers in the array of a stat.
const kDev = 0;
const kMode = 1;
const kInode = 7;
const kAccessSeconds = 10;
const kModifySeconds = 12;

const kOwnerWrite = 0o200;
const kErrnos = { __proto__: null, EEXIST: 17, EINVAL: 22, EISDIR: 21, ENOTDIR: 20 };

const typeOf = (stats) => Number(stats[kMode]) & S_IFMT;
const isDirectory = (stats) => typeOf(stats) === S_IFDIR;
const isSame = (a, b) => b !== undefined && a[kInode] === b[kInode] && a[kDev] === b[kDev];

function failure(code, errno, path, message) {
  return new codes[code]({ message, path, syscall: 'cp', errno: kErrnos[errno], code: errno });
}

/** An error of the checks before the copy, which cpSync() tells in a plain Error. */
function refusal(options, code, errno, path, message) {
  if (!options.sync) return failure(code, errno, path, message);
  const keepsCase = code === 'ERR_FS_CP_EINVAL' && message === 'src and dest cannot be the same';
  const text = keepsCase ? `${message} ${path}` :
    `${StringPrototypeToUpperCase(StringPrototypeCharAt(message, 0))}${StringPrototypeSlice(message, 1)}`;
  const err = new Error(text);
  err.code = code;
  return err;
}

// cpSync() shows folders with a slash at the end.
const asFolder = (path) => (StringPrototypeEndsWith(path, '/') ? path : `${path}/`);

function selfCopy(options, src, dest, path = dest) {
  if (options.sync) src = asFolder(src);
  return refusal(options, 'ERR_FS_CP_EINVAL', 'EINVAL', path, `cannot copy ${src} to a subdirectory of self ${dest}`);
}

const segmentsOf = (path) => ArrayPrototypeFilter(StringPrototypeSplit(resolve(path), sep), Boolean);

/** Whether `path` is `parent` or lies below it, by name. */
function isWithin(parent, path) {
  const above = segmentsOf(parent);
  const below = segmentsOf(path);
  for (let i = 0; i < above.length; i++) {
    if (above[i] !== below[i]) return false;
  }
  return true;
}

/** Asks the filter and checks that one may be copied onto the other; undefined where the filter says no. */
function* examine(src, dest, options) {
  if (options.filter && !(yield* passesFilter(src, dest, options))) return undefined;
  const look = options.dereference ? ops.stat : ops.lstat;
  const from = yield call(look, src, true, true);
  const to = yield call(look, dest, true, false);
  if (to !== undefined) {
    const hasLink = typeOf(from) === S_IFLNK || typeOf(to) === S_IFLNK;
    if (isSame(from, to) || (options.sync && hasLink && (yield* leadToSame(src, dest)))) {
      throw refusal(options, 'ERR_FS_CP_EINVAL', 'EINVAL', dest, 'src and dest cannot be the same');
    }
    if (isDirectory(from) && !isDirectory(to)) {
      throw refusal(options, 'ERR_FS_CP_DIR_TO_NON_DIR', 'EISDIR', dest,
                    `cannot overwrite non-directory ${dest} with directory ${src}`);
    }
    if (!isDirectory(from) && isDirectory(to)) {
      throw refusal(options, 'ERR_FS_CP_NON_DIR_TO_DIR', 'ENOTDIR', dest,
                    `cannot overwrite directory ${dest} with non-directory ${src}`);
    }
  }
  if (isDirectory(from) && isWithin(src, dest)) throw selfCopy(options, src, dest);
  return { from, to };
}

/** Whether both lead to one file, links followed. */
function* leadToSame(src, dest) {
  const from = yield call(ops.stat, src, true, false);
  const to = yield call(ops.stat, dest, true, false);
  return from !== undefined && isSame(from, to);
}

function* passesFilter(src, dest, options) {
  const answer = yield ask(options.filter, src, dest);
  if (options.sync && isPromise(answer)) {
    throw new codes.ERR_INVALID_RETURN_VALUE('boolean', 'filter', answer);
  }
  return answer;
}

/** Fails where a directory above `dest` is `src` itself under another name. */
function* examineParents(src, from, dest, options) {
  const end = resolve(dirname(src));
  const { root } = parse(resolve(dest));
  for (let parent = resolve(dirname(dest)); parent !== end && parent !== root; parent = dirname(parent)) {
    const stats = yield call(ops.stat, parent, true, false);
    if (stats === undefined) return;
    if (isSame(from, stats)) throw selfCopy(options, src, dest);
  }
}

function* copyRoot(src, dest, options) {
  const stats = yield* examine(src, dest, options);
  if (stats === undefined) return;
  yield* examineParents(src, stats.from, dest, options);
  const parent = dirname(dest);
  if ((yield call(ops.stat, parent, true, false)) === undefined) yield call(ops.mkdir, parent, 0o777, true);
  yield* copyEntry(src, dest, stats, options);
}

function* copyEntry(src, dest, { from, to }, options) {
  switch (typeOf(from)) {
    case S_IFDIR:
      yield* copyDirectory(src, dest, from, to, options);
      return;
    case S_IFREG:
    case S_IFCHR:
    case S_IFBLK:
      yield* copyFile(src, dest, from, to, options);
      return;
    case S_IFLNK:
      yield* copyLink(src, dest, to, options);
      return;
    case S_IFSOCK:
      throw failure('ERR_FS_CP_SOCKET', 'EINVAL', dest, `cannot copy a socket file: ${dest}`);
    case S_IFIFO:
      throw failure('ERR_FS_CP_FIFO_PIPE', 'EINVAL', dest, `cannot copy a FIFO pipe: ${dest}`);
    default:
      throw failure('ERR_FS_CP_UNKNOWN', 'EINVAL', dest, `cannot copy an unknown file type: ${dest}`);
  }
}

function* copyDirectory(src, dest, from, to, options) {
  if (!options.recursive) {
    throw refusal(options, 'ERR_FS_EISDIR', 'EISDIR', src, options.sync ?
      `Recursive option not enabled, cannot copy a directory: ${asFolder(src)}` : `${src} is a directory (not copied)`);
  }
  if (to !== undefined && options.errorOnExist && !options.force) {
    throw failure('ERR_FS_CP_EEXIST', 'EEXIST', dest, `${dest} already exists`);
  }
  if (to === undefined) yield call(ops.mkdir, dest, 0o777, false);
  const names = yield call(ops.readdir, src, 'utf8', false);
  for (let i = 0; i < names.length; i++) {
    const childSrc = join(src, names[i]);
    const childDest = join(dest, names[i]);
    const stats = yield* examine(childSrc, childDest, options);
    if (stats !== undefined) yield* copyEntry(childSrc, childDest, stats, options);
  }
  // Only now: the mode may forbid what was just done.
  if (to === undefined) yield* copyMode(dest, from);
}

function* copyMode(dest, from) {
  yield call(ops.chmod, dest, Number(from[kMode]) & 0o7777);
}

function* copyFile(src, dest, from, to, options) {
  if (to !== undefined) {
    if (options.force) {
      yield call(ops.unlink, dest);
    } else if (options.errorOnExist) {
      throw failure('ERR_FS_CP_EEXIST', 'EEXIST', dest, `${dest} already exists`);
    } else {
      return;
    }
  }
  yield call(ops.copyFile, src, dest, options.mode);
  if (options.preserveTimestamps) {
    const writable = (Number(from[kMode]) & kOwnerWrite) !== 0;
    if (!writable) yield call(ops.chmod, dest, (Number(from[kMode]) & 0o7777) | kOwnerWrite);
    // Read again: the copy itself has touched the time of access.
    const times = yield call(ops.stat, src, false, true);
    yield call(ops.utimes, dest, times[kAccessSeconds] + times[kAccessSeconds + 1] / 1e9,
               times[kModifySeconds] + times[kModifySeconds + 1] / 1e9);
  }
  yield* copyMode(dest, from);
}

/** The target of a link, as an absolute path unless it is to be kept as it is; undefined where `path` is no link. */
function* targetOf(path, verbatim) {
  let target;
  try {
    target = yield call(ops.readlink, path, 'utf8');
  } catch (err) {
    if (err.code === 'EINVAL' || err.code === 'UNKNOWN') return undefined;
    throw err;
  }
  return verbatim || isAbsolute(target) ? target : resolve(dirname(path), target);
}

function* copyLink(src, dest, to, options) {
  const target = yield* targetOf(src, options.verbatimSymlinks);
  if (to !== undefined) {
    const replaced = yield* targetOf(dest, false);
    // A file that is no link stays; the call below reports it.
    if (replaced !== undefined) {
      yield* examineLinks(src, dest, resolve(dirname(src), target), replaced, options);
      yield call(ops.unlink, dest);
    }
  }
  yield call(ops.symlink, target, dest);
}

/** Fails where replacing the link would lose or repeat the directory it is in. */
function* examineLinks(src, dest, target, replaced, options) {
  const stats = yield call(ops.stat, src, true, false);
  if (stats === undefined || !isDirectory(stats)) return;
  if (isWithin(target, replaced)) throw selfCopy(options, target, replaced, dest);
  if (isWithin(replaced, target)) {
    throw failure('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'EINVAL', dest, `cannot overwrite ${replaced} with ${target}`);
  }
}

const asText = (path) => (typeof path === 'string' ? path : Buffer.from(path).toString());

function copySync(src, dest, options) {
  // Refused as a whole, before the walk meets the first path that is.
  const { demand } = binding('permission');
  demand('fs.read', asText(src));
  demand('fs.write', asText(dest));
  runSync(copyRoot(asText(src), asText(dest), { ...options, sync: true }));
}

async function copyAsync(src, dest, options) {
  await runAsync(copyRoot(asText(src), asText(dest), { ...options, sync: false }));
}

function copy(src, dest, options, callback) {
  PromisePrototypeThen(copyAsync(src, dest, options),
                       () => process.nextTick(callback, null),
                       (err) => process.nextTick(callback, err));
}

module.exports = { copy, copyAsync, copySync };
