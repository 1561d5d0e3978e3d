'use strict';
// process.binding: the old door to Node's native modules. A few packages still
// look up constants and type checks there; everything else is refused.

const { Error } = primordials;

const tables = {
  __proto__: null,
  constants() {
    const os = require('os').constants;
    const fs = require('fs').constants;
    return { os, fs };
  },
  util() {
    return { ...require('util/types') };
  },
};

function lookUp(name) {
  const create = tables[name];
  if (create === undefined) throw new Error(`No such module: ${name}`);
  return create();
}

module.exports = { lookUp };
