'use strict';
// How `util.types` tells key objects and crypto keys without loading them: their modules put the tests here when they are
// loaded, and before that no value can be one.

module.exports = { __proto__: null, isKeyObject: undefined, isCryptoKey: undefined };
