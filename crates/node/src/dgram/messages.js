'use strict';
// What send() is given, as a list of views.

const { ArrayIsArray, ArrayPrototypePush } = primordials;

const { Buffer } = require('buffer');
const {
  codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { isArrayBufferView } = require('util/types');

const kTypes = ['Buffer', 'TypedArray', 'DataView', 'string'];

// `length` bytes of a message from `offset` on.
function sliceMessage(message, offset, length) {
  if (typeof message === 'string') {
    message = Buffer.from(message);
  } else if (!isArrayBufferView(message)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', kTypes, message);
  }
  offset = offset >>> 0;
  length = length >>> 0;
  if (offset > message.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > message.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(message.buffer, message.byteOffset + offset, length);
}

function toViews(message) {
  if (!ArrayIsArray(message)) {
    if (typeof message === 'string') return [Buffer.from(message)];
    if (!isArrayBufferView(message)) throw new ERR_INVALID_ARG_TYPE('buffer', kTypes, message);
    return [message];
  }
  const views = [];
  for (let i = 0; i < message.length; i++) {
    const part = message[i];
    if (typeof part === 'string') ArrayPrototypePush(views, Buffer.from(part));
    else if (isArrayBufferView(part)) ArrayPrototypePush(views, part);
    else throw new ERR_INVALID_ARG_TYPE('buffer list arguments', kTypes, message);
  }
  return views;
}

module.exports = { sliceMessage, toViews };
