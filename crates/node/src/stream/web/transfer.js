'use strict';
// Web streams in structured clones: a stream that is transferred goes on over a pair of message ports. Owner: stream.

const { lazyDOMException } = require('internal/util');
const shells = require('stream/web/shells');

function checkUnlocked(isLocked) {
  if (isLocked) throw lazyDOMException('Cannot transfer a locked stream', 'DataCloneError');
}

const readableTransfer = {
  __proto__: null,
  check(stream) {
    checkUnlocked(shells.recordOfReadable(stream).locked);
  },
};

const writableTransfer = {
  __proto__: null,
  check(stream) {
    checkUnlocked(shells.recordOfWritable(stream).locked);
  },
};

const transformTransfer = {
  __proto__: null,
  check(stream) {
    const { readable, writable } = shells.recordOfTransform(stream);
    checkUnlocked(readable.locked || writable.locked);
  },
};

module.exports = { readableTransfer, transformTransfer, writableTransfer };
