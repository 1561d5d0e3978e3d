'use strict';
// process.stdout, process.stderr and process.stdin, made at first use by what kind of descriptor each is.
//
// Output to files and terminals is synchronous, to pipes and sockets it is not, as Node documents it for POSIX: a slow
// reader holds nobody up. What pipes did not take yet is written when the process ends.

const { ObjectDefineProperty } = primordials;

const { guessHandleType } = require('internal/util');
const state = require('process/state');
const native = binding('stdio');

// Never ends with the stream: descriptors 1 and 2 belong to the process.
function dummyDestroy(err, callback) {
  callback(err);
  this._undestroy();
  // Later writes must see a stream that still works.
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
}

// The descriptor is shared with other processes, which need not expect that it
// does not block.
function outputHandle(fd) {
  const { Pipe, constants } = require('net/stream_handle');
  const handle = new Pipe(constants.SOCKET);
  const status = handle.openShared(fd);
  if (status !== 0) {
    const { ErrnoException } = require('internal/errors');
    handle.close();
    throw new ErrnoException(status, 'open');
  }
  // Nothing is read from it; writes that wait keep the process alive by themselves.
  handle.unref();
  return handle;
}

function makeOutput(fd) {
  let stream;
  switch (guessHandleType(fd)) {
    case 'TTY': {
      const tty = require('tty');
      stream = new tty.WriteStream(fd);
      stream._type = 'tty';
      break;
    }
    case 'INVALID':
    case 'UNKNOWN': {
      const { Writable } = require('stream');
      stream = new Writable({ write(chunk, encoding, callback) { callback(); } });
      break;
    }
    case 'PIPE':
    case 'TCP':
      stream = new (require('net/socket').Socket)({
        handle: outputHandle(fd), readable: false, writable: true,
      });
      stream._type = 'pipe';
      break;
    default: {
      const { SyncWriteStream } = require('process/sync_write_stream');
      stream = new SyncWriteStream(fd, { autoClose: false });
      stream._type = 'fs';
    }
  }
  stream.fd = fd;
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  stream._destroy = dummyDestroy;
  return stream;
}

let stdout;
let stderr;
let stdin;

function getStdout() {
  if (stdout === undefined) {
    state.madeStdout = true;
    stdout = makeOutput(1);
    watchResize(stdout);
  }
  return stdout;
}

function getStderr() {
  if (stderr === undefined) {
    state.madeStderr = true;
    stderr = makeOutput(2);
    watchResize(stderr);
  }
  return stderr;
}

// A terminal tells of a new size by a signal.
function watchResize(stream) {
  if (!stream.isTTY) return;
  process.on('SIGWINCH', () => stream._refreshSize());
}

function makeInput(fd) {
  // What comes there is messages, and the channel reads them.
  const type = process.channel?.fd === fd ? 'CHANNEL' : guessHandleType(fd);
  switch (type) {
    case 'TTY': {
      const tty = require('tty');
      return new tty.ReadStream(fd);
    }
    case 'FILE': {
      const { ReadStream } = require('fs');
      return new ReadStream(null, { fd, autoClose: false });
    }
    case 'PIPE':
    case 'TCP': {
      const { Socket } = require('net/socket');
      const stream = new Socket({ fd, readable: true, writable: false, manualStart: true });
      // It cannot be ended from here.
      stream._writableState.ended = true;
      return stream;
    }
    default: {
      const { Readable } = require('stream');
      const stream = new Readable({ read() {} });
      stream.push(null);
      return stream;
    }
  }
}

// Standard input is read only while somebody wants it, so that it keeps nothing
// alive when it is not used.
function startPaused(stream) {
  if (stream._handle?.readStop) {
    stream._handle.reading = false;
    stream._readableState.reading = false;
    stream._handle.readStop();
  }
  const onPause = () => process.nextTick(() => {
    const handle = stream._handle;
    if (!handle?.reading || stream.readableFlowing) return;
    stream._readableState.reading = false;
    handle.reading = false;
    handle.readStop();
  });
  // It does not look at what flows.
  onPause[require('stream/kernel_ends').kPipe] = null;
  stream.on('pause', onPause);
}

function getStdin() {
  if (stdin !== undefined) return stdin;
  stdin = makeInput(0);
  startPaused(stdin);
  ObjectDefineProperty(stdin, 'fd', {
    __proto__: null, value: 0, writable: true, enumerable: true, configurable: true,
  });
  return stdin;
}

module.exports = { getStdout, getStderr, getStdin, isTerminal: native.isTerminal };
