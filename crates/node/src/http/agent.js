'use strict';
// http.Agent: the sockets of a client, by where they lead: those in use, those that are free, and the requests that wait for
// one. Owner: http. It knows when a socket may be used again, nothing of what goes over it.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSplice,
  NumberParseInt,
  ObjectKeys,
  ObjectSetPrototypeOf,
  ReflectApply,
  RegExpPrototypeExec,
  StringPrototypeStartsWith,
  Symbol,
} = primordials;

const { captureContext, runInContext } = require('async_hooks/context');
const EventEmitter = require('events');
const net = require('net');
const { mayHaveHeader } = require('http/incoming');
const { kEmptyObject, once } = require('internal/util');
const { validateNumber, validateOneOf, validateString } = require('internal/validators');

// Of a request that waits: the async context in which it was made.
const kContext = Symbol('kContext');
const kKeylog = Symbol('kKeylog');
// Of an agent: the place that was asked for last, since it mostly is the next one too. Of the options of a socket: its name.
const kLastPlace = Symbol('kLastPlace');
const kName = Symbol('kName');
// Of an agent: the proxy that its environment names. Of the options of a request: the proxy that it goes through.
const kProxy = Symbol('kProxy');

const kKeepAliveLine = /^keep-alive:/im;

function limitOf(value, name, fallback) {
  if (value === undefined) return fallback;
  validateNumber(value, name, 1);
  return value;
}

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  ReflectApply(EventEmitter, this, []);
  this.options = { __proto__: null, ...options };
  this.defaultPort = this.options.defaultPort || 80;
  this.protocol = this.options.protocol || 'http:';
  if (this.options.noDelay === undefined) this.options.noDelay = true;
  // No path of its own: with one, a connection is to a socket of the file system.
  this.options.path = null;
  this.requests = { __proto__: null };
  this.sockets = { __proto__: null };
  this.freeSockets = { __proto__: null };
  this.keepAliveMsecs = this.options.keepAliveMsecs || 1000;
  this.keepAlive = this.options.keepAlive || false;
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = this.options.maxFreeSockets || 256;
  this.scheduling = this.options.scheduling || 'lifo';
  this.maxTotalSockets = limitOf(this.options.maxTotalSockets, 'maxTotalSockets', Infinity);
  this.totalSocketCount = 0;
  this.agentKeepAliveTimeoutBuffer = this.options.agentKeepAliveTimeoutBuffer >= 0 ?
    this.options.agentKeepAliveTimeoutBuffer : 1000;
  validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  this[kLastPlace] = undefined;
  const { proxyEnv } = this.options;
  this[kProxy] = typeof proxyEnv === 'object' && proxyEnv !== null ?
    require('http/proxy_env').proxyOf(proxyEnv, this.protocol) : undefined;
  this.on('free', onFree);
  // 'keylog' is an event of TLS sockets, which the agent passes on once somebody listens.
  this.on('newListener', noteListener);
}
ObjectSetPrototypeOf(Agent.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Agent, EventEmitter);

Agent.defaultMaxSockets = Infinity;

const { prototype } = Agent;
prototype.createConnection = net.createConnection;

function noteListener(event) {
  if (event !== 'keylog' || this[kKeylog] !== undefined) return;
  const agent = this;
  this[kKeylog] = function(line) {
    agent.emit('keylog', line, this);
  };
  const groups = [this.freeSockets, this.sockets];
  for (let i = 0; i < groups.length; i++) {
    for (const name in groups[i]) {
      for (let j = 0; j < groups[i][name].length; j++) groups[i][name][j].on('keylog', this[kKeylog]);
    }
  }
}

/** What sockets for the same place have in common. */
function getName(options = kEmptyObject) {
  let name = `${options.host || 'localhost'}:${options.port || ''}:${options.localAddress || ''}`;
  if (options.family === 4 || options.family === 6) name += `:${options.family}`;
  if (options.socketPath) name += `:${options.socketPath}`;
  return name;
}
prototype.getName = getName;

/** The name for a request's options as they are, undefined where the agent has a say in it. */
function nameOfPlace(agent, options) {
  const own = agent.options;
  if (agent.getName !== getName || 'host' in own || 'port' in own || 'localAddress' in own || 'family' in own ||
      'socketPath' in own) {
    return undefined;
  }
  const { host, port, localAddress, family, socketPath } = options;
  const last = agent[kLastPlace];
  if (last !== undefined && last.host === host && last.port === port && last.localAddress === localAddress &&
      last.family === family && last.socketPath === socketPath) {
    return last.name;
  }
  const name = getName(options);
  agent[kLastPlace] = { __proto__: null, host, port, localAddress, family, socketPath, name };
  return name;
}

/** The name under which a socket of these options is kept. */
function nameOf(agent, options) {
  return options?.[kName] ?? agent.getName(options);
}

/** The Host header of a request, which is one text. */
function checkHost(request) {
  const header = request.getHeader('host');
  if (header) validateString(header, 'options.headers.host');
  return header;
}

/** The name that a certificate is checked for: that of the Host header, when it says one. */
function calculateServerName(options, request) {
  let name = options.host;
  const header = checkHost(request);
  if (header) {
    if (StringPrototypeStartsWith(header, '[')) name = header.slice(1, header.indexOf(']'));
    else name = header.split(':', 1)[0];
  }
  return net.isIP(name) ? '' : name;
}

function settle(agent, options, request) {
  const all = { __proto__: null, ...options, ...agent.options };
  if (all.socketPath) all.path = all.socketPath;
  if (!all.servername && all.servername !== '') all.servername = calculateServerName(all, request);
  return all;
}

prototype.addRequest = function(request, options, port, localAddress) {
  if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
  const place = nameOfPlace(this, options);
  if (place !== undefined && this.freeSockets[place] !== undefined) {
    checkHost(request);
    if (useFree(this, place, request)) return;
  }
  options = settle(this, options, request);
  const name = this.getName(options);
  if (useFree(this, name, request)) return;
  if (this.sockets[name].length < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
    this.createSocket(request, options, (err, made) => {
      if (err) request.onSocket(made, err);
      else giveSocket(this, request, made);
    });
  } else {
    (this.requests[name] ??= []).push(request);
    request._agentOptions = options;
    request[kContext] = captureContext();
  }
};

/** Gives a request a socket that is free; false where there is none. */
function useFree(agent, name, request) {
  agent.sockets[name] ??= [];
  const socket = takeFree(agent, name);
  if (socket === undefined) return false;
  agent.reuseSocket(socket, request);
  giveSocket(agent, request, socket);
  ArrayPrototypePush(agent.sockets[name], socket);
  agent.totalSocketCount++;
  return true;
}

function takeFree(agent, name) {
  const free = agent.freeSockets[name];
  if (free === undefined) return undefined;
  while (free.length > 0 && free[0].destroyed) ArrayPrototypeShift(free);
  let socket;
  do {
    socket = agent.scheduling === 'fifo' ? ArrayPrototypeShift(free) : ArrayPrototypePop(free);
  } while (socket !== undefined && socket.destroyed);
  if (free.length === 0) delete agent.freeSockets[name];
  return socket;
}

function giveSocket(agent, request, socket) {
  request.onSocket(socket);
  const ofAgent = agent.options.timeout || 0;
  if (request.timeout === undefined || request.timeout === ofAgent) return;
  socket.setTimeout(request.timeout);
}

prototype.createSocket = function(request, options, callback) {
  options = settle(this, options, request);
  const name = this.getName(options);
  options._agentKey = options[kName] = name;
  options.encoding = null;
  if (this.keepAlive) {
    options.keepAlive = this.keepAlive;
    options.keepAliveInitialDelay = this.keepAliveMsecs;
  }
  const made = once((err, socket) => {
    if (err) {
      callback(err);
      return;
    }
    (this.sockets[name] ??= []).push(socket);
    this.totalSocketCount++;
    watchSocket(this, socket, options);
    callback(null, socket);
  });
  const socket = this.createConnection(placeOf(options), made);
  if (socket) made(null, socket);
};

/** The options of a connection: to the server, or to the proxy in its place. */
function placeOf(options) {
  const proxy = options[kProxy];
  if (proxy === undefined) return options;
  return { __proto__: null, ...options, host: proxy.hostname, hostname: proxy.hostname, port: proxy.port };
}

function watchSocket(agent, socket, options) {
  const onFreed = () => agent.emit('free', socket, options);
  const onClose = () => agent.removeSocket(socket, options);
  const onTimeout = () => {
    // One in use belongs to its request.
    const lists = agent.freeSockets;
    for (const name in lists) {
      if (ArrayPrototypeIndexOf(lists[name], socket) !== -1) {
        socket.destroy();
        return;
      }
    }
  };
  const onRemove = () => {
    agent.removeSocket(socket, options);
    socket.removeListener('close', onClose);
    socket.removeListener('free', onFreed);
    socket.removeListener('timeout', onTimeout);
    socket.removeListener('agentRemove', onRemove);
  };
  socket.on('free', onFreed);
  socket.on('close', onClose);
  socket.on('timeout', onTimeout);
  socket.on('agentRemove', onRemove);
  if (agent[kKeylog] !== undefined) socket.on('keylog', agent[kKeylog]);
  if (agent.options.timeout && !socket.timeout) socket.setTimeout(agent.options.timeout);
}

function onFree(socket, options) {
  const name = nameOf(this, options);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const waiting = this.requests[name];
  if (waiting?.length > 0) {
    const request = ArrayPrototypeShift(waiting);
    if (waiting.length === 0) delete this.requests[name];
    runInContext(request[kContext], giveSocket, undefined, [this, request, socket]);
    return;
  }
  const request = socket._httpMessage;
  if (!request?.shouldKeepAlive || !this.keepAlive) {
    socket.destroy();
    return;
  }
  const free = this.freeSockets[name] ?? [];
  const count = free.length + (this.sockets[name]?.length ?? 0);
  if (this.totalSocketCount > this.maxTotalSockets || count > this.maxSockets || free.length >= this.maxFreeSockets ||
      !this.keepSocketAlive(socket)) {
    socket.destroy();
    return;
  }
  this.freeSockets[name] = free;
  socket._httpMessage = null;
  this.removeSocket(socket, options);
  socket.once('error', onFreeError);
  ArrayPrototypePush(free, socket);
}

// Nobody uses the socket, so nobody is to hear of it.
function onFreeError() {
  this.destroy();
  this.emit('agentRemove');
}

function takeOut(lists, name, socket) {
  const list = lists[name];
  const at = list === undefined ? -1 : ArrayPrototypeIndexOf(list, socket);
  if (at === -1) return false;
  ArrayPrototypeSplice(list, at, 1);
  if (list.length === 0) delete lists[name];
  return true;
}

prototype.removeSocket = function(socket, options) {
  const name = nameOf(this, options);
  if (takeOut(this.sockets, name, socket)) this.totalSocketCount--;
  if (!socket.writable) takeOut(this.freeSockets, name, socket);
  // There is room for one that waits: for the same place first, else for any, when the total was the limit.
  let next = this.requests[name]?.length > 0 ? name : undefined;
  if (next === undefined && this.totalSocketCount < this.maxTotalSockets) {
    for (const key in this.requests) {
      if (this.sockets[key]?.length > 0 && this.sockets[key].length >= this.maxSockets) continue;
      next = key;
      break;
    }
  }
  if (next === undefined || this.totalSocketCount >= this.maxTotalSockets) return;
  if ((this.sockets[next]?.length ?? 0) >= this.maxSockets) return;
  const request = this.requests[next][0];
  const made = (err, found) => {
    if (err) request.onSocket(null, err);
    else found.emit('free');
  };
  runInContext(request[kContext], this.createSocket, this, [request, request._agentOptions ?? options, made]);
};

/** Whether a socket may be kept for another request; the answer's hint says for how long. */
prototype.keepSocketAlive = function(socket) {
  socket.setKeepAlive(true, this.keepAliveMsecs);
  socket.unref();
  let timeout = this.options.timeout || 0;
  const res = socket._httpMessage?.res;
  const hint = res && mayHaveHeader(res, kKeepAliveLine) ? res.headers['keep-alive'] : undefined;
  if (hint) {
    const seconds = RegExpPrototypeExec(/^timeout=(\d+)/, hint)?.[1];
    if (seconds) {
      const hinted = NumberParseInt(seconds, 10) * 1000 - this.agentKeepAliveTimeoutBuffer;
      if (hinted <= 0) return false;
      if (timeout === 0 || hinted < timeout) timeout = hinted;
    }
  }
  if (socket.timeout !== timeout) socket.setTimeout(timeout);
  return true;
};

prototype.reuseSocket = function(socket, request) {
  request.reusedSocket = true;
  socket.ref();
  socket.removeListener('error', onFreeError);
};

prototype.destroy = function() {
  const groups = [this.freeSockets, this.sockets];
  for (let i = 0; i < groups.length; i++) {
    const names = ObjectKeys(groups[i]);
    for (let j = 0; j < names.length; j++) {
      const list = [...groups[i][names[j]]];
      for (let k = 0; k < list.length; k++) list[k].destroy();
    }
  }
};

let globalAgent;

/** A global agent, with the proxies of `env` if there is one. */
function newGlobalAgent(env) {
  return new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000, proxyEnv: env });
}

module.exports = {
  Agent,
  kProxy,
  newGlobalAgent,
  get globalAgent() {
    if (globalAgent !== undefined) return globalAgent;
    const { isEnabledAtStart } = require('http/proxy_env');
    return globalAgent = newGlobalAgent(isEnabledAtStart() ? process.env : undefined);
  },
  set globalAgent(agent) {
    globalAgent = agent;
  },
};
