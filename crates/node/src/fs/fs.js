'use strict';
// node:fs: the public module, put together in Node's order from the files that do the work. Owned by `fs`. What few
// programs use (streams, watchers, globs, trees) is loaded when it is first called.

const { ObjectDefineProperties, PromiseResolve } = primordials;

const { deprecate } = require('internal/util');
const { validateFunction, validateObject, validateString } = require('internal/validators');
const constants = require('fs/constants');
const contents = require('fs/contents');
const descriptors = require('fs/descriptors');
const directories = require('fs/directories');
const entries = require('fs/entries');
const { realpath, realpathSync } = require('fs/realpath');
const { getValidatedPath, toUnixTimestamp, validateCpOptions } = require('fs/arguments');
const { Dirent, Stats } = require('fs/stats');

// --- What is loaded when it is called -----------------------------------------------------------------------

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  require('fs/cp').copy(src, dest, options, callback);
}

function cpSync(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  require('fs/cp').copySync(src, dest, options);
}

function createReadStream(path, options) {
  return new fs.ReadStream(path, options);
}

function createWriteStream(path, options) {
  return new fs.WriteStream(path, options);
}

function glob(pattern, options, callback) {
  return require('fs/glob').glob(pattern, options, callback);
}

function globSync(pattern, options) {
  return require('fs/glob').globSync(pattern, options);
}

function watch(filename, options, listener) {
  return require('fs/watch').watch(filename, options, listener);
}

function watchFile(filename, options, listener) {
  return require('fs/watchers').watchFile(filename, options, listener);
}

function unwatchFile(filename, listener) {
  return require('fs/watchers').unwatchFile(filename, listener);
}

function opendir(path, options, callback) {
  return require('fs/dir').opendir(path, options, callback);
}

function opendirSync(path, options) {
  return require('fs/dir').opendirSync(path, options);
}

function openAsBlob(path, options = { __proto__: null }) {
  validateObject(options, 'options');
  const type = options.type || '';
  validateString(type, 'options.type');
  path = getValidatedPath(path);
  binding('permission').demand('fs.read', `${path}`);
  return PromiseResolve(require('buffer/blob').openFileAsBlob(path, type));
}

// --- The module ----------------------------------------------------------------------------------------------

const fs = module.exports = {
  appendFile: contents.appendFile,
  appendFileSync: contents.appendFileSync,
  access: entries.access,
  accessSync: entries.accessSync,
  chown: entries.chown,
  chownSync: entries.chownSync,
  chmod: entries.chmod,
  chmodSync: entries.chmodSync,
  close: descriptors.close,
  closeSync: descriptors.closeSync,
  copyFile: entries.copyFile,
  copyFileSync: entries.copyFileSync,
  cp,
  cpSync,
  createReadStream,
  createWriteStream,
  exists: entries.exists,
  existsSync: entries.existsSync,
  fchown: descriptors.fchown,
  fchownSync: descriptors.fchownSync,
  fchmod: descriptors.fchmod,
  fchmodSync: descriptors.fchmodSync,
  fdatasync: descriptors.fdatasync,
  fdatasyncSync: descriptors.fdatasyncSync,
  fstat: descriptors.fstat,
  fstatSync: descriptors.fstatSync,
  fsync: descriptors.fsync,
  fsyncSync: descriptors.fsyncSync,
  ftruncate: descriptors.ftruncate,
  ftruncateSync: descriptors.ftruncateSync,
  futimes: descriptors.futimes,
  futimesSync: descriptors.futimesSync,
  glob,
  globSync,
  lchown: entries.lchown,
  lchownSync: entries.lchownSync,
  // Linux has no modes of links.
  lchmod: undefined,
  lchmodSync: undefined,
  link: entries.link,
  linkSync: entries.linkSync,
  lstat: entries.lstat,
  lstatSync: entries.lstatSync,
  lutimes: entries.lutimes,
  lutimesSync: entries.lutimesSync,
  mkdir: directories.mkdir,
  mkdirSync: directories.mkdirSync,
  mkdtemp: directories.mkdtemp,
  mkdtempSync: directories.mkdtempSync,
  mkdtempDisposableSync: directories.mkdtempDisposableSync,
  open: descriptors.open,
  openSync: descriptors.openSync,
  openAsBlob,
  readdir: directories.readdir,
  readdirSync: directories.readdirSync,
  read: descriptors.read,
  readSync: descriptors.readSync,
  readv: descriptors.readv,
  readvSync: descriptors.readvSync,
  readFile: contents.readFile,
  readFileSync: contents.readFileSync,
  readlink: entries.readlink,
  readlinkSync: entries.readlinkSync,
  realpath,
  realpathSync,
  rename: entries.rename,
  renameSync: entries.renameSync,
  rm: directories.rm,
  rmSync: directories.rmSync,
  rmdir: directories.rmdir,
  rmdirSync: directories.rmdirSync,
  stat: entries.stat,
  statfs: entries.statfs,
  statSync: entries.statSync,
  statfsSync: entries.statfsSync,
  symlink: entries.symlink,
  symlinkSync: entries.symlinkSync,
  truncate: descriptors.truncate,
  truncateSync: descriptors.truncateSync,
  unwatchFile,
  unlink: entries.unlink,
  unlinkSync: entries.unlinkSync,
  utimes: entries.utimes,
  utimesSync: entries.utimesSync,
  watch,
  watchFile,
  writeFile: contents.writeFile,
  writeFileSync: contents.writeFileSync,
  write: descriptors.write,
  writeSync: descriptors.writeSync,
  writev: descriptors.writev,
  writevSync: descriptors.writevSync,
  Dirent,
  Stats: deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180'),
};

// A class that is loaded when it is asked for; assigning replaces it.
function lazyClass(id, name) {
  let Class;
  return {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      Class ??= require(id)[name];
      return Class;
    },
    set(value) { Class = value; },
  };
}

// The constants' old place.
const oldConstant = (name) => ({
  __proto__: null,
  get: deprecate(() => constants[name], `fs.${name} is deprecated, use fs.constants.${name} instead`, 'DEP0176'),
  enumerable: false,
});

ObjectDefineProperties(fs, {
  ReadStream: lazyClass('fs/streams', 'ReadStream'),
  WriteStream: lazyClass('fs/streams', 'WriteStream'),
  // Names of the same classes from before Node 0.10.
  FileReadStream: lazyClass('fs/streams', 'ReadStream'),
  FileWriteStream: lazyClass('fs/streams', 'WriteStream'),
  Utf8Stream: lazyClass('fs/utf8_stream', 'Utf8Stream'),
});
fs._toUnixTimestamp = toUnixTimestamp;
ObjectDefineProperties(fs, {
  Dir: lazyClass('fs/dir', 'Dir'),
  opendir: { __proto__: null, value: opendir, enumerable: true, writable: true, configurable: true },
  opendirSync: { __proto__: null, value: opendirSync, enumerable: true, writable: true, configurable: true },
  F_OK: oldConstant('F_OK'),
  R_OK: oldConstant('R_OK'),
  W_OK: oldConstant('W_OK'),
  X_OK: oldConstant('X_OK'),
  constants: { __proto__: null, value: constants, enumerable: true, writable: false },
  promises: {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() { return require('fs/promises'); },
  },
});
