'use strict';
// node:cluster in the primary: starts workers, has the addresses that they listen on, and tells what becomes of them.
//
// Addresses are kept by a key that the workers' questions make: workers that ask for the same get the same. Each is
// dealt out by the primary (cluster/round_robin_handle) or shared (cluster/shared_handle).

const {
  ArrayPrototypeForEach,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectValues,
  SafeMap,
  StringPrototypeStartsWith,
  Symbol,
} = primordials;

const EventEmitter = require('events');
const { Line } = require('cluster/line');
const { Worker } = require('cluster/worker');

const kSchedNone = 1;
const kSchedRoundRobin = 2;

const kPolicies = { __proto__: null, none: kSchedNone, rr: kSchedRoundRobin };

const cluster = new EventEmitter();
// Tells the callbacks of cluster.disconnect() that no worker is left.
const gone = new EventEmitter();
const addresses = new SafeMap();

let lastId = 0;
// Workers whose channel is there.
let connected = 0;
// What the policy was when it first mattered.
let policy;

cluster.isWorker = false;
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.Worker = Worker;
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = kSchedNone;
cluster.SCHED_RR = kSchedRoundRobin;
cluster.schedulingPolicy = kPolicies[process.env.NODE_CLUSTER_SCHED_POLICY] ?? kSchedRoundRobin;

// --- Starting workers ------------------------------------------------------------

cluster.setupPrimary = function(options) {
  const { settingsAfter } = require('cluster/settings');
  const settings = settingsAfter(cluster.settings, options);
  cluster.settings = settings;
  if (policy === undefined) {
    const chosen = cluster.schedulingPolicy;
    if (chosen !== kSchedNone && chosen !== kSchedRoundRobin) {
      require('assert')(false, `Bad cluster.schedulingPolicy: ${chosen}`);
    }
    policy = chosen;
  }
  process.nextTick(() => cluster.emit('setup', settings));
};

cluster.setupMaster = cluster.setupPrimary;

cluster.fork = function(env) {
  cluster.setupPrimary();
  const { settings } = cluster;
  const id = ++lastId;
  const { forkOptions } = require('cluster/settings');
  const child = require('child_process').fork(settings.exec, settings.args, forkOptions(settings, id, env));
  const worker = new Worker({ id, process: child });
  watch(worker);
  process.nextTick(() => cluster.emit('fork', worker));
  cluster.workers[id] = worker;
  return worker;
};

const kLine = Symbol('kLine');

function watch(worker) {
  const child = worker.process;
  connected++;
  worker.on('message', function(message, handle) {
    cluster.emit('message', this, message, handle);
  });
  child.once('exit', (code, signal) => {
    // What it still has to say comes before 'disconnect'.
    if (!worker.isConnected()) forget(worker);
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'dead';
    worker.emit('exit', code, signal);
    cluster.emit('exit', worker, code, signal);
    tellWhenGone();
  });
  child.once('disconnect', () => {
    connected--;
    giveUpAddresses(worker);
    line.hangUp();
    // As long as the process is there, programs want to find it.
    if (worker.isDead()) forget(worker);
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'disconnected';
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
    tellWhenGone();
  });
  const line = new Line(child, (message, handle) => onMessage(worker, message, handle));
  ObjectDefineProperty(worker, kLine, { __proto__: null, value: line, enumerable: false });
}

// --- Ending them -----------------------------------------------------------------

cluster.disconnect = function(callback) {
  if (typeof callback === 'function') gone.once('disconnect', callback);
  process.nextTick(tellWhenGone);
  ArrayPrototypeForEach(ObjectValues(cluster.workers), (worker) => {
    if (worker.isConnected()) worker.disconnect();
  });
};

// Whoever waits for the last worker is told once.
function tellWhenGone() {
  if (connected === 0 && ObjectKeys(cluster.workers).length === 0) gone.emit('disconnect');
}

Worker.prototype.disconnect = function() {
  this.exitedAfterDisconnect = true;
  // It closes its servers, and the channel after them: until then it still answers.
  this[kLine].send({ act: 'disconnect' });
  forget(this);
  return this;
};

Worker.prototype.destroy = function(signal) {
  this.process.kill(signal || 'SIGTERM');
};

function giveUpAddresses(worker) {
  addresses.forEach((address, key) => {
    if (address.remove(worker)) addresses.delete(key);
  });
}

function forget(worker) {
  giveUpAddresses(worker);
  delete cluster.workers[worker.id];
}

// --- What workers say ------------------------------------------------------------

const acts = {
  __proto__: null,
  online(worker, { direct }) {
    worker[kLine].isDirect = direct === true;
    worker.state = 'online';
    worker.emit('online');
    cluster.emit('online', worker);
  },
  queryServer: onQuery,
  listening(worker, { addressType, address, port, fd }) {
    const info = { addressType, address, port, fd };
    worker.state = 'listening';
    worker.emit('listening', info);
    cluster.emit('listening', worker, info);
  },
  exitedAfterDisconnect(worker, message) {
    worker.exitedAfterDisconnect = true;
    worker[kLine].send({ ack: message.seq });
  },
  close(worker, { key }) {
    if (addresses.get(key)?.remove(worker)) addresses.delete(key);
  },
};

function onMessage(worker, message, handle) {
  acts[message.act]?.(worker, message);
  // None of these comes with one.
  handle?.close?.();
}

// A worker wants to listen or to bind.
function onQuery(worker, message) {
  // It is on its way out: the answer would not reach a server.
  if (worker.exitedAfterDisconnect) return;
  const key = `${message.address}:${message.port}:${message.addressType}:${message.fd}:${message.index}`;
  let address = addresses.get(key);
  if (address === undefined) {
    address = open(key, message);
    addresses.set(key, address);
  }
  // What the first server brings along is given to all: keys of TLS tickets, for instance.
  address.data ||= message.data;
  const { data } = address;
  const line = worker[kLine];
  address.add(worker, line, (errno, reply, handle) => {
    // The next one may have more luck.
    if (errno) addresses.delete(key);
    line.send({ errno, key, ack: message.seq, data, ...reply }, handle);
  });
}

function open(key, message) {
  const path = message.port < 0 && typeof message.address === 'string' ? shortest(message.address) : message.address;
  const isDatagram = typeof message.addressType === 'string' && StringPrototypeStartsWith(message.addressType, 'udp');
  if (policy === kSchedRoundRobin && !isDatagram) {
    const { RoundRobinHandle } = require('cluster/round_robin_handle');
    return new RoundRobinHandle(key, path, message);
  }
  const { SharedHandle } = require('cluster/shared_handle');
  return new SharedHandle(key, path, message);
}

// The name of a unix socket may have about 100 bytes.
function shortest(path) {
  const { relative } = require('path');
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
}

module.exports = cluster;
