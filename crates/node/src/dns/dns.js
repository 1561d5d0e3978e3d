'use strict';
// node:dns - names as the system knows them (lookup) and as servers tell them
// (the resolvers).

const { ObjectAssign, ObjectDefineProperty } = primordials;

const codes = require('dns/codes');
const { ADDRCONFIG, ALL, V4MAPPED, lookup, lookupService } = require('dns/lookup');
const { Resolver, addFunctions } = require('dns/resolver');
const { getDefaultResultOrder, setDefaultResultOrder } = require('dns/result_order');

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ADDRCONFIG,
  ALL,
  V4MAPPED,
};
addFunctions(module.exports, 'callbacks');
ObjectAssign(module.exports, codes);

ObjectDefineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
