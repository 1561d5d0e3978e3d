'use strict';
// An address on which the primary accepts, and deals the connections out to the workers in turn.
//
// A connection goes to the worker with the fewest that it has not answered, those in turn that are alike; one that owes
// as many answers as it may have gets none. It may refuse (its server is full, or has just closed): the connection goes
// to another. A worker that dies without an answer never had the connection, for the answer comes before the worker does
// anything with it: it goes to another as well, so that no connection is lost while somebody is left to serve it. When
// every worker has refused, dealing rests for a moment instead of going in circles.

const {
  ArrayPrototypeFindIndex,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  SafeMap,
} = primordials;

const FixedQueue = require('internal/fixed_queue');

const kRest = 10;

// Connections that a worker may owe an answer for. With Node's handshake one fills the channel; otherwise the next is on
// its way while one is taken.
const kOwedToHandshake = 1;
const kOwed = 2;

class RoundRobinHandle {
  // Who listens here, by the worker's id: { id, line, owed, gone }.
  #all = new SafeMap();
  // Those who have been told the address, in the order of their turns.
  #turns = [];
  #waiting = new FixedQueue();
  // Refusals since somebody accepted.
  #refusals = 0;
  #rest = null;
  #closed = false;
  #handle = null;
  #server;

  constructor(key, address, { port, fd, flags, backlog, readableAll, writableAll }) {
    const net = require('net');
    const { constants } = require('net/stream_handle');
    this.key = key;
    this.#server = net.createServer();
    if (fd >= 0) {
      this.#server.listen({ fd, backlog });
    } else if (port >= 0) {
      this.#server.listen({
        port,
        host: address,
        ipv6Only: (flags & constants.UV_TCP_IPV6ONLY) !== 0,
        backlog,
      });
    } else {
      this.#server.listen({ path: address, backlog, readableAll, writableAll });
    }
    // The handle is all that is used of it: no sockets are made of the connections here.
    this.#server.once('listening', () => {
      this.#handle = this.#server._handle;
      this.#handle.onconnection = (status, connection) => this.distribute(status, connection);
      this.#server._handle = null;
      this.#server = null;
    });
  }

  /** `answer(errno, reply, null)` is called when the address is there, or cannot be had. */
  add(worker, line, answer) {
    const member = { id: worker.id, line, owed: 0, gone: false };
    this.#all.set(member.id, member);
    const done = () => {
      if (this.#handle === null) return;
      let reply = null;
      if (this.#handle.getsockname) {
        const sockname = {};
        this.#handle.getsockname(sockname);
        reply = { sockname };
      }
      answer(null, reply, null);
      // It may have closed its server, or died, since it asked.
      if (!this.#all.has(member.id)) return;
      ArrayPrototypePush(this.#turns, member);
      this.#deal();
    };
    if (this.#server === null) {
      done();
      return;
    }
    this.#server.once('listening', done);
    this.#server.once('error', (err) => answer(err.errno, null, null));
  }

  /** True when nobody is left, and the address given up with all that waited for it. */
  remove(worker) {
    if (!this.#all.delete(worker.id)) return false;
    const at = ArrayPrototypeFindIndex(this.#turns, (member) => member.id === worker.id);
    if (at !== -1) ArrayPrototypeSplice(this.#turns, at, 1);
    if (this.#all.size !== 0) return false;
    this.#close();
    return true;
  }

  #close() {
    this.#closed = true;
    for (let left = this.#waiting.shift(); left !== null; left = this.#waiting.shift()) left.close();
    this.#stopResting();
    this.#handle?.close();
    this.#handle = null;
    // It was not listening yet: it must not begin.
    this.#server?.close();
  }

  /** A connection came, or accepting failed. */
  distribute(status, connection) {
    // The next one may be fine.
    if (status !== 0) return;
    if (this.#closed) {
      connection.close();
      return;
    }
    this.#waiting.push(connection);
    this.#deal();
  }

  // Whose turn it is; undefined when everybody has enough.
  #next() {
    const turns = this.#turns;
    let best = -1;
    for (let i = 0; i < turns.length; i++) {
      const { gone, line, owed } = turns[i];
      if (gone || owed >= (line.isDirect ? kOwed : kOwedToHandshake)) continue;
      if (best === -1 || owed < turns[best].owed) best = i;
    }
    if (best === -1) return undefined;
    const { 0: member } = ArrayPrototypeSplice(turns, best, 1);
    ArrayPrototypePush(turns, member);
    return member;
  }

  #deal() {
    while (this.#rest === null && !this.#waiting.isEmpty()) {
      const member = this.#next();
      if (member === undefined) return;
      const connection = this.#waiting.shift();
      const asked = member.line.deal(
        { act: 'newconn', key: this.key }, connection,
        (reply) => this.#answered(member, connection, reply.accepted),
        () => this.distribute(0, connection));
      if (asked) {
        member.owed++;
      } else {
        // The channel has ended, which will be told soon.
        member.gone = true;
        this.#waiting.push(connection);
      }
    }
  }

  #answered(member, connection, accepted) {
    member.owed--;
    if (accepted) {
      this.#refusals = 0;
      connection.close();
      this.#deal();
    } else {
      if (++this.#refusals >= this.#all.size) this.#takeRest();
      this.distribute(0, connection);
    }
  }

  #takeRest() {
    this.#refusals = 0;
    this.#rest ??= require('timers').setTimeout(() => {
      this.#rest = null;
      this.#deal();
    }, kRest);
  }

  #stopResting() {
    if (this.#rest === null) return;
    require('timers').clearTimeout(this.#rest);
    this.#rest = null;
  }
}

module.exports = { RoundRobinHandle };
