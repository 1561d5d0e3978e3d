'use strict';
// A REPL's history in a file: read when the REPL starts, written a moment after each line.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  FunctionPrototypeBind,
  RegExpPrototypeSymbolSplit,
  StringPrototypeTrim,
} = primordials;

const { clearTimeout, setTimeout } = require('timers');

// Milliseconds in which further lines are collected.
const kDelay = 15;
const kEnds = /\r?\n+/;

const kDisabled = '\nPersistent history support disabled. Set the NODE_REPL_HISTORY environment\n' +
  'variable to a valid, user-writable path to enable.\n';
const kNoHome = '\nError: Could not get the home directory.\nREPL session history will not be persisted.\n';
const kNotOpened = '\nError: Could not open history file.\nREPL session history will not be persisted.\n';

// In between whatever is typed meanwhile.
function tell(repl, message) {
  repl._writeToOutput(message);
  repl._refreshLine();
}

class HistoryFile {
  #repl;
  #handle = null;
  #path;
  #timer;
  #writing = false;
  #pending = false;

  constructor(repl, path) {
    this.#repl = repl;
    this.#path = path;
  }

  /** Opens the file, making it when it is not there, and puts its lines below those of now. */
  async open() {
    const { open, readFile } = require('fs/promises');
    // For the owner alone.
    const created = await open(this.#path, 'a+', 0o0600);
    await created.close();
    const text = await readFile(this.#path, 'utf8');
    this.#handle = await open(this.#path, 'r+');

    const repl = this.#repl;
    const manager = repl.historyManager;
    // Lines of now come before those of the file.
    const entries = manager.entries;
    if (text) {
      const lines = RegExpPrototypeSymbolSplit(kEnds, text);
      for (let i = 0; i < lines.length && entries.length < manager.size; i++) ArrayPrototypePush(entries, lines[i]);
    }
    await this.#write();
    repl.on('line', FunctionPrototypeBind(this.#onLine, this));
    repl.once('exit', FunctionPrototypeBind(this.#onExit, this));
  }

  #onLine() {
    this.#repl.historyManager.isFlushing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), kDelay);
  }

  async #write() {
    const { entries } = this.#repl.historyManager;
    const text = ArrayPrototypeJoin(entries, '\n');
    // Entire and from the start; a shorter text must leave nothing behind.
    try {
      await this.#handle.truncate(0);
    } catch (error) {
      // A device, such as /dev/null, has no length.
      if (error.code !== 'EINVAL') throw error;
    }
    await this.#handle.write(text, 0, 'utf8');
  }

  async #flush() {
    this.#timer = undefined;
    if (this.#writing) {
      this.#pending = true;
      return;
    }
    this.#writing = true;
    this.#pending = false;
    try {
      await this.#write();
    } catch {
      // A file that cannot be written any more is no reason to end a session.
    }
    this.#writing = false;
    if (this.#pending) {
      this.#onLine();
      return;
    }
    this.#repl.historyManager.isFlushing = this.#timer !== undefined;
    if (!this.#repl.historyManager.isFlushing) this.#repl.emit('flushHistory');
  }

  #onExit() {
    if (this.#repl.historyManager.isFlushing) {
      this.#repl.once('flushHistory', FunctionPrototypeBind(this.#onExit, this));
      return;
    }
    const handle = this.#handle;
    this.#handle = null;
    handle?.close().catch(() => {
      // Nothing is left to lose: every write was waited for.
    });
  }
}

/** `replServer.setupHistory`: `callback(error, repl)` when lines may come. */
function setUpHistory(repl, path, callback) {
  // An empty name says that none is wanted.
  if (typeof path === 'string') path = StringPrototypeTrim(path);
  if (path === '') {
    disable(repl, callback);
    return;
  }
  if (!path) {
    try {
      path = require('path').join(require('os').homedir(), '.node_repl_history');
    } catch {
      tell(repl, kNoHome);
      disable(repl, callback);
      return;
    }
  }
  repl.pause();
  openFile(repl, path, callback);
}

// Who looks for an older line first is told why there is none.
function disable(repl, callback) {
  const previous = repl._historyPrev;
  repl._historyPrev = function() {
    this._historyPrev = previous;
    if (this.history.length === 0) tell(this, kDisabled);
    return this._historyPrev();
  };
  callback(null, repl);
}

async function openFile(repl, path, callback) {
  const file = new HistoryFile(repl, path);
  let failed = false;
  try {
    await file.open();
  } catch {
    failed = true;
  }
  // Whatever the callback throws is its own.
  process.nextTick(() => {
    if (!repl.closed) repl.resume();
    if (failed) {
      tell(repl, kNotOpened);
      disable(repl, callback);
    } else {
      callback(null, repl);
    }
  });
}

module.exports = { setUpHistory };
