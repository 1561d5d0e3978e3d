'use strict';
// fs.watch(): an FSWatcher tells of changes of one file, or of a folder and its entries. Owner: fs. The native watch
// (inotify) sends the events; whole trees are watched by fs/watch_tree, which makes one native watch for each folder.

const { ArrayIsArray, ArrayPrototypePush, ArrayPrototypeSome, RegExpPrototypeExec, StringPrototypeIncludes } =
  primordials;

const ops = binding('fs');
const EventEmitter = require('events');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { isRegExp } = require('util/types');
const { validateAbortSignal, validateBoolean } = require('internal/validators');
const { getOptions, getValidatedPath } = require('fs/arguments');

// What the native side tells, see watch.rs.
const kChanged = 0;
const kGone = 2;
const kLost = 3;

const typeOf = (change) => (change === kChanged ? 'change' : 'rename');

/** One entry of `options.ignore` as a function of a file name. */
function matcherOf(ignore, name) {
  if (typeof ignore === 'function') return ignore;
  if (isRegExp(ignore)) return (filename) => RegExpPrototypeExec(ignore, filename) !== null;
  if (typeof ignore !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Function', 'RegExp'], ignore);
  }
  if (ignore === '') throw new ERR_INVALID_ARG_VALUE(name, ignore, 'must be a non-empty string');
  const { basename, matchesGlob } = require('path');
  // A pattern without a folder is about names wherever they are.
  return StringPrototypeIncludes(ignore, '/') ?
    (filename) => matchesGlob(filename, ignore) :
    (filename) => matchesGlob(basename(filename), ignore);
}

/** `options.ignore` as one function, or null. */
function ignoreMatcher(ignore) {
  if (ignore === undefined || ignore === null) return null;
  if (!ArrayIsArray(ignore)) return matcherOf(ignore, 'options.ignore');
  const matchers = [];
  for (let i = 0; i < ignore.length; i++) ArrayPrototypePush(matchers, matcherOf(ignore[i], `options.ignore[${i}]`));
  return (filename) => ArrayPrototypeSome(matchers, (matches) => matches(filename));
}

/** Adds what programs know from Node's errors of watching. */
function asWatchError(err, filename) {
  if (err.syscall === undefined) return err;
  err.filename = filename;
  return err;
}

class FSWatcher extends EventEmitter {
  #watch;
  #closed = false;
  #ignores;

  constructor(ignores) {
    super();
    this.#ignores = ignores;
  }

  start(filename, persistent, encoding, mayBeMissing = false) {
    if (this.#watch !== undefined || this.#closed) return;
    const onChange = (change, name) => {
      if (this.#closed) return;
      if (this.#ignores && name !== null && this.#ignores(`${name}`)) return;
      this.emit('change', typeOf(change), name);
    };
    try {
      this.#watch = ops.watchOpen(filename, encoding, persistent, onChange);
    } catch (err) {
      if (mayBeMissing && err.code === 'ENOENT') return;
      throw asWatchError(err, filename);
    }
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#watch === undefined) return;
    ops.watchClose(this.#watch);
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    if (this.#watch !== undefined && !this.#closed) ops.watchHold(this.#watch, true);
    return this;
  }

  unref() {
    if (this.#watch !== undefined && !this.#closed) ops.watchHold(this.#watch, false);
    return this;
  }
}

/** Closes the watcher when `signal` is aborted, in the next tick if it is so already. */
function closeOnAbort(watcher, signal) {
  if (signal.aborted) {
    process.nextTick(() => watcher.close());
    return;
  }
  const onAbort = () => watcher.close();
  signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
  watcher.once('close', () => signal.removeEventListener('abort', onAbort));
}

function watch(filename, options, listener) {
  if (typeof options === 'function') listener = options;
  options = getOptions(options);
  const { encoding, signal } = options;
  const recursive = options.recursive ?? false;
  const persistent = options.persistent ?? true;
  const throwIfNoEntry = options.throwIfNoEntry ?? true;
  validateBoolean(recursive, 'options.recursive');
  validateBoolean(throwIfNoEntry, 'options.throwIfNoEntry');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  const path = getValidatedPath(filename);
  const ignores = ignoreMatcher(options.ignore);

  let watcher;
  if (recursive) {
    validateBoolean(persistent, 'options.persistent');
    const { TreeWatcher } = require('fs/watch_tree');
    watcher = new TreeWatcher(`${path}`, { __proto__: null, encoding, persistent, ignores });
  } else {
    watcher = new FSWatcher(ignores);
  }
  if (listener) watcher.addListener('change', listener);
  watcher.start(path, !!persistent, encoding, !throwIfNoEntry);
  if (signal) closeOnAbort(watcher, signal);
  return watcher;
}

module.exports = { FSWatcher, asWatchError, ignoreMatcher, kGone, kLost, typeOf, watch };
