'use strict';
// process.stdout, process.stderr and process.stdin, made at first use by what kind of descriptor each is.
//
// Output to files, pipes and terminals is synchronous, as Node's is on Linux: what was written before a crash or an
// exit is with the system. Sockets come with node:net.

const { ObjectDefineProperty } = primordials;

const { guessHandleType } = require('internal/util');
const native = binding('stdio');

// Never ends with the stream: descriptors 1 and 2 belong to the process.
function dummyDestroy(err, callback) {
  callback(err);
  this._undestroy();
  // Later writes must see a stream that still works.
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
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
    case 'FILE': {
      const { SyncOutput } = require('process/sync_output');
      stream = new SyncOutput(fd);
      stream._type = 'fs';
      break;
    }
    default: {
      const { SyncOutput } = require('process/sync_output');
      stream = new SyncOutput(fd);
      stream._type = 'pipe';
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
    stdout = makeOutput(1);
    watchResize(stdout);
  }
  return stdout;
}

function getStderr() {
  if (stderr === undefined) {
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
  switch (guessHandleType(fd)) {
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
      const { DescriptorInput } = require('process/descriptor_input');
      return new DescriptorInput(fd);
    }
    default: {
      const { Readable } = require('stream');
      const stream = new Readable({ read() {} });
      stream.push(null);
      return stream;
    }
  }
}

function getStdin() {
  if (stdin !== undefined) return stdin;
  stdin = makeInput(0);
  if (stdin.fd === undefined) stdin.fd = 0;
  ObjectDefineProperty(stdin, 'fd', {
    __proto__: null, value: 0, writable: true, enumerable: true, configurable: true,
  });
  return stdin;
}

module.exports = { getStdout, getStderr, getStdin, isTerminal: native.isTerminal };
