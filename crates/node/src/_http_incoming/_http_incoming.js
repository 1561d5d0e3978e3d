'use strict';
// node:_http_incoming - incoming messages by their old module name.

const { IncomingMessage, readStart, readStop } = require('http/incoming');

module.exports = { IncomingMessage, readStart, readStop };
