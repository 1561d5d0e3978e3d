'use strict';
// node:dns - what the system knows of names. The resolvers that speak DNS are
// absent and say so.

const { ObjectDefineProperty } = primordials;

const {
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  lookup,
  lookupService,
} = require('dns/lookup');
const { getDefaultResultOrder, setDefaultResultOrder } = require('dns/result_order');

module.exports = require('internal/absent')('dns');
module.exports.ADDRCONFIG = ADDRCONFIG;
module.exports.ALL = ALL;
module.exports.V4MAPPED = V4MAPPED;
module.exports.lookup = lookup;
module.exports.lookupService = lookupService;
module.exports.getDefaultResultOrder = getDefaultResultOrder;
module.exports.setDefaultResultOrder = setDefaultResultOrder;

ObjectDefineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
