'use strict';
// node:_http_agent - the agent by its old module name.

module.exports = require('http/agent');
