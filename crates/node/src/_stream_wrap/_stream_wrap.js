'use strict';
// The deprecated node:_stream_wrap: the socket over a Duplex.

process.emitWarning('The _stream_wrap module is deprecated.', 'DeprecationWarning', 'DEP0125');

module.exports = require('net/js_stream_socket');
