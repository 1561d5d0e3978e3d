'use strict';
// node:_tls_wrap - sockets of TLS by their old module name.

const { Server, TLSSocket, connect, createServer } = require('tls');

module.exports = { TLSSocket, Server, createServer, connect };
