'use strict';
// Whether digests and ciphers are known by name. Owner: crypto.

const native = binding('crypto_sign');

module.exports = { isKnown: native.isDigest, isUnknownCipher: (name) => !native.isCipher(name) };
