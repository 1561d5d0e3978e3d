'use strict';
// watchFile() and unwatchFile(): a StatWatcher looks at a file in regular intervals and tells of changes. Owner: fs.
// One watcher serves all listeners of a path; it keeps the process alive only while a watchFile() call asks for it.

const {
  ObjectAssign,
  SafeMap,
} = primordials;

const ops = binding('fs');
const EventEmitter = require('events');
const { validateFunction, validateUint32 } = require('internal/validators');
const { Buffer } = require('buffer');
const { resolve } = require('path');
const { clearTimeout, setTimeout } = require('timers');
const { getValidatedPath } = require('fs/arguments');
const { getStatsFromBinding } = require('fs/stats');

const kDefaultInterval = 5007;
const kStatFields = 18;

const watchers = new SafeMap();

class StatWatcher extends EventEmitter {
  #filename;
  #interval;
  #bigint;
  #timer;
  #last;
  #stopped = true;
  // How many holds keep the process alive, at most one for each persistent watchFile() call.
  #holds = 0;
  #maxHolds = 0;

  constructor(bigint) {
    super();
    this.#bigint = bigint === true;
  }

  begin(filename, interval) {
    validateUint32(interval, 'interval');
    this.#filename = filename;
    this.#interval = interval;
    this.#stopped = false;
    this.#look();
  }

  #look() {
    this.#timer = undefined;
    ops.stat(this.#filename, this.#bigint, false, (err, values) => {
      if (this.#stopped) return;
      const current = err || values === undefined ? this.#nothing() : values;
      const previous = this.#last;
      this.#last = current;
      this.#schedule();
      if (previous === undefined) {
        // The first look tells only of a file that is not there.
        if (values === undefined) this.#tell(current, current);
      } else if (differ(previous, current)) {
        this.#tell(current, previous);
      }
    });
  }

  #nothing() {
    const values = [];
    for (let i = 0; i < kStatFields; i++) values[i] = this.#bigint ? 0n : 0;
    return values;
  }

  #tell(current, previous) {
    this.emit('change', getStatsFromBinding(current), getStatsFromBinding(previous));
  }

  #schedule() {
    this.#timer = setTimeout(() => this.#look(), this.#interval);
    if (this.#holds === 0) this.#timer.unref();
  }

  stop() {
    if (this.#stopped) return;
    process.nextTick(() => this.emit('stop'));
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  addHold() {
    this.#maxHolds++;
    this.ref();
  }

  dropHold() {
    if (this.#maxHolds > 0) this.#maxHolds--;
    this.unref();
  }

  ref() {
    if (this.#holds < this.#maxHolds && ++this.#holds === 1) this.#timer?.ref();
    return this;
  }

  unref() {
    if (this.#holds > 0 && --this.#holds === 0) this.#timer?.unref();
    return this;
  }
}

function differ(a, b) {
  for (let i = 0; i < kStatFields; i++) {
    if (a[i] !== b[i]) return true;
  }
  return false;
}

function watchedPath(filename) {
  filename = getValidatedPath(filename, 'filename');
  return resolve(typeof filename === 'string' ? filename : Buffer.from(filename).toString());
}

function watchFile(filename, options, listener) {
  const path = watchedPath(filename);
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = null;
  }
  // The default is long: the look itself costs, and Node's programs know this interval.
  options = ObjectAssign({ __proto__: null, interval: kDefaultInterval, persistent: true }, options);
  validateFunction(listener, 'listener');
  binding('permission').demand('fs.read', path);
  let watcher = watchers.get(path);
  if (watcher === undefined) {
    watcher = new StatWatcher(options.bigint);
    if (options.persistent) watcher.addHold();
    watcher.begin(path, options.interval);
    watchers.set(path, watcher);
  } else if (options.persistent) {
    watcher.addHold();
  }
  watcher.addListener('change', listener);
  return watcher;
}

function unwatchFile(filename, listener) {
  const path = watchedPath(filename);
  const watcher = watchers.get(path);
  if (watcher === undefined) return;
  if (typeof listener === 'function') {
    const before = watcher.listenerCount('change');
    watcher.removeListener('change', listener);
    if (watcher.listenerCount('change') < before) watcher.dropHold();
  } else {
    watcher.removeAllListeners('change');
  }
  if (watcher.listenerCount('change') === 0) {
    watcher.stop();
    watchers.delete(path);
  }
}

module.exports = { StatWatcher, unwatchFile, watchFile };
