'use strict';
// node:dns/promises - lookups as promises. The resolvers are absent and say so.

const { lookupPromise, lookupServicePromise } = require('dns/lookup');
const { getDefaultResultOrder, setDefaultResultOrder } = require('dns/result_order');

module.exports = require('internal/absent')('dns/promises');

module.exports.lookup = lookupPromise;
module.exports.lookupService = lookupServicePromise;
module.exports.getDefaultResultOrder = getDefaultResultOrder;
module.exports.setDefaultResultOrder = setDefaultResultOrder;
