'use strict';
// Dir, opendir() and the reading of whole directory trees. Owner: fs. A Dir holds the entries of one directory at a
// time and no descriptor; directories below it are read when their turn comes.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ObjectDefineProperty,
  Promise,
  PromisePrototypeThen,
  SymbolAsyncDispose,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;

const ops = binding('fs');
const {
  UVException,
  codes: {
    ERR_DIR_CLOSED,
    ERR_DIR_CONCURRENT_OPERATION,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { isUint8Array } = require('util/types');
const { validateFunction, validateUint32 } = require('internal/validators');
const { join } = require('path');
const { Dirent, getDirents } = require('fs/stats');
const { getOptions, getValidatedPath } = require('fs/arguments');
const { operation } = require('fs/async_op');
const { call, runAsync, runSync } = require('fs/steps');
const { S_IFDIR, S_IFMT, UV_DIRENT_DIR, UV_DIRENT_LINK } = require('fs/constants');

const kModeIndex = 1;

/** The error of reading a directory, told as the opening of a Dir. */
function asOpendirError(err, path) {
  if (err.syscall !== 'scandir') return err;
  return new UVException({ errno: err.errno, syscall: 'opendir', path });
}

function childPath(parent, name) {
  return join(isUint8Array(parent) ? `${parent}` : parent, isUint8Array(name) ? `${name}` : name);
}

class Dir {
  #path;
  #encoding;
  #recursive;
  #entries;
  #next = 0;
  #below = [];
  #closed = false;
  // Callbacks of the operations that wait for the running one, which is the reason that it is not null.
  #waiting = null;

  constructor(entries, path, options) {
    if (entries == null) throw new ERR_MISSING_ARGS('handle');
    this.#entries = entries;
    this.#path = path;
    this.#encoding = options.encoding;
    this.#recursive = !!options.recursive;
    validateUint32(options.bufferSize === undefined ? 32 : options.bufferSize, 'options.bufferSize', true);
  }

  get path() {
    if (!(#path in this)) throw new ERR_INVALID_THIS('Dir');
    return this.#path;
  }

  read(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => this.#read((err, entry) => (err ? reject(err) : resolve(entry))));
    }
    validateFunction(callback, 'callback');
    this.#read(callback);
  }

  #read(callback) {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    this.#whenIdle(() => {
      const done = (err, entry) => {
        this.#finishOperation();
        callback(err, entry);
      };
      const fail = (err) => process.nextTick(done, err);
      const step = () => {
        const entry = this.#take();
        const path = entry === null ? ArrayPrototypeShift(this.#below) : undefined;
        if (path === undefined) {
          process.nextTick(done, null, entry);
          return;
        }
        PromisePrototypeThen(operation(ops.readdir(path, this.#encoding, true, true)), (found) => {
          this.#fill(path, found);
          step();
        }, fail);
      };
      step();
    });
  }

  #whenIdle(start) {
    if (this.#waiting !== null) {
      ArrayPrototypePush(this.#waiting, start);
      return;
    }
    this.#waiting = [];
    start();
  }

  #finishOperation() {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting.length === 0) return;
    const start = ArrayPrototypeShift(waiting);
    this.#waiting = waiting;
    start();
  }

  #fill(path, found) {
    this.#entries = getDirents(path, found);
    this.#next = 0;
  }

  /** The next entry already read, or null. */
  #take() {
    if (this.#next >= this.#entries.length) return null;
    const entry = this.#entries[this.#next++];
    if (this.#recursive && entry.isDirectory()) {
      ArrayPrototypePush(this.#below, childPath(entry.parentPath, entry.name));
    }
    return entry;
  }

  readSync() {
    this.#checkUsable();
    let entry = this.#take();
    while (entry === null && this.#below.length > 0) {
      const path = ArrayPrototypeShift(this.#below);
      this.#fill(path, ops.readdir(path, this.#encoding, true));
      entry = this.#take();
    }
    return entry;
  }

  #checkUsable() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#waiting !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
  }

  close(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => this.#close((err) => (err ? reject(err) : resolve())));
    }
    validateFunction(callback, 'callback');
    this.#close(callback);
  }

  #close(callback) {
    if (this.#closed) {
      process.nextTick(callback, new ERR_DIR_CLOSED());
      return;
    }
    this.#whenIdle(() => {
      this.#release();
      process.nextTick(() => {
        this.#finishOperation();
        callback(null);
      });
    });
  }

  closeSync() {
    this.#checkUsable();
    this.#release();
  }

  #release() {
    this.#closed = true;
    this.#entries = [];
    this.#below = [];
  }

  async* entries() {
    try {
      for (;;) {
        const entry = await this.read();
        if (entry === null) break;
        yield entry;
      }
    } finally {
      await this.close();
    }
  }

  [SymbolDispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [SymbolAsyncDispose]() {
    if (!this.#closed) await this.close();
  }
}
ObjectDefineProperty(Dir.prototype, SymbolAsyncIterator, {
  __proto__: null,
  value: Dir.prototype.entries,
  enumerable: false,
  writable: true,
  configurable: true,
});

function makeDir(path, options, found) {
  return new Dir(getDirents(path, found), path, options);
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  options = getOptions(options, { encoding: 'utf8' });
  let found;
  try {
    found = ops.readdir(path, options.encoding, true);
  } catch (err) {
    throw asOpendirError(err, path);
  }
  return makeDir(path, options, found);
}

function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  path = getValidatedPath(path);
  options = getOptions(options, { encoding: 'utf8' });
  ops.readdir(path, options.encoding, true, (err, found) => {
    if (err) {
      callback(asOpendirError(err, path));
      return;
    }
    let dir;
    try {
      dir = makeDir(path, options, found);
    } catch (invalid) {
      callback(invalid);
      return;
    }
    callback(null, dir);
  });
}

async function openDirAsync(path, options) {
  path = getValidatedPath(path);
  options = getOptions(options, { encoding: 'utf8' });
  let found;
  try {
    found = await operation(ops.readdir(path, options.encoding, true, true));
  } catch (err) {
    throw asOpendirError(err, path);
  }
  return makeDir(path, options, found);
}

/** The entries of a tree, level by level: names relative to `root`, or Dirents. Links are followed for names alone. */
function* readTree(root, { encoding, withFileTypes }) {
  const found = [];
  const queue = [''];
  for (let i = 0; i < queue.length; i++) {
    const below = queue[i];
    const directory = below === '' ? root : join(root, below);
    const { 0: names, 1: types } = yield call(ops.readdir, directory, encoding, true);
    for (let j = 0; j < names.length; j++) {
      const relative = join(below, names[j]);
      ArrayPrototypePush(found, withFileTypes ? new Dirent(names[j], types[j], directory) : relative);
      let isDirectory = types[j] === UV_DIRENT_DIR;
      if (!withFileTypes && types[j] === UV_DIRENT_LINK) isDirectory = yield* leadsToDirectory(join(root, relative));
      if (isDirectory) ArrayPrototypePush(queue, relative);
    }
  }
  return found;
}

function* leadsToDirectory(link) {
  try {
    const values = yield call(ops.stat, link, false, false);
    return values !== undefined && (values[kModeIndex] & S_IFMT) === S_IFDIR;
  } catch {
    // A link in a circle, or one that may not be read, is an entry like any other.
    return false;
  }
}

function readdirDeepAsync(path, options) {
  return runAsync(readTree(path, options));
}

function readdirDeepSync(path, options) {
  return runSync(readTree(path, options));
}

module.exports = { Dir, openDirAsync, opendir, opendirSync, readdirDeepAsync, readdirDeepSync };
