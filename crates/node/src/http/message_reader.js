'use strict';
// The messages that come in over one socket: its parser, and the message whose body is being read. Owner: http. A
// server's and a client's side add their listeners on the socket, and what a message means to them.

const { Parser } = require('http/parser');

class MessageReader {
  /** A message with more than `maxLines` header lines is refused, with 0 none. */
  constructor(socket, isResponse, { lenient, maxHeaderSize }, maxLines) {
    this.socket = socket;
    // The message whose body is being read.
    this.reading = null;
    const parser = this.parser = new Parser(this, isResponse, lenient, maxHeaderSize, maxLines);
    socket.parser = parser;
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
