'use strict';
// node:_http_client - the client's request by its old module name.

module.exports = { ClientRequest: require('http/client_request').ClientRequest };
