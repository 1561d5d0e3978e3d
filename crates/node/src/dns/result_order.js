'use strict';
// In which order lookup() gives addresses: as the system has them, or one
// family first. A process-wide default, read from the options at first use.

const { ArrayPrototypeFilter } = primordials;

const { getOptionValue } = require('internal/options');
const { validateOneOf } = require('internal/validators');

const kOrders = ['verbatim', 'ipv4first', 'ipv6first'];

let defaultOrder;

function getDefaultResultOrder() {
  return defaultOrder ??= getOptionValue('--dns-result-order') || 'verbatim';
}

function setDefaultResultOrder(value) {
  validateOneOf(value, 'dnsOrder', kOrders);
  defaultOrder = value;
}

function validateOrder(value, name) {
  validateOneOf(value, name, kOrders);
}

// `entries` as { address, family }.
function inOrder(entries, order) {
  if (order === 'verbatim') return entries;
  const first = order === 'ipv4first' ? 4 : 6;
  const leading = ArrayPrototypeFilter(entries, (entry) => entry.family === first);
  const rest = ArrayPrototypeFilter(entries, (entry) => entry.family !== first);
  for (let i = 0; i < rest.length; i++) leading[leading.length] = rest[i];
  return leading;
}

module.exports = { getDefaultResultOrder, inOrder, setDefaultResultOrder, validateOrder };
