'use strict';
// Watching a whole tree: one native watch for each folder in it, made when the folder appears and closed when it goes.
// Owner: fs. Links to folders are entries like others and are not followed. Names are told relative to the root.

const { SafeMap, StringPrototypeStartsWith } = primordials;

const ops = binding('fs');
const EventEmitter = require('events');
const { Buffer } = require('buffer');
const { join } = require('path');
const { asWatchError, kGone, kLost, typeOf } = require('fs/watch');
const { S_IFDIR, UV_DIRENT_DIR } = require('fs/constants');
const { isFileType } = require('fs/stats');

// Where the number of a file stands among the values of a stat.
const kInode = 7;

const isMissing = (err) => err.code === 'ENOENT' || err.code === 'ENOTDIR' || err.code === 'EACCES';

class FSWatcher extends EventEmitter {
  #root;
  #encoding;
  #persistent;
  #ignores;
  // By path from the root: the native watch and the file's number, by which a folder is told from its successor.
  #folders = new SafeMap();
  #file;
  #closed = false;

  constructor(root, { encoding, persistent, ignores }) {
    super();
    this.#root = root;
    this.#encoding = encoding;
    this.#persistent = persistent;
    this.#ignores = ignores;
  }

  start(path, persistent, encoding, mayBeMissing) {
    let values;
    try {
      values = ops.stat(path, false, true);
      if (isFileType(values, S_IFDIR)) this.#open('', values[kInode]);
      else this.#file = ops.watchOpen(path, 'utf8', persistent, (change, name) => this.#tell(typeOf(change), name));
    } catch (err) {
      this.#release();
      if (mayBeMissing && err.code === 'ENOENT') return;
      throw asWatchError(err, path);
    }
    if (isFileType(values, S_IFDIR)) this.#list('', false);
  }

  #open(folder, inode) {
    const path = folder === '' ? this.#root : join(this.#root, folder);
    const watch = ops.watchOpen(path, 'utf8', this.#persistent, (change, name, isSelf) => {
      if (!this.#closed) this.#onChange(folder, change, name, isSelf);
    });
    this.#folders.set(folder, { __proto__: null, watch, inode });
  }

  /** Watches the folders in a folder; tells of all that is there when it has just appeared. */
  #list(folder, isNew) {
    let entries;
    try {
      entries = ops.readdir(join(this.#root, folder), 'utf8', true);
    } catch (err) {
      if (isMissing(err)) return;
      throw err;
    }
    const { 0: names, 1: types } = entries;
    for (let i = 0; i < names.length && !this.#closed; i++) {
      const path = folder === '' ? names[i] : `${folder}/${names[i]}`;
      if (this.#ignores?.(path)) continue;
      if (isNew) this.#tell('rename', path);
      if (types[i] === UV_DIRENT_DIR) this.#look(path, isNew);
    }
  }

  /** Brings the watches of one path in line with what stands there now. */
  #look(path, isNew) {
    let values;
    try {
      values = ops.lstat(join(this.#root, path), false, false);
    } catch (err) {
      if (!isMissing(err)) throw err;
    }
    const known = this.#folders.get(path);
    const isFolder = values !== undefined && isFileType(values, S_IFDIR);
    if (known !== undefined && isFolder && known.inode === values[kInode]) return;
    if (known !== undefined) this.#drop(path);
    if (!isFolder) return;
    try {
      this.#open(path, values[kInode]);
    } catch (err) {
      if (isMissing(err)) return;
      throw asWatchError(err, path);
    }
    this.#list(path, isNew);
  }

  /** In a callback of the loop what goes wrong is an event. */
  #attempt(work) {
    if (this.#closed) return;
    try {
      work();
    } catch (err) {
      this.emit('error', err);
    }
  }

  #drop(folder) {
    const below = `${folder}/`;
    this.#folders.forEach(({ watch }, path) => {
      if (path !== folder && !StringPrototypeStartsWith(path, below)) return;
      ops.watchClose(watch);
      this.#folders.delete(path);
    });
  }

  #onChange(folder, change, name, isSelf) {
    if (change === kLost) {
      // Every watch hears of it and finds the folders that have come meanwhile; one word to the program is enough.
      if (folder === '') this.emit('change', 'rename', null);
      this.#attempt(() => this.#list(folder, false));
      return;
    }
    if (isSelf) {
      // The folder above tells the rest.
      if (change === kGone) this.#drop(folder);
      if (folder === '') this.#tell(typeOf(change), name);
      return;
    }
    const path = folder === '' ? name : `${folder}/${name}`;
    if (this.#ignores?.(path)) return;
    const type = typeOf(change);
    this.#tell(type, path);
    if (type === 'rename') this.#attempt(() => this.#look(path, true));
  }

  #tell(type, path) {
    if (this.#closed) return;
    const encoding = this.#encoding;
    if (encoding && encoding !== 'utf8') {
      const bytes = Buffer.from(path);
      this.emit('change', type, encoding === 'buffer' ? bytes : bytes.toString(encoding));
    } else {
      this.emit('change', type, path);
    }
  }

  #release() {
    this.#folders.forEach(({ watch }) => ops.watchClose(watch));
    this.#folders.clear();
    if (this.#file !== undefined) ops.watchClose(this.#file);
    this.#file = undefined;
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.emit('close');
  }

  #hold(holds) {
    this.#persistent = holds;
    this.#folders.forEach(({ watch }) => ops.watchHold(watch, holds));
    if (this.#file !== undefined) ops.watchHold(this.#file, holds);
    return this;
  }

  ref() {
    return this.#hold(true);
  }

  unref() {
    return this.#hold(false);
  }
}

module.exports = { TreeWatcher: FSWatcher };
