'use strict';
// node:_stream_transform - deprecated: the class by its old module name.

module.exports = require('stream').Transform;
