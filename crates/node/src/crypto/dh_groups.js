'use strict';
// The Diffie-Hellman groups that standards name. Owner: crypto.

const { StringPrototypeToLowerCase } = primordials;

const { codes: { ERR_CRYPTO_UNKNOWN_DH_GROUP } } = require('internal/errors');

const kGroups = {
  __proto__: null, modp1: 1, modp2: 2, modp5: 5, modp14: 14, modp15: 15, modp16: 16, modp17: 17, modp18: 18,
};

function numberOf(name) {
  const number = kGroups[StringPrototypeToLowerCase(name)];
  if (number === undefined) throw new ERR_CRYPTO_UNKNOWN_DH_GROUP();
  return number;
}

module.exports = { numberOf };
