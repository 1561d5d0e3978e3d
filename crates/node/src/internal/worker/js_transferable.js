'use strict';
// How programs with --expose-internals ask a stream whether it can be transferred: a method under the key that they know.
// Loading this adds it to the classes; nothing of ours uses it.

const { ObjectDefineProperty, Symbol } = primordials;

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { kTransfer: kOwnTransfer } = require('structured_clone/host');
const { ReadableStream, TransformStream, WritableStream } = require('stream/web');

const kTransfer = Symbol('messaging_transfer_symbol');

for (const shell of [ReadableStream, TransformStream, WritableStream]) {
  ObjectDefineProperty(shell.prototype, kTransfer, {
    __proto__: null,
    configurable: true,
    value() {
      const transfer = this?.[kOwnTransfer];
      if (transfer === undefined) throw new ERR_INVALID_THIS(shell.name);
      transfer.check(this);
    },
  });
}

module.exports = { kTransfer };
