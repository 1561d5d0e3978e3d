'use strict';
// The connections of fetch's own client, by where they lead. Owner: fetch. Those that are free are used again, the last
// one first; there are as many as exchanges run at a time. A clock of seconds, which does not keep the process alive,
// closes what is idle or late.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  NumberParseInt,
  RegExpPrototypeExec,
  SafeMap,
  SafeSet,
} = primordials;

const { withoutPrototype } = require('stream/web/promises');
const { Connection } = require('fetch/connection');
const { tunnelFor } = require('fetch/proxy');
const { BodyTimeoutError, ConnectTimeoutError, HeadersTimeoutError } = require('fetch/failures');

// In seconds, as the client of Node has them.
const kConnectTimeout = 10;
const kHeadersTimeout = 300;
const kBodyTimeout = 300;
const kIdleTimeout = 4;
const kMaxIdleTimeout = 600;

const kKeepAliveHint = /(?:^|\n)keep-alive:[^\n]*\btimeout=(\d+)/i;

/** How long a connection may be idle, by what the other side said last. */
function idleTimeoutOf(lines) {
  const hint = RegExpPrototypeExec(kKeepAliveHint, lines);
  if (hint === null) return kIdleTimeout;
  // The other side is not to be the first to close it.
  const seconds = NumberParseInt(hint[1], 10) - 1;
  return seconds < kMaxIdleTimeout ? seconds : kMaxIdleTimeout;
}

const pools = new SafeMap();
const clock = { __proto__: null, tick: 0, timer: undefined };

function startClock() {
  if (clock.timer !== undefined) return;
  clock.timer = require('timers').setInterval(onTick, 1000);
  clock.timer.unref();
}

function onTick() {
  clock.tick++;
  let isEmpty = true;
  pools.forEach((pool, key) => {
    pool.check();
    if (pool.isEmpty) pools.delete(key);
    else isEmpty = false;
  });
  if (!isEmpty) return;
  require('timers').clearInterval(clock.timer);
  clock.timer = undefined;
}

// An attempt to connect, for one exchange.
class Attempt {
  constructor(socket, exchange) {
    this.socket = socket;
    this.exchange = exchange;
    this.since = clock.tick;
  }
}

class Pool {
  /** `place`: `{ hostname, port }`, or `{ tunnel, hostname, port }` through a proxy. */
  constructor(place) {
    this.place = place;
    this.clock = clock;
    this.idle = [];
    this.busy = new SafeSet();
    this.attempts = new SafeSet();
  }

  get isEmpty() {
    return this.idle.length === 0 && this.busy.size === 0 && this.attempts.size === 0;
  }

  run(exchange) {
    let connection;
    do {
      connection = ArrayPrototypePop(this.idle);
    } while (connection !== undefined && (connection.isClosed || this.#isStale(connection)));
    if (connection === undefined) {
      this.open(exchange);
      return;
    }
    this.busy.add(connection);
    connection.handle.ref();
    exchange.isReused = true;
    exchange.onConnected?.(connection);
    connection.start(exchange);
  }

  #isStale(connection) {
    const idleFor = clock.tick - connection.since;
    if (idleFor === 0) return false;
    if (idleFor < idleTimeoutOf(connection.lines)) return false;
    connection.destroy();
    return true;
  }

  /** Runs an exchange on a connection of its own. */
  open(exchange) {
    startClock();
    const { connect } = require('fetch/connect');
    const attempt = new Attempt(undefined, exchange);
    this.attempts.add(attempt);
    exchange.attempt = attempt;
    attempt.cancel = () => {
      this.attempts.delete(attempt);
      attempt.socket.destroy();
    };
    attempt.socket = connect(this.place, (err, socket) => {
      if (!this.attempts.delete(attempt)) return;
      exchange.attempt = undefined;
      if (err !== null) {
        exchange.onFailure(err);
        return;
      }
      const connection = new Connection(this, socket, socket._handle, clock.tick);
      this.busy.add(connection);
      socket.on('error', (reason) => connection.fail(reason));
      socket.on('close', () => connection.fail(connection.socketError('closed')));
      exchange.onConnected?.(connection);
      connection.start(exchange);
    });
  }

  // --- Told by connections ---

  free(connection) {
    this.busy.delete(connection);
    connection.handle.unref();
    ArrayPrototypePush(this.idle, connection);
  }

  remove(connection) {
    if (this.busy.delete(connection)) return;
    const at = ArrayPrototypeIndexOf(this.idle, connection);
    if (at !== -1) ArrayPrototypeSplice(this.idle, at, 1);
  }

  // --- The clock ---

  check() {
    for (let i = this.idle.length - 1; i >= 0; i--) {
      const connection = this.idle[i];
      if (connection.isClosed || this.#isStale(connection)) remove(this.idle, connection);
    }
    this.busy.forEach((connection) => {
      const late = clock.tick - connection.since;
      if (connection.receiver === undefined) {
        if (late > kHeadersTimeout && !connection.isSending) connection.fail(new HeadersTimeoutError());
      } else if (late > kBodyTimeout && !connection.isPaused) {
        connection.fail(new BodyTimeoutError());
      }
    });
    this.attempts.forEach((attempt) => {
      if (clock.tick - attempt.since <= kConnectTimeout) return;
      const { hostname, port } = this.place;
      attempt.cancel();
      attempt.exchange.attempt = undefined;
      attempt.exchange.onFailure(new ConnectTimeoutError(
        `Connect Timeout Error (attempted address: ${hostname}:${port}, timeout: ${kConnectTimeout * 1000}ms)`));
    });
  }
}

function remove(list, item) {
  const at = ArrayPrototypeIndexOf(list, item);
  if (at !== -1) ArrayPrototypeSplice(list, at, 1);
}

function poolOf(key, place) {
  let pool = pools.get(key);
  if (pool === undefined) pools.set(key, pool = new Pool(place));
  return pool;
}

/** The pool for an http: URL, through the proxy that the environment names for it, if any. */
function poolFor(url) {
  const { host } = url;
  const tunnel = tunnelFor(url);
  const key = tunnel === undefined ? host : `${tunnel.key} ${host}`;
  const there = pools.get(key);
  if (there !== undefined) return there;
  const { placeOf } = require('fetch/connect');
  return poolOf(key, placeOf(url, tunnel));
}

withoutPrototype(Attempt, Pool);

module.exports = { poolFor };
