'use strict';
// node:dns/promises - lookups and resolvers with promises.

const { ObjectAssign } = primordials;

const codes = require('dns/codes');
const { lookupPromise, lookupServicePromise } = require('dns/lookup');
const { PromiseResolver, addFunctions } = require('dns/resolver');
const { getDefaultResultOrder, setDefaultResultOrder } = require('dns/result_order');

module.exports = {
  lookup: lookupPromise,
  lookupService: lookupServicePromise,
  Resolver: PromiseResolver,
  getDefaultResultOrder,
  setDefaultResultOrder,
};
addFunctions(module.exports, 'promises');
ObjectAssign(module.exports, codes);
