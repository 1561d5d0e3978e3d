'use strict';
// The check for transform streams, under the name that programs with --expose-internals know.

const shells = require('stream/web/shells');
require('stream/web');

function isTransformStream(value) {
  return shells.recordOfTransform(value) !== undefined;
}

module.exports = { isTransformStream };
