'use strict';
// node:_http_outgoing - outgoing messages by their old module name.

const { OutgoingMessage, uniqueHeaders, validateHeaderName, validateHeaderValue } = require('http/outgoing');

module.exports = { OutgoingMessage, parseUniqueHeadersOption: uniqueHeaders, validateHeaderName, validateHeaderValue };
