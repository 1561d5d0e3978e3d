'use strict';
// The shapes of `options.stdio`, read into records:
//   { type: 'ignore' }, { type: 'pipe', readable, writable }, { type: 'pipe', ipc: true }, { type: 'inherit', fd },
//   { type: 'fd', fd }, { type: 'wrap', fd, handle, stream }.
// `readable` and `writable` are said of the child. Nothing is opened here.

const { ArrayIsArray, ArrayPrototypePush } = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_SYNC_FORK_INPUT,
    ERR_IPC_ONE_PIPE,
    ERR_IPC_SYNC_FORK,
  },
} = require('internal/errors');
const { isArrayBufferView } = require('util/types');

/** One word for all three, and `channel` behind them if given. */
function stdioStringToArray(stdio, channel) {
  let list;
  switch (stdio) {
    case 'ignore':
    case 'overlapped':
    case 'pipe':
      list = [stdio, stdio, stdio];
      break;
    case 'inherit':
      list = [0, 1, 2];
      break;
    default:
      throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  }
  if (channel) ArrayPrototypePush(list, channel);
  return list;
}

// The native handle of a stream or server, or of what is one itself. Streams over files have a descriptor, but none.
function handleOf(value) {
  if (value === null || typeof value !== 'object') return undefined;
  const handle = value.handle ?? value._handle ?? (typeof value.pipe === 'function' ? undefined : value);
  const native = handle !== null && typeof handle === 'object' && typeof handle.fd === 'number' &&
    typeof handle.close === 'function';
  return native ? handle : undefined;
}

function readEntry(entry, at) {
  switch (entry) {
    case 'ignore':
      return { type: 'ignore' };
    case 'pipe':
    case 'overlapped':
      return { type: entry, readable: at === 0, writable: at !== 0 };
    case 'inherit':
      return { type: 'inherit', fd: at };
  }
  if (typeof entry === 'number') {
    return entry < 0 ? { type: 'pipe', readable: at === 0, writable: at !== 0 } : { type: 'fd', fd: entry };
  }
  const handle = handleOf(entry);
  if (handle !== undefined && handle !== entry) return { type: 'wrap', fd: handle.fd, handle, stream: entry };
  if (typeof entry?.fd === 'number') return { type: 'fd', fd: entry.fd };
  return undefined;
}

/** Records of `stdio`, and which of them is the channel. An array that is too short is filled up. */
function getValidStdio(stdio, sync) {
  let ipc;
  let ipcFd;
  if (typeof stdio === 'string') stdio = stdioStringToArray(stdio);
  else if (!ArrayIsArray(stdio)) throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  while (stdio.length < 3) ArrayPrototypePush(stdio, undefined);

  const records = [];
  for (let at = 0; at < stdio.length; at++) {
    const entry = stdio[at] ?? (at < 3 ? 'pipe' : 'ignore');
    let record;
    if (entry === 'ipc') {
      if (sync) throw new ERR_IPC_SYNC_FORK();
      if (ipc !== undefined) throw new ERR_IPC_ONE_PIPE();
      record = ipc = { type: 'pipe', ipc: true };
      ipcFd = at;
    } else {
      record = readEntry(entry, at);
    }
    if (record === undefined) {
      if (!isArrayBufferView(entry) && typeof entry !== 'string') throw new ERR_INVALID_ARG_VALUE('stdio', entry);
      if (!sync) {
        const { inspect } = require('util/inspect');
        throw new ERR_INVALID_SYNC_FORK_INPUT(inspect(entry));
      }
      // Input by itself was taken once; it has no effect any more.
      record = { type: 'ignore' };
    }
    ArrayPrototypePush(records, record);
  }
  return { stdio: records, ipc, ipcFd };
}

module.exports = { getValidStdio, stdioStringToArray };
