'use strict';
// fs.Utf8Stream: a writer of text (or Buffers) to one file that gathers small writes, can flush on demand, also
// synchronously, and can go on in another file (log rotation). Owner: fs. It calls the functions of `fs`, or those of
// `options.fs`.
//
// At most one write is under way. What it writes stands in #current until all of it is on disk, so that a failure loses
// nothing; what comes meanwhile waits in #queue.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  AtomicsWait,
  Int32Array,
  MathMax,
  SharedArrayBuffer,
  SymbolDispose,
} = primordials;

const { Buffer } = require('buffer');
const EventEmitter = require('events');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  parseFileMode,
  validateBoolean,
  validateFunction,
  validateObject,
  validateOneOf,
  validateUint32,
} = require('internal/validators');
const { dirname } = require('path');
const { clearInterval, setInterval, setTimeout } = require('timers');

const kMaxWrite = 16 * 1024;
const kBusyDelay = 100;

const isBusy = (err) => err.code === 'EAGAIN' || err.code === 'EBUSY';

let sleepCell;

/** Stops the thread: a synchronous writer has nothing else to do until the file takes more. */
function sleep(milliseconds) {
  sleepCell ??= new Int32Array(new SharedArrayBuffer(4));
  AtomicsWait(sleepCell, 0, 0, milliseconds);
}

/** The functions to call: the program's own before those of `fs`. */
function functionsOf(own) {
  const fs = require('fs');
  if (own === undefined) return fs;
  validateObject(own, 'options.fs');
  const names = ['write', 'writeSync', 'fsync', 'fsyncSync', 'close', 'open', 'openSync', 'mkdir', 'mkdirSync'];
  const functions = { __proto__: null };
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (own[name] !== undefined) validateFunction(own[name], `options.fs.${name}`);
    functions[name] = own[name] ?? fs[name];
  }
  return functions;
}

/** What remains of a text of which `bytes` bytes are written; a character that is cut in two is kept whole. */
function restOfText(text, bytes) {
  if (bytes <= 0) return text;
  const encoded = Buffer.from(text);
  if (bytes >= encoded.length) return '';
  while (bytes > 0 && (encoded[bytes] & 0xc0) === 0x80) bytes--;
  return encoded.utf8Slice(bytes);
}

const textKind = {
  __proto__: null,
  check(data) {
    if (typeof data !== 'string') throw new ERR_INVALID_ARG_TYPE('data', 'string', data);
  },
  size: (chunk) => chunk.length,
  join: (first, second) => first + second,
  rest: restOfText,
  write: (fs, fd, chunk, callback) => fs.write(fd, chunk, 'utf8', callback),
  writeSync: (fs, fd, chunk) => fs.writeSync(fd, chunk, 'utf8'),
  bytes: (chunk) => Buffer.byteLength(chunk),
};

const bufferKind = {
  __proto__: null,
  check(data) {
    if (!Buffer.isBuffer(data)) throw new ERR_INVALID_ARG_TYPE('data', 'Buffer', data);
  },
  size: (chunk) => chunk.length,
  join: (first, second) => Buffer.concat([first, second]),
  rest: (chunk, bytes) => chunk.subarray(bytes),
  write: (fs, fd, chunk, callback) => fs.write(fd, chunk, callback),
  writeSync: (fs, fd, chunk) => fs.writeSync(fd, chunk),
  bytes: (chunk) => chunk.length,
};

class Utf8Stream extends EventEmitter {
  #fs;
  #kind;
  #options;
  #file = null;
  #fd = -1;
  #queue = [];
  // Of the queue and the chunk that is being written, in the units of the content.
  #length = 0;
  #current = null;
  #writing = false;
  #opening = false;
  #reopening = false;
  #ending = false;
  #destroyed = false;
  #closing = false;
  // Set while somebody waits for all that was written so far, in spite of minLength.
  #flushing = false;
  #drainScheduled = false;
  // Callbacks of flush().
  #waiting = [];
  #timer;
  #highWaterMark;

  constructor(options = kEmptyObject) {
    super();
    validateObject(options, 'options');
    let { fd } = options;
    const {
      dest,
      minLength = 0,
      maxLength = 0,
      maxWrite = kMaxWrite,
      periodicFlush = 0,
      sync = false,
      append = true,
      mkdir = false,
      retryEAGAIN,
      fsync = false,
      contentMode = 'utf8',
      mode,
    } = options;
    fd ??= dest;
    if (typeof fd !== 'number' && typeof fd !== 'string') throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], fd);
    this.#fs = functionsOf(options.fs);
    validateUint32(minLength, 'options.minLength');
    validateUint32(maxLength, 'options.maxLength');
    validateUint32(maxWrite, 'options.maxWrite');
    validateUint32(periodicFlush, 'options.periodicFlush');
    validateBoolean(sync, 'options.sync');
    validateBoolean(append, 'options.append');
    validateBoolean(mkdir, 'options.mkdir');
    validateBoolean(fsync, 'options.fsync');
    if (retryEAGAIN !== undefined) validateFunction(retryEAGAIN, 'options.retryEAGAIN');
    validateOneOf(contentMode, 'options.contentMode', ['buffer', 'utf8']);
    if (mode !== undefined) parseFileMode(mode, 'mode');
    if (minLength >= maxWrite && minLength > 0) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('minLength', minLength, `should be smaller than maxWrite (${maxWrite})`);
    }
    this.#kind = contentMode === 'utf8' ? textKind : bufferKind;
    this.#highWaterMark = MathMax(minLength, kMaxWrite);
    this.#options = {
      __proto__: null, minLength, maxLength, maxWrite, periodicFlush, sync, append, mkdir, retryEAGAIN, fsync, contentMode, mode,
    };
    if (typeof fd === 'number') {
      this.#fd = fd;
      process.nextTick(() => this.emit('ready'));
    } else {
      this.#open(fd);
    }
    if (periodicFlush > 0) {
      this.#timer = setInterval(() => this.flush(), periodicFlush);
      this.#timer.unref();
    }
  }

  // --- Opening ---------------------------------------------------------------------------------------------------

  #open(file) {
    this.#opening = true;
    this.#file = file;
    const { sync, append, mkdir, mode } = this.#options;
    const flags = append ? 'a' : 'w';
    const fs = this.#fs;
    if (sync) {
      let fd;
      try {
        if (mkdir) fs.mkdirSync(dirname(file), { recursive: true });
        fd = fs.openSync(file, flags, mode);
      } catch (err) {
        this.#onOpened(err);
        throw err;
      }
      this.#onOpened(null, fd);
      return;
    }
    const open = () => fs.open(file, flags, mode, (err, fd) => this.#onOpened(err, fd));
    if (!mkdir) {
      open();
      return;
    }
    fs.mkdir(dirname(file), { recursive: true }, (err) => (err ? this.#onOpened(err) : open()));
  }

  #onOpened(err, fd) {
    const wasReopening = this.#reopening;
    this.#opening = false;
    this.#reopening = false;
    if (err) {
      // A first file that cannot be opened in the constructor is told by its exception alone.
      if (wasReopening || !this.#options.sync) this.emit('error', err);
      if (this.#destroyed || (this.#ending && this.#fd !== -1)) this.#close();
      return;
    }
    const before = this.#fd;
    this.#fd = fd;
    if (before !== -1 && before !== fd) this.#fs.close(before, (failure) => failure && this.emit('error', failure));
    if (this.#destroyed) {
      this.#close();
      return;
    }
    const announce = () => {
      this.emit('ready');
      if (wasReopening && !this.#writing && !this.#ending && !this.#destroyed) this.emit('drain');
    };
    if (this.#options.sync || wasReopening) process.nextTick(announce);
    else announce();
    if (!this.#writing) this.#goOn(false);
  }

  reopen(file) {
    this.#checkUsable();
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (file !== undefined) this.#file = file;
    this.#reopening = true;
    if (!this.#writing) this.#open(this.#file);
  }

  // --- Writing ---------------------------------------------------------------------------------------------------

  write(data) {
    this.#checkUsable();
    const kind = this.#kind;
    kind.check(data);
    const { maxLength, maxWrite } = this.#options;
    const size = kind.size(data);
    if (maxLength > 0 && this.#length + size > maxLength) {
      this.emit('drop', data);
      return this.#length < this.#highWaterMark;
    }
    const last = this.#queue.length - 1;
    if (last >= 0 && kind.size(this.#queue[last]) + size <= maxWrite) {
      this.#queue[last] = kind.join(this.#queue[last], data);
    } else {
      ArrayPrototypePush(this.#queue, data);
    }
    this.#length += size;
    if (!this.#writing && this.#length >= this.#options.minLength) this.#writeNext();
    return this.#length < this.#highWaterMark;
  }

  #isReady() {
    return this.#fd !== -1 && !this.#opening && !this.#writing && !this.#closing;
  }

  #takeNext() {
    this.#current ??= ArrayPrototypeShift(this.#queue) ?? null;
    return this.#current;
  }

  #writeNext() {
    if (!this.#isReady()) return;
    const chunk = this.#takeNext();
    if (chunk === null) return;
    this.#writing = true;
    if (!this.#options.sync) {
      this.#kind.write(this.#fs, this.#fd, chunk, (err, bytes) => this.#onWritten(err, bytes));
      return;
    }
    let bytes;
    try {
      bytes = this.#kind.writeSync(this.#fs, this.#fd, chunk);
    } catch (err) {
      this.#onWritten(err);
      return;
    }
    this.#onWritten(null, bytes);
  }

  #mayRetry(err) {
    if (!isBusy(err)) return false;
    const { retryEAGAIN } = this.#options;
    if (retryEAGAIN === undefined) return true;
    const size = this.#kind.size(this.#current);
    return retryEAGAIN(err, size, this.#length - size);
  }

  #onWritten(err, bytes) {
    if (err) {
      if (!this.#destroyed && this.#mayRetry(err)) {
        if (this.#options.sync) {
          sleep(kBusyDelay);
          this.#writing = false;
          this.#writeNext();
        } else {
          setTimeout(() => {
            this.#writing = false;
            if (this.#destroyed) this.#close();
            else this.#writeNext();
          }, kBusyDelay);
        }
        return;
      }
      this.#writing = false;
      if (this.#destroyed) {
        this.#close();
        return;
      }
      this.#answerFlush(err);
      this.emit('error', err);
      return;
    }
    this.#writing = false;
    this.#account(bytes);
    this.emit('write', bytes);
    if (this.#options.fsync) this.#fs.fsyncSync(this.#fd);
    this.#goOn(true);
  }

  /** Takes what is written off what is to be written. A function that tells no number has written all. */
  #account(bytes) {
    const kind = this.#kind;
    const size = kind.size(this.#current);
    const rest = bytes === undefined || bytes >= kind.bytes(this.#current) ? null : kind.rest(this.#current, bytes);
    const left = rest === null ? 0 : kind.size(rest);
    this.#length -= size - left;
    this.#current = left === 0 ? null : rest;
  }

  /** After a write, or when a file was opened: what is next. */
  #goOn(afterWrite) {
    if (this.#destroyed) {
      this.#close();
    } else if (this.#reopening) {
      if (!this.#opening) this.#reopenNow();
    } else if (this.#current !== null || this.#length > this.#options.minLength ||
               (this.#length > 0 && (this.#ending || this.#flushing))) {
      this.#writeNext();
    } else if (this.#ending && !this.#opening) {
      this.#close();
    } else if (afterWrite) {
      this.#flushing = false;
      this.#scheduleDrain();
    }
  }

  #reopenNow() {
    try {
      this.#open(this.#file);
    } catch {
      // Told by the 'error' event; writing goes on in the file that is open.
    }
  }

  #scheduleDrain() {
    if (!this.#options.sync) {
      this.#drain();
      return;
    }
    if (this.#drainScheduled) return;
    this.#drainScheduled = true;
    process.nextTick(() => {
      this.#drainScheduled = false;
      this.#drain();
    });
  }

  // --- Flushing --------------------------------------------------------------------------------------------------

  flush(callback) {
    if (callback !== undefined) validateFunction(callback, 'cb');
    if (this.#destroyed) {
      const err = new ERR_INVALID_STATE('Utf8Stream is destroyed');
      if (callback) callback(err);
      return;
    }
    if (this.#options.minLength <= 0) {
      if (callback) process.nextTick(callback, null);
      return;
    }
    if (callback) ArrayPrototypePush(this.#waiting, callback);
    if (this.#writing) {
      this.#flushing = true;
      return;
    }
    if (this.#length > 0) {
      this.#flushing = true;
      this.#writeNext();
    } else {
      process.nextTick(() => this.#drain());
    }
  }

  #drain() {
    if (this.#closing) return;
    this.#answerFlush(null);
    this.emit('drain');
  }

  /** Tells those that wait for a flush how it went; when all is written, once it is on disk as well. */
  #answerFlush(err) {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const answer = (failure) => {
      for (let i = 0; i < waiting.length; i++) waiting[i](failure ?? null);
    };
    if (err || this.#closing || this.#options.fsync) answer(err);
    else this.#fs.fsync(this.#fd, answer);
  }

  flushSync() {
    this.#checkUsable();
    if (this.#fd < 0) throw new ERR_INVALID_STATE('Invalid file descriptor');
    // What an asynchronous write has taken already is its own to finish.
    const underway = this.#writing ? this.#current : null;
    if (underway !== null) this.#current = null;
    for (let chunk = this.#takeNext(); chunk !== null; chunk = this.#takeNext()) {
      try {
        const bytes = this.#kind.writeSync(this.#fs, this.#fd, chunk);
        this.#account(bytes);
      } catch (err) {
        if (!this.#mayRetry(err)) {
          if (underway !== null) this.#giveBack(underway);
          throw err;
        }
        sleep(kBusyDelay);
      }
    }
    this.#current = underway;
    try {
      this.#fs.fsyncSync(this.#fd);
    } catch {
      // Pipes and terminals have no disk to flush to.
    }
  }

  /** Puts the chunk of a write that is still under way back in its place. */
  #giveBack(underway) {
    this.#queue = [this.#current, ...this.#queue];
    this.#current = underway;
  }

  // --- The end ---------------------------------------------------------------------------------------------------

  end() {
    this.#checkUsable();
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing || this.#opening || this.#reopening) return;
    if (this.#length > 0 && this.#fd >= 0) this.#writeNext();
    else this.#close();
  }

  destroy() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    // A write that is under way still needs the descriptor.
    if (!this.#writing && !this.#opening) this.#close();
  }

  [SymbolDispose]() {
    this.destroy();
  }

  #close() {
    if (this.#closing) return;
    this.#closing = true;
    const hasEnded = this.#ending && !this.#destroyed;
    this.#destroyed = true;
    clearInterval(this.#timer);
    this.#answerFlush(this.#length > 0 ? new ERR_INVALID_STATE('Utf8Stream is destroyed') : null);
    this.#queue = [];
    this.#length = 0;
    const finish = (err) => {
      if (err) {
        this.emit('error', err);
        return;
      }
      if (hasEnded) this.emit('finish');
      this.emit('close');
    };
    const fd = this.#fd;
    if (fd === -1) {
      process.nextTick(finish);
      return;
    }
    // The process's own output outlives its writers.
    const close = () => (fd === 1 || fd === 2 ? process.nextTick(finish) : this.#fs.close(fd, finish));
    // A failure to flush, as of a pipe, does not keep the descriptor from being closed.
    if (this.#options.fsync) close();
    else this.#fs.fsync(fd, close);
  }

  #checkUsable() {
    if (this.#destroyed) throw new ERR_INVALID_STATE('Utf8Stream is destroyed');
  }

  get mode() { return this.#options.mode; }
  get file() { return this.#file; }
  get fd() { return this.#fd; }
  get minLength() { return this.#options.minLength; }
  get maxLength() { return this.#options.maxLength; }
  get writing() { return this.#writing; }
  get sync() { return this.#options.sync; }
  get fsync() { return this.#options.fsync; }
  get append() { return this.#options.append; }
  get periodicFlush() { return this.#options.periodicFlush; }
  get contentMode() { return this.#options.contentMode; }
  get mkdir() { return this.#options.mkdir; }
}

module.exports = { Utf8Stream };
