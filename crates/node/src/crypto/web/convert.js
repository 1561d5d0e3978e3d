'use strict';
// Key objects as crypto keys: not there yet, and saying so. Owner: crypto.

const { absentFunction } = require('internal/absent');

module.exports = { toCryptoKey: absentFunction('keyObject.toCryptoKey') };
