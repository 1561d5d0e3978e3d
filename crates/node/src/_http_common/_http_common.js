'use strict';
// node:_http_common - what packages take from Node's old module of this name.

const { hasForbiddenChar, isToken } = require('http/headers');
const { httpMethods } = require('http/methods');
const { absentFunction, absentObject } = require('internal/absent');

module.exports = {
  _checkInvalidHeaderChar: hasForbiddenChar,
  _checkIsHttpToken: isToken,
  chunkExpression: /(?:^|\W)chunked(?:$|\W)/i,
  continueExpression: /(?:^|\W)100-continue(?:$|\W)/i,
  CRLF: '\r\n',
  methods: httpMethods,
  // Node's own parser class, with its slots for callbacks; the one here is another.
  freeParser: absentFunction('_http_common.freeParser'),
  HTTPParser: absentFunction('_http_common.HTTPParser'),
  parsers: absentObject('_http_common.parsers'),
};
