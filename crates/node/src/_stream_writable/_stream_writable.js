'use strict';
// node:_stream_writable - deprecated: the class by its old module name.

module.exports = require('stream').Writable;
