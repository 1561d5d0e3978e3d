'use strict';
// SubtleCrypto: not there yet, and saying so. Owner: crypto.

const { absentFunction, absentObject } = require('internal/absent');

module.exports = { SubtleCrypto: absentFunction('SubtleCrypto'), subtle: absentObject('crypto.subtle') };
