'use strict';
// Sockets and servers in the transfer list of a message. Owner: net. Says which could move; there is no other thread yet
// that one could move to.

const { ObjectDefineProperty } = primordials;

const { codes: { ERR_WEIR_NOT_YET, ERR_WORKER_HANDLE_NOT_TRANSFERABLE } } = require('internal/errors');
const { kTransfer } = require('structured_clone/host');

function neverBegun() {
  throw new ERR_WEIR_NOT_YET('the transfer of a handle');
}

/** Makes objects of a class transferable while `isMovable(object)`. */
function makeTransferable(prototype, name, isMovable) {
  const transfer = {
    __proto__: null,
    name,
    check(object) {
      // What was read or is to be written here would be lost there.
      if (!isMovable(object)) throw new ERR_WORKER_HANDLE_NOT_TRANSFERABLE(name);
      throw new ERR_WEIR_NOT_YET(`the transfer of a ${name}`);
    },
    begin: neverBegun,
    finish: neverBegun,
  };
  ObjectDefineProperty(prototype, kTransfer, { __proto__: null, configurable: true, get: () => transfer });
}

module.exports = { makeTransferable };
