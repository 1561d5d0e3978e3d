'use strict';
// node:_stream_readable - deprecated: the class by its old module name.

module.exports = require('stream').Readable;
