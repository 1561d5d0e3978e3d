'use strict';
// node:cluster in a worker: asks the primary for the addresses that servers and datagram sockets want, and ends when the
// primary says so or has gone.

const {
  ReflectApply,
  SafeMap,
  SafeSet,
} = primordials;

const EventEmitter = require('events');
const { DealtHandle } = require('cluster/dealt_handle');
const { Line } = require('cluster/line');
const { Worker } = require('cluster/worker');
const { kOwner } = require('net/stream_handle');

const cluster = new EventEmitter();
// Handles that listen through the primary, by the primary's keys.
const handles = new SafeMap();
// Per address, the numbers of the servers that asked for it; see claim().
const claims = new SafeMap();

let line;

cluster.isWorker = true;
cluster.isMaster = false;
cluster.isPrimary = false;
cluster.worker = null;
cluster.Worker = Worker;

cluster._setupWorker = function(id = process.env.NODE_UNIQUE_ID) {
  const worker = new Worker({ id: +id | 0, process, state: 'online' });
  cluster.worker = worker;
  process.once('disconnect', () => {
    worker.emit('disconnect');
    // Nobody asked for it: the primary has died, or the program disconnected by itself.
    if (!worker.exitedAfterDisconnect) process.exit(0);
  });
  line = new Line(process, (message, handle) => {
    if (message.act === 'newconn') onConnection(message, handle);
    else if (message.act === 'disconnect') disconnect(worker, true);
  });
  // Node as a primary does not look at `direct`.
  line.send({ act: 'online', direct: true });
};

// --- Addresses -------------------------------------------------------------------

// Several servers of one worker may ask for the same address: each gets a number of its own, and the servers of other
// workers with that number the same handle.
function claim(query) {
  const name = `${query.address}:${query.port}:${query.addressType}:${query.fd}`;
  let known = claims.get(name);
  if (known === undefined) {
    known = { next: 0, taken: new SafeSet() };
    claims.set(name, known);
  }
  const index = known.next++;
  known.taken.add(index);
  return {
    index,
    get isHeld() { return known.taken.has(index); },
    release() {
      known.taken.delete(index);
      if (known.taken.size === 0 && claims.get(name) === known) claims.delete(name);
    },
  };
}

/** For net.Server and dgram.Socket: `callback(errno, handle)` gets what `owner` listens with. */
cluster._getServer = function(owner, options, callback) {
  let { address } = options;
  // The primary's working directory may be another.
  if (options.port < 0 && typeof address === 'string') address = require('path').resolve(address);
  const claimed = claim({ ...options, address });
  const query = { act: 'queryServer', index: claimed.index, data: null, ...options, address };
  if (owner._getServerData) query.data = owner._getServerData();

  line.ask(query, undefined, (reply, handle) => {
    owner._setServerData?.(reply.data);
    if (handle) {
      take(handle, reply.key, claimed);
      callback(reply.errno, handle);
    } else if (reply.errno) {
      claimed.release();
      callback(reply.errno, null);
    } else {
      const dealt = new DealtHandle(reply.sockname);
      take(dealt, reply.key, claimed);
      callback(0, dealt);
    }
  });

  owner.once('listening', () => {
    // It may have been closed since.
    if (!claimed.isHeld) return;
    cluster.worker.state = 'listening';
    const bound = owner.address();
    line.send({ ...query, act: 'listening', port: bound?.port || options.port });
  });
};

// The primary hears when the handle is closed. If this is the end of the process, it hears of that.
function take(handle, key, claimed) {
  const { close } = handle;
  let isOpen = true;
  handle.close = function(...args) {
    if (isOpen) {
      isOpen = false;
      line.send({ act: 'close', key });
      handles.delete(key);
      claimed.release();
    }
    return ReflectApply(close, handle, args);
  };
  handles.set(key, handle);
}

// --- Connections -----------------------------------------------------------------

// The answer goes first: whoever dies before it has not had the connection.
function onConnection(message, connection) {
  const handle = handles.get(message.key);
  let accepted = handle !== undefined && connection !== undefined;
  const server = handle?.[kOwner];
  if (accepted && server && server.maxConnections != null && server._connections >= server.maxConnections) {
    // It goes to another worker, unless the program wants it closed.
    accepted = Boolean(server.dropMaxConnection);
  }
  line.send({ ack: message.seq, accepted });
  if (accepted) handle.onconnection(0, connection);
  else connection?.close();
}

// --- The end ---------------------------------------------------------------------

// Closes all servers, and the channel after them. The primary must have heard that this is no accident before it sees
// the channel end; it knows if it asked for it.
function disconnect(worker, askedByPrimary) {
  worker.exitedAfterDisconnect = true;
  let left = 1;
  const closed = () => {
    if (--left > 0) return;
    if (askedByPrimary) endChannel();
    else line.ask({ act: 'exitedAfterDisconnect' }, undefined, endChannel);
  };
  handles.forEach((handle) => {
    left++;
    if (handle[kOwner]) handle[kOwner].close(closed);
    else handle.close(closed);
  });
  closed();
}

function endChannel() {
  if (process.connected) process.disconnect();
}

Worker.prototype.disconnect = function() {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    disconnect(this, false);
  }
  return this;
};

Worker.prototype.destroy = function() {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) {
    process.exit(0);
    return;
  }
  this.state = 'destroying';
  process.once('disconnect', () => process.exit(0));
  line.ask({ act: 'exitedAfterDisconnect' }, undefined, endChannel);
};

module.exports = cluster;
