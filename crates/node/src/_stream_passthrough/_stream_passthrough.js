'use strict';
// node:_stream_passthrough - deprecated: the class by its old module name.

module.exports = require('stream').PassThrough;
