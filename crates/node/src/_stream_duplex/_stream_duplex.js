'use strict';
// node:_stream_duplex - deprecated: the class by its old module name.

module.exports = require('stream').Duplex;
