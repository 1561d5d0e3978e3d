'use strict';
// node:_http_outgoing - outgoing messages by their old module name.

const { OutgoingMessage, kHighWaterMark, uniqueHeaders, validateHeaderName, validateHeaderValue } = require('http/outgoing');

module.exports = { OutgoingMessage, kHighWaterMark, parseUniqueHeadersOption: uniqueHeaders, validateHeaderName, validateHeaderValue };
