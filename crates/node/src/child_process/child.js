'use strict';
// ChildProcess: a child that runs beside the program.
//
// Events come in this order: 'spawn' in the next tick, or 'error'; 'exit' when the child has ended; 'close' when its
// pipes and its channel have ended as well. Whoever starts a child has checked the options (see child_process/options).

const {
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  FunctionPrototypeCall,
  ObjectSetPrototypeOf,
  SafeSet,
  Symbol,
  SymbolDispose,
} = primordials;

const { asRequest } = require('async_hooks/ids');
const EventEmitter = require('events');
const { ErrnoException } = require('internal/errors');
const { convertToValidSignal } = require('internal/util');
const { validateArray, validateObject, validateOneOf, validateString } = require('internal/validators');
const { getValidStdio } = require('child_process/stdio');
const { signalName } = require('child_process/sync');
const { createSocket } = require('child_process/streams');

const native = binding('child_process');

// In the native side's list of stdio.
const kIgnore = -1;
const kPipe = -2;

const kMFILE = -24;
const kNFILE = -23;
const kSRCH = -3;
const kINVAL = -22;
const kNOSYS = -38;
// Starts that fail for these reasons are told by an event: they depend on the moment or on the machine. Others are the
// program's mistake and are thrown.
const kToldByEvent = { __proto__: null, '-2': true, '-13': true, '-11': true, [kMFILE]: true, [kNFILE]: true };

// What diagnostics_channel tells of children; made with the first, since most who load this file start none.
let created;
let spawning;

function makeChannels() {
  const { channel, tracingChannel } = require('diagnostics_channel');
  created = channel('child_process');
  spawning = tracingChannel('child_process.spawn');
}

// The children that have not ended.
const running = new SafeSet();

/** The native handle of a child, by the number that the native side gave. */
class Process {
  #number = 0;

  onexit = undefined;

  /** Starts the child; the answer of the native side without the number. */
  spawn(options, places) {
    const answer = native.spawn(
      // An empty folder is none here; the synchronous forms do not find it.
      options.file, options.args ?? [], options.envPairs ?? [], options.cwd || undefined, options.detached === true,
      options.uid, options.gid, places,
      (code, signal) => this.onexit(code, signal === 0 ? '' : signalName(signal)));
    const started = answer[0] > 0;
    if (started) {
      this.#number = answer[0];
      this.pid = answer[1];
    }
    return { error: started ? 0 : answer[0], fds: ArrayPrototypeSlice(answer, 2) };
  }

  kill(signal) {
    return native.kill(this.#number, signal);
  }

  ref() {
    native.setRef(this.#number, true);
  }

  unref() {
    native.setRef(this.#number, false);
  }

  hasRef() {
    return native.hasRef(this.#number);
  }

  close(callback) {
    native.close(this.#number, callback);
  }
}

function ChildProcess() {
  FunctionPrototypeCall(EventEmitter, this);
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null;
  this._handle = new Process();
  this._handle.onexit = asRequest('PROCESSWRAP', (code, signal) => onExit(this, code, signal));
  if (created === undefined) makeChannels();
  if (created.hasSubscribers) created.publish({ process: this });
}
ObjectSetPrototypeOf(ChildProcess.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(ChildProcess, EventEmitter);

// A negative code is the reason why the child never ran.
function onExit(child, code, signal) {
  running.delete(child);
  if (signal) child.signalCode = signal;
  else child.exitCode = code;
  child.stdin?.destroy();
  child._handle?.close();
  child._handle = null;
  if (code < 0) {
    const error = new ErrnoException(code, child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn');
    if (child.spawnfile) error.path = child.spawnfile;
    error.spawnargs = ArrayPrototypeSlice(child.spawnargs, 1);
    child.emit('error', error);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }
  // What nobody reads is read now, so that the pipes come to their ends.
  process.nextTick(flushStdio, child);
  maybeClose(child);
}

// A stream that another child was given as its own stdio is not for this process to read.
const kIsUsedAsStdio = Symbol('kIsUsedAsStdio');

function flushStdio(child) {
  const { stdio } = child;
  if (stdio === undefined) return;
  for (let i = 0; i < stdio.length; i++) {
    const stream = stdio[i];
    if (stream?.readable && !stream[kIsUsedAsStdio]) stream.resume();
  }
}

/** One of the things that 'close' waits for has come: the end of the child, of a pipe, or of the channel. */
function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

function place(record) {
  switch (record.type) {
    case 'ignore':
      return kIgnore;
    case 'pipe':
    case 'overlapped':
      return kPipe;
    default:
      return record.fd;
  }
}

// The child reads or writes there from now on; this process must not take its data away.
function giveAway(record) {
  const { handle, stream } = record;
  handle.reading = false;
  handle.readStop?.();
  if (typeof stream.pause !== 'function') return;
  stream.pause();
  stream.readableFlowing = false;
  stream[kIsUsedAsStdio] = true;
}

ChildProcess.prototype.spawn = function(options) {
  validateObject(options, 'options');
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  const serialization = options.serialization || 'json';
  const { stdio, ipc, ipcFd } = getValidStdio(options.stdio || 'pipe', false);

  if (options.envPairs !== undefined) validateArray(options.envPairs, 'options.envPairs');
  if (ipc !== undefined) {
    options.envPairs ??= [];
    ArrayPrototypePush(options.envPairs, `NODE_CHANNEL_FD=${ipcFd}`);
    ArrayPrototypePush(options.envPairs, `NODE_CHANNEL_SERIALIZATION_MODE=${serialization}`);
  }
  validateString(options.file, 'options.file');
  this.spawnfile = options.file;
  if (options.args !== undefined) validateArray(options.args, 'options.args');
  this.spawnargs = options.args ?? [];

  if (spawning.start.hasSubscribers) spawning.start.publish({ process: this, options });
  const { error, fds } = this._handle.spawn(options, ArrayPrototypeMap(stdio, place));
  if (error === 0) {
    if (spawning.end.hasSubscribers) spawning.end.publish({ process: this });
  } else if (spawning.error.hasSubscribers) {
    spawning.error.publish({ process: this, error: new ErrnoException(error, 'spawn') });
  }
  if (error !== 0) {
    if (!kToldByEvent[error]) {
      closeAll(fds);
      this._handle.close();
      this._handle = null;
      throw new ErrnoException(error, 'spawn');
    }
    process.nextTick(tellError, this, error);
    // No descriptors were left for the pipes either.
    if (error === kMFILE || error === kNFILE) {
      closeAll(fds);
      return error;
    }
  } else {
    running.add(this);
    process.nextTick(tellSpawn, this);
  }

  this.pid = this._handle.pid;
  const channelFd = attachStreams(this, stdio, fds);
  if (ipc !== undefined) {
    const { setupChannel } = require('child_process/ipc');
    setupChannel(this, channelFd, serialization, () => maybeClose(this));
  }
  return error;
};

function closeAll(fds) {
  const { closeSync } = require('fs');
  for (let i = 0; i < fds.length; i++) closeSync(fds[i]);
}

// Makes the streams of this side's descriptors; answers with that of the channel.
function attachStreams(child, stdio, fds) {
  const streams = [];
  let channelFd;
  let next = 0;
  for (let i = 0; i < stdio.length; i++) {
    const record = stdio[i];
    let stream = null;
    if (record.ipc) {
      channelFd = fds[next++];
      child._closesNeeded++;
    } else if (record.type === 'pipe' || record.type === 'overlapped') {
      stream = createSocket(fds[next++], i > 0);
      if (i > 0) {
        child._closesNeeded++;
        stream.on('close', () => maybeClose(child));
      }
    } else if (record.type === 'wrap') {
      giveAway(record);
    }
    ArrayPrototypePush(streams, stream);
  }
  child.stdin = streams[0];
  child.stdout = streams[1];
  child.stderr = streams[2];
  child.stdio = streams;
  return channelFd;
}

function tellSpawn(child) {
  child.emit('spawn');
}

function tellError(child, error) {
  child._handle?.onexit(error, '');
}

ChildProcess.prototype.kill = function(signal) {
  const number = signal === 0 ? signal : convertToValidSignal(signal === undefined ? 'SIGTERM' : signal);
  if (this._handle) {
    const err = this._handle.kill(number);
    if (err === 0) {
      this.killed = true;
      return true;
    }
    if (err === kINVAL || err === kNOSYS) throw new ErrnoException(err, 'kill');
    // One that has ended already is no error.
    if (err !== kSRCH) this.emit('error', new ErrnoException(err, 'kill'));
  }
  return false;
};

ChildProcess.prototype[SymbolDispose] = function() {
  if (!this.killed) this.kill();
};

ChildProcess.prototype.ref = function() {
  this._handle?.ref();
};

ChildProcess.prototype.unref = function() {
  this._handle?.unref();
};

/** Adds to `list` the children that keep the process alive. */
function listRunning(list) {
  running.forEach((child) => { if (child._handle?.hasRef()) ArrayPrototypePush(list, child); });
}

module.exports = { ChildProcess, listRunning, maybeClose };
