'use strict';
// Queries under way: a query asks one server after the other, again with more
// patience each round, until one answers. Answers that were cut short are asked
// for again over TCP. Owner: a resolver.

const { MathFloor, MathMax, MathMin, SafeSet, StringPrototypeToLowerCase, Uint16Array } = primordials;

const { readAnswer, typeNumbers, writeQuery } = require('dns/message');
const { systemServers } = require('dns/servers');
const { clearTimeout, setTimeout } = require('timers');

const kDefaultTimeout = 2000;

// What servers say instead of an answer. Codes of other protocols over DNS fail nothing here; those above are unknown.
const kFailures = [undefined, 'EFORMERR', 'ESERVFAIL', 'ENOTFOUND', 'ENOTIMP', 'EREFUSED'];
const kLastKnownCode = 11;
const kBadAnswer = 'EBADRESP';

// Others may do better than a server that fails in these ways.
function isServersFault(code) {
  return code === 'ESERVFAIL' || code === 'ENOTIMP' || code === 'EREFUSED' || code === kBadAnswer;
}

function failureOf(code) {
  if (code === -1) return kBadAnswer;
  return code > kLastKnownCode ? 'ESERVFAIL' : kFailures[code];
}

function randomId() {
  const word = new Uint16Array(1);
  binding('crypto').randomFill(word);
  return word[0];
}

class Channel {
  #active = new SafeSet();

  constructor({ timeout, tries, maxTimeout }) {
    this.timeout = timeout;
    this.tries = tries;
    this.maxTimeout = maxTimeout;
    this.servers = undefined;
    this.local4 = undefined;
    this.local6 = undefined;
  }

  getServers() {
    return this.servers ??= systemServers();
  }

  setServers(servers) {
    this.servers = servers;
  }

  // `done(code, records)`: without a code there were answers, if only empty.
  query(name, type, done) {
    const query = new Query(this, name, type, (code, records) => {
      this.#active.delete(query);
      done(code, records);
    });
    this.#active.add(query);
    query.next();
    return query;
  }

  cancel() {
    const queries = this.#active;
    this.#active = new SafeSet();
    queries.forEach((query) => query.finish('ECANCELLED'));
  }
}

class Query {
  #channel;
  #name;
  #type;
  #done;
  #servers;
  #attempt = 0;
  #socket = null;
  #timer = null;
  #failure = 'ETIMEOUT';
  #over = false;

  constructor(channel, name, type, done) {
    this.#channel = channel;
    this.#name = name;
    this.#type = typeNumbers.get(type);
    this.#done = done;
    this.#servers = channel.getServers();
  }

  // Ends the query; the callback is never called from within the call that made it.
  finish(code, records) {
    if (this.#over) return;
    this.#over = true;
    this.#release();
    process.nextTick(this.#done, code, records);
  }

  #release() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    if (socket.destroy) socket.destroy();
    else socket.close();
  }

  #patience() {
    const { timeout, maxTimeout } = this.#channel;
    const round = MathFloor(this.#attempt / this.#servers.length);
    const base = timeout < 0 ? kDefaultTimeout : MathMax(timeout, 1);
    const patience = MathMin(base * 2 ** round, 2 ** 31 - 1);
    return maxTimeout > 0 ? MathMin(patience, maxTimeout) : patience;
  }

  // Asks the server whose turn it is.
  next() {
    this.#release();
    if (this.#servers.length === 0) {
      this.finish('ECONNREFUSED');
      return;
    }
    if (this.#attempt >= this.#channel.tries * this.#servers.length) {
      this.finish(this.#failure);
      return;
    }
    const server = this.#servers[this.#attempt % this.#servers.length];
    const id = randomId();
    const bytes = writeQuery(id, this.#name, this.#type);
    if (bytes === null) {
      this.finish('EBADNAME');
      return;
    }
    this.#timer = setTimeout(() => this.#failed('ETIMEOUT'), this.#patience());
    this.#askByDatagram(server, id, bytes);
  }

  #failed(code) {
    this.#failure = code;
    this.#attempt++;
    this.next();
  }

  #askByDatagram(server, id, bytes) {
    const { createSocket } = require('dgram');
    const socket = createSocket(server.family === 6 ? 'udp6' : 'udp4');
    this.#socket = socket;
    const isCurrent = () => this.#socket === socket;
    socket.on('error', (err) => {
      if (isCurrent()) this.#failed(err.code);
    });
    socket.on('message', (message) => {
      if (isCurrent()) this.#received(server, id, bytes, message, false);
    });
    try {
      const local = server.family === 6 ? this.#channel.local6 : this.#channel.local4;
      if (local !== undefined) socket.bindSync({ address: local });
      socket.connectSync(server.port, server.address);
      socket.send(bytes);
    } catch (err) {
      process.nextTick(() => {
        if (isCurrent()) this.#failed(err.code);
      });
    }
  }

  // Two bytes of length go before a message over TCP.
  #askByStream(server, id, bytes) {
    this.#socket?.close();
    const { Buffer } = require('buffer');
    const socket = require('net').connect({ host: server.address, port: server.port });
    this.#socket = socket;
    let received = Buffer.alloc(0);
    const head = Buffer.alloc(2);
    head.writeUInt16BE(bytes.length);
    socket.write(head);
    socket.write(bytes);
    socket.on('error', (err) => {
      if (this.#socket === socket) this.#failed(err.code);
    });
    socket.on('end', () => {
      if (this.#socket === socket) this.#failed('ECONNREFUSED');
    });
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      // What has been read is dropped: a server that sends and sends must not fill the memory.
      while (this.#socket === socket && received.length >= 2) {
        const length = received.readUInt16BE(0);
        if (received.length < 2 + length) return;
        const message = received.subarray(2, 2 + length);
        received = received.subarray(2 + length);
        this.#received(server, id, bytes, message, true);
      }
    });
  }

  #received(server, id, bytes, message, overStream) {
    const answer = readAnswer(message);
    // Not to this question: perhaps forged, so the right one may still come.
    if (answer === null || answer.id !== id) return;
    if (answer.code !== -1 &&
        (answer.type !== this.#type || answer.name !== StringPrototypeToLowerCase(this.#name))) {
      return;
    }
    if (answer.truncated && !overStream) {
      this.#askByStream(server, id, bytes);
      return;
    }
    const code = failureOf(answer.code);
    if (code === undefined) {
      this.finish(undefined, answer.records);
      return;
    }
    const isLast = this.#attempt + 1 >= this.#servers.length;
    if (isServersFault(code) && !isLast) this.#failed(code);
    else this.finish(code);
  }
}

module.exports = { Channel };
