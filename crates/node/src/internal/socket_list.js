'use strict';
// Connections of a server that were handed to children: both sides keep a list per server and child, so that the server
// can count them and wait for their ends. The parent asks, the child answers, in messages between the runtimes.

const EventEmitter = require('events');
const { codes: { ERR_CHILD_CLOSED_BEFORE_REPLY } } = require('internal/errors');

/** The parent's side: asks the child about the connections of one server. */
class SocketListSend extends EventEmitter {
  constructor(child, key) {
    super();
    this.key = key;
    this.child = child;
    child.once('exit', () => this.emit('exit', this));
  }

  _request(message, answer, swallowErrors, callback) {
    const { child, key } = this;
    if (!child.connected) {
      callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
      return;
    }
    const onMessage = (reply) => {
      if (reply.cmd !== answer || reply.key !== key) return;
      stop();
      callback(null, reply);
    };
    const onDisconnect = () => {
      stop();
      callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
    };
    function stop() {
      child.removeListener('internalMessage', onMessage);
      child.removeListener('disconnect', onDisconnect);
    }
    child.on('internalMessage', onMessage);
    child.once('disconnect', onDisconnect);
    child._send(message, undefined, swallowErrors);
  }

  /** Calls back once the child has closed all of them. */
  close(callback) {
    this._request({ cmd: 'NODE_SOCKET_NOTIFY_CLOSE', key: this.key }, 'NODE_SOCKET_ALL_CLOSED', true, callback);
  }

  getConnections(callback) {
    this._request({ cmd: 'NODE_SOCKET_GET_COUNT', key: this.key }, 'NODE_SOCKET_COUNT', false, (err, reply) => {
      if (err) callback(err);
      else callback(null, reply.count);
    });
  }
}

/** The child's side: the connections that came, and answers about them. */
class SocketListReceive extends EventEmitter {
  constructor(child, key) {
    super();
    this.connections = 0;
    this.key = key;
    this.child = child;
    child.on('internalMessage', (message) => {
      if (message.key !== key) return;
      if (message.cmd === 'NODE_SOCKET_NOTIFY_CLOSE') {
        if (this.connections === 0) this.#answer({ cmd: 'NODE_SOCKET_ALL_CLOSED', key });
        else this.once('empty', () => this.#answer({ cmd: 'NODE_SOCKET_ALL_CLOSED', key }));
      } else if (message.cmd === 'NODE_SOCKET_GET_COUNT') {
        this.#answer({ cmd: 'NODE_SOCKET_COUNT', key, count: this.connections });
      }
    });
  }

  // Errors are of no interest: a side that has gone needs no answer.
  #answer(message) {
    if (this.child.connected) this.child._send(message, undefined, true);
  }

  add(record) {
    this.connections++;
    record.socket.once('close', () => {
      this.connections--;
      if (this.connections === 0) this.emit('empty', this);
    });
  }
}

module.exports = { SocketListReceive, SocketListSend };
