'use strict';
// The messages that come in over one socket: its parser, the message whose body is being read, and the listeners on the
// socket, which come off together. Owner: http. A server's and a client's side add what a message means to them.

const { Parser } = require('http/parser');

class MessageReader {
  constructor(socket, isResponse, { lenient, maxHeaderSize }) {
    this.socket = socket;
    // The message whose body is being read.
    this.reading = null;
    const parser = this.parser = new Parser(this, isResponse, lenient, maxHeaderSize);
    socket.parser = parser;
    this.listeners = { __proto__: null };
  }

  /** Calls `listener` for an event until the socket is given away. */
  listen(event, listener) {
    this.listeners[event] = listener;
    this.socket.on(event, listener);
  }

  unlisten() {
    for (const event in this.listeners) this.socket.removeListener(event, this.listeners[event]);
  }

  closeParser() {
    this.parser.close();
    if (this.socket.parser === this.parser) this.socket.parser = null;
  }

  onBody(bytes) {
    const { reading } = this;
    if (reading === null || reading._dumped) return;
    if (!reading.push(bytes)) this.socket.pause();
  }
}

module.exports = { MessageReader };
