'use strict';
// Which files of a program change: behind `--watch`, and the watch mode of test runs. Folders are watched rather than files,
// since editors replace files; of what happens in a folder only the files asked for count, or all in the mode 'all'.
//
// Owner: watch. Each file may have owners, for whom it matters. Changes are gathered for a moment and told at once, as
// 'changed' with `{ owners, eventType, path }`.

const {
  ArrayFrom,
  ArrayIsArray,
  SafeMap,
  SafeSet,
  StringPrototypeStartsWith,
} = primordials;

const EventEmitter = require('events');
const fs = require('fs');
const path = require('path');
const { clearTimeout, setTimeout } = require('timers');
const { validateNumber, validateOneOf } = require('internal/validators');

class FilesWatcher extends EventEmitter {
  #debounce;
  #mode;
  #signal;
  #tellsRenames;
  #folders = new SafeMap();
  // File -> the set of its owners.
  #files = new SafeMap();
  #owned = new SafeMap();
  #pending;

  /** `renames`: that any file came or went in a watched folder is told too, with no owners. */
  constructor({ debounce = 200, mode = 'filter', renames = false, signal } = { __proto__: null }) {
    super();
    validateNumber(debounce, 'options.debounce', 0, 0x7fff_ffff);
    validateOneOf(mode, 'options.mode', ['filter', 'all']);
    this.#debounce = debounce;
    this.#mode = mode;
    this.#tellsRenames = renames;
    this.#signal = signal;
    if (signal !== undefined) require('events/add_abort_listener').addAbortListener(signal, () => this.clear());
  }

  get watchedPaths() {
    return ArrayFrom(this.#folders.keys());
  }

  /** Watches a folder, or the one that a file stands in. What is not there cannot be watched, and is left out. */
  watchPath(target, recursive = this.#mode === 'all') {
    if (this.#signal?.aborted) return;
    const known = this.#folders.get(target);
    if (known !== undefined) return;
    let watcher;
    try {
      watcher = fs.watch(target, { __proto__: null, recursive });
    } catch (error) {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return;
      throw error;
    }
    this.#folders.set(target, watcher);
    watcher.on('change', (eventType, name) => {
      if (name !== null) this.#onChange(this.#nameOf(target, `${name}`), eventType);
    });
    watcher.on('error', () => {
      // The folder has gone: it is watched anew when somebody asks for a file in it again.
      watcher.close();
      this.#folders.delete(target);
    });
  }

  // Watching a single file, its events carry its own name.
  #nameOf(target, name) {
    return path.basename(target) === name && this.#files.has(target) ? target : path.join(target, name);
  }

  #onChange(file, eventType) {
    const owners = this.#files.get(file);
    const isRename = this.#tellsRenames && eventType === 'rename';
    if (this.#mode === 'filter' && owners === undefined && !isRename) return;
    if (this.#pending === undefined) {
      this.#pending = { __proto__: null, owners: new SafeSet(), eventType, path: file, timer: undefined };
      this.#pending.timer = setTimeout(() => {
        const { owners: all, eventType: type, path: first } = this.#pending;
        this.#pending = undefined;
        this.emit('changed', { owners: all, eventType: type, path: first });
      }, this.#debounce);
    }
    owners?.forEach((owner) => this.#pending.owners.add(owner));
  }

  /** A file whose changes count; it need not be there yet. */
  filterFile(file, owner) {
    if (!file) return;
    let owners = this.#files.get(file);
    if (owners === undefined) {
      owners = new SafeSet();
      this.#files.set(file, owners);
      this.watchPath(path.dirname(file), false);
    }
    if (owner === undefined || owner === null) return;
    owners.add(owner);
    let files = this.#owned.get(owner);
    if (files === undefined) {
      files = new SafeSet();
      this.#owned.set(owner, files);
    }
    files.add(file);
  }

  /** Forgets what mattered to `owners` only. */
  unfilterFilesOwnedBy(owners) {
    owners.forEach((owner) => {
      this.#owned.get(owner)?.forEach((file) => {
        const all = this.#files.get(file);
        all?.delete(owner);
        if (all?.size === 0) this.#files.delete(file);
      });
      this.#owned.delete(owner);
    });
  }

  clearFileFilters() {
    this.#files.clear();
    this.#owned.clear();
  }

  /** Ends all watching. */
  clear() {
    if (this.#pending !== undefined) clearTimeout(this.#pending.timer);
    this.#pending = undefined;
    this.#folders.forEach((watcher) => watcher.close());
    this.#folders.clear();
    this.clearFileFilters();
  }

  /** Takes the files that a child reports; true when `message` was such a report. */
  takeReport(message, owner) {
    if (message === null || typeof message !== 'object') return false;
    const required = message['watch:require'];
    const imported = message['watch:import'];
    if (ArrayIsArray(required)) {
      for (let i = 0; i < required.length; i++) this.filterFile(required[i], owner);
    }
    if (ArrayIsArray(imported)) {
      const { fileURLToPath } = require('url');
      for (let i = 0; i < imported.length; i++) {
        if (StringPrototypeStartsWith(imported[i], 'file:')) this.filterFile(fileURLToPath(imported[i]), owner);
      }
    }
    return required !== undefined || imported !== undefined;
  }

  watchChildProcessModules(child, owner) {
    child.on('message', (message) => { this.takeReport(message, owner); });
  }
}

module.exports = { FilesWatcher };
