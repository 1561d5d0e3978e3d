'use strict';
// What the file system tells of a file: Stats, BigIntStats, StatFs and Dirent, made from the arrays that the native
// ops return. Owned by `fs`; nothing here calls the system.
//
// Stats and BigIntStats are plain functions because programs call them without `new` and inherit from them the old way.

const {
  ArrayPrototypePush,
  BigInt,
  Date,
  FunctionPrototypeCall,
  MathRound,
  Number,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Symbol,
} = primordials;

const {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  UV_DIRENT_BLOCK,
  UV_DIRENT_CHAR,
  UV_DIRENT_DIR,
  UV_DIRENT_FIFO,
  UV_DIRENT_FILE,
  UV_DIRENT_LINK,
  UV_DIRENT_SOCKET,
} = require('fs/constants');

// What both kinds share: the ten plain fields and the questions about the file's type.
function StatsBase(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
}

StatsBase.prototype.isDirectory = function() { return this._checkModeProperty(S_IFDIR); };
StatsBase.prototype.isFile = function() { return this._checkModeProperty(S_IFREG); };
StatsBase.prototype.isBlockDevice = function() { return this._checkModeProperty(S_IFBLK); };
StatsBase.prototype.isCharacterDevice = function() { return this._checkModeProperty(S_IFCHR); };
StatsBase.prototype.isSymbolicLink = function() { return this._checkModeProperty(S_IFLNK); };
StatsBase.prototype.isFIFO = function() { return this._checkModeProperty(S_IFIFO); };
StatsBase.prototype.isSocket = function() { return this._checkModeProperty(S_IFSOCK); };

const kNanosPerMilli = 10n ** 6n;
const kNanosPerSecond = 10n ** 9n;

function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  FunctionPrototypeCall(StatsBase, this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}

function BigIntStats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
                     atimeNs, mtimeNs, ctimeNs, birthtimeNs) {
  FunctionPrototypeCall(StatsBase, this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeNs / kNanosPerMilli;
  this.mtimeMs = mtimeNs / kNanosPerMilli;
  this.ctimeMs = ctimeNs / kNanosPerMilli;
  this.birthtimeMs = birthtimeNs / kNanosPerMilli;
  this.atimeNs = atimeNs;
  this.mtimeNs = mtimeNs;
  this.ctimeNs = ctimeNs;
  this.birthtimeNs = birthtimeNs;
}

// A Date is made when it is first asked for: most callers never ask.
function defineDate(prototype, name) {
  const millis = `${name}Ms`;
  const settle = (stats, value) => ObjectDefineProperty(stats, name, {
    __proto__: null, value, enumerable: true, writable: true, configurable: true,
  });
  ObjectDefineProperty(prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = new Date(MathRound(Number(this[millis])));
      settle(this, value);
      return value;
    },
    set(value) { settle(this, value); },
  });
}

function inherit(constructor, checkModeProperty) {
  ObjectSetPrototypeOf(constructor.prototype, StatsBase.prototype);
  ObjectSetPrototypeOf(constructor, StatsBase);
  defineDate(constructor.prototype, 'atime');
  defineDate(constructor.prototype, 'mtime');
  defineDate(constructor.prototype, 'ctime');
  defineDate(constructor.prototype, 'birthtime');
  constructor.prototype._checkModeProperty = checkModeProperty;
}

inherit(Stats, function(property) { return (this.mode & S_IFMT) === property; });
inherit(BigIntStats, function(property) { return (this.mode & BigInt(S_IFMT)) === BigInt(property); });

/** Makes the Stats of what the `stat` ops return, from `offset` on (a second file's numbers follow the first's). */
function getStatsFromBinding(s, offset = 0) {
  const o = offset;
  if (typeof s[o] === 'bigint') {
    return new BigIntStats(
      s[o], s[o + 1], s[o + 2], s[o + 3], s[o + 4], s[o + 5], s[o + 6], s[o + 7], s[o + 8], s[o + 9],
      s[o + 10] * kNanosPerSecond + s[o + 11],
      s[o + 12] * kNanosPerSecond + s[o + 13],
      s[o + 14] * kNanosPerSecond + s[o + 15],
      s[o + 16] * kNanosPerSecond + s[o + 17],
    );
  }
  return new Stats(
    s[o], s[o + 1], s[o + 2], s[o + 3], s[o + 4], s[o + 5], s[o + 6], s[o + 7], s[o + 8], s[o + 9],
    s[o + 10] * 1000 + s[o + 11] / 1e6,
    s[o + 12] * 1000 + s[o + 13] / 1e6,
    s[o + 14] * 1000 + s[o + 15] / 1e6,
    s[o + 16] * 1000 + s[o + 17] / 1e6,
  );
}

/** Whether the array of a `stat` op is of a file of this type (one of S_IF...). */
function isFileType(stats, type) {
  const mode = stats[1];
  return (Number(mode) & S_IFMT) === type;
}

class StatFs {
  constructor(type, bsize, frsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.frsize = frsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

/** Makes the StatFs of what the `statfs` op returns. */
function getStatFsFromBinding(s) {
  return new StatFs(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
}

const kType = Symbol('type');

class Dirent {
  constructor(name, type, path) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }

  isDirectory() { return this[kType] === UV_DIRENT_DIR; }
  isFile() { return this[kType] === UV_DIRENT_FILE; }
  isBlockDevice() { return this[kType] === UV_DIRENT_BLOCK; }
  isCharacterDevice() { return this[kType] === UV_DIRENT_CHAR; }
  isSymbolicLink() { return this[kType] === UV_DIRENT_LINK; }
  isFIFO() { return this[kType] === UV_DIRENT_FIFO; }
  isSocket() { return this[kType] === UV_DIRENT_SOCKET; }
}

/** The Dirents of what `readdir` with types returns: [names, types]. The op has resolved unknown types already. */
function getDirents(path, { 0: names, 1: types }) {
  const dirents = [];
  for (let i = 0; i < names.length; i++) ArrayPrototypePush(dirents, new Dirent(names[i], types[i], path));
  return dirents;
}

module.exports = {
  BigIntStats,
  Dirent,
  StatFs,
  Stats,
  getDirents,
  getStatFsFromBinding,
  getStatsFromBinding,
  isFileType,
};
