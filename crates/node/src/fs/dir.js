'use strict';
// Dir, opendir() and the reading of whole directory trees. Owner: fs. A Dir holds a descriptor and one batch of entries;
// directories below it are opened when their turn comes.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ObjectDefineProperty,
  Promise,
  PromisePrototypeThen,
  SafeFinalizationRegistry,
  SymbolAsyncDispose,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;

const ops = binding('fs');
const {
  codes: {
    ERR_DIR_CLOSED,
    ERR_DIR_CONCURRENT_OPERATION,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { asRequest } = require('async_hooks/ids');
const { isUint8Array } = require('util/types');
const { validateFunction, validateUint32 } = require('internal/validators');
const { join } = require('path');
const { Dirent, getDirents } = require('fs/stats');
const { getOptions, getValidatedPath } = require('fs/arguments');
const { operation } = require('fs/async_op');
const { call, runAsync, runSync } = require('fs/steps');
const { S_IFDIR, S_IFMT, UV_DIRENT_DIR, UV_DIRENT_LINK } = require('fs/constants');

const kModeIndex = 1;
const kBufferSize = 32;

function childPath(parent, name) {
  return join(isUint8Array(parent) ? `${parent}` : parent, isUint8Array(name) ? `${name}` : name);
}

let collected;

/** Closes the descriptor of a Dir that nobody closed once it is unreachable, with a warning. */
function watchForLoss(dir, fd) {
  collected ??= new SafeFinalizationRegistry((lost) => {
    ops.dirClose(lost);
    process.emitWarning('Closing directory handle on garbage collection');
  });
  collected.register(dir, fd, dir);
}

class Dir {
  #fd;
  #path;
  #encoding;
  #recursive;
  #bufferSize;
  #entries = [];
  #next = 0;
  // Of a tree: directories whose turn is to come, and the one that is being read where that is not the first.
  #below = [];
  #inner;
  #innerPath;
  // Whether the directory that is being read has no more entries than those in #entries.
  #isExhausted = false;
  #closed = false;
  // Callbacks of the operations that wait for the running one, which is the reason that it is not null.
  #waiting = null;

  constructor(fd, path, options) {
    if (fd == null) throw new ERR_MISSING_ARGS('handle');
    this.#fd = fd;
    this.#path = path;
    const { encoding, recursive, bufferSize } = options;
    this.#encoding = encoding;
    this.#recursive = !!recursive;
    this.#bufferSize = bufferSize === undefined ? kBufferSize : bufferSize;
    watchForLoss(this, fd);
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
      const entry = this.#take();
      if (entry !== null) {
        process.nextTick(done, null, entry);
        return;
      }
      PromisePrototypeThen(runAsync(this.#readOn()),
                           (found) => process.nextTick(done, null, found),
                           (err) => process.nextTick(done, err));
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

  /** The next entry already read, or null. */
  #take() {
    if (this.#next >= this.#entries.length) return null;
    const entry = this.#entries[this.#next++];
    if (this.#recursive && entry.isDirectory()) {
      ArrayPrototypePush(this.#below, childPath(entry.parentPath, entry.name));
    }
    return entry;
  }

  /** Reads until there is an entry or an end: the next batch of this directory, or the next directory of the tree. */
  * #readOn() {
    for (;;) {
      if (!this.#isExhausted) {
        const fd = this.#inner ?? this.#fd;
        const found = yield call(ops.dirRead, fd, this.#encoding, this.#bufferSize);
        this.#isExhausted = found[0].length === 0;
        this.#entries = getDirents(this.#inner === undefined ? this.#path : this.#innerPath, found);
        this.#next = 0;
        if (!this.#isExhausted) return this.#take();
      }
      if (this.#inner !== undefined) {
        const inner = this.#inner;
        this.#inner = undefined;
        yield call(ops.dirClose, inner);
      }
      if (this.#below.length === 0) return null;
      this.#innerPath = ArrayPrototypeShift(this.#below);
      this.#inner = yield call(ops.dirOpen, this.#innerPath);
      this.#isExhausted = false;
    }
  }

  readSync() {
    this.#checkUsable();
    return this.#take() ?? runSync(this.#readOn());
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
      const inner = this.#release();
      if (inner !== undefined) ops.dirClose(inner);
      ops.dirClose(this.#fd, asRequest('FSREQCALLBACK', (err) => {
        this.#finishOperation();
        callback(err);
      }));
    });
  }

  closeSync() {
    this.#checkUsable();
    const inner = this.#release();
    if (inner !== undefined) ops.dirClose(inner);
    ops.dirClose(this.#fd);
  }

  /** Forgets everything but the own descriptor; returns that of the directory within, if one is open. */
  #release() {
    const inner = this.#inner;
    this.#closed = true;
    this.#entries = [];
    this.#below = [];
    this.#inner = undefined;
    collected.unregister(this);
    return inner;
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

function checkedOptions(options) {
  options = getOptions(options, { encoding: 'utf8' });
  if (options.bufferSize !== undefined) validateUint32(options.bufferSize, 'options.bufferSize', true);
  return options;
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  options = checkedOptions(options);
  return new Dir(ops.dirOpen(path), path, options);
}

function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  path = getValidatedPath(path);
  options = checkedOptions(options);
  ops.dirOpen(path, asRequest('FSREQCALLBACK', (err, fd) => {
    if (err) callback(err);
    else callback(null, new Dir(fd, path, options));
  }));
}

async function openDirAsync(path, options) {
  path = getValidatedPath(path);
  options = checkedOptions(options);
  return new Dir(await operation(ops.dirOpen(path, true)), path, options);
}

/**
 * The entries of a tree: names relative to `root`, or Dirents. Links are followed for names alone. Directories have
 * their turn in the order in which they were found, or the last found first.
 */
function* readTree(root, { encoding, withFileTypes }, lastFirst) {
  const found = [];
  const queue = [''];
  for (let i = 0; i < queue.length;) {
    const below = lastFirst ? ArrayPrototypePop(queue) : queue[i++];
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

function readdirDeepAsync(path, options, lastFirst = false) {
  return runAsync(readTree(path, options, lastFirst));
}

function readdirDeepSync(path, options) {
  return runSync(readTree(path, options, false));
}

module.exports = { Dir, openDirAsync, opendir, opendirSync, readdirDeepAsync, readdirDeepSync };
