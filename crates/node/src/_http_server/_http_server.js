'use strict';
// node:_http_server - the server by its old module name.

module.exports = { STATUS_CODES: require('http/status').STATUS_CODES, ...require('http/server') };
