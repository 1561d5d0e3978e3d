'use strict';
// Certificate: the signed keys of old HTML forms. Owner: crypto.

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { toBuffer, toBytes } = require('crypto/bytes');
const native = binding('crypto_x509');

function bytesOf(spkac, encoding) {
  const bytes = toBytes(spkac, 'spkac', encoding);
  // The library counts in 32 bits.
  if (bytes.byteLength > 2 ** 31 - 1) {
    const error = new ERR_OUT_OF_RANGE('spkac', '<= 2147483647', bytes.byteLength);
    error.message = 'spkac is too large';
    throw error;
  }
  return bytes;
}

function verifySpkac(spkac, encoding) {
  const bytes = bytesOf(spkac, encoding);
  // Of nothing, all three make the same.
  return bytes.byteLength === 0 ? '' : native.spkacVerify(bytes);
}

function exportPublicKey(spkac, encoding) {
  const bytes = native.spkacKey(bytesOf(spkac, encoding));
  return bytes === undefined ? '' : toBuffer(bytes);
}

function exportChallenge(spkac, encoding) {
  const bytes = native.spkacChallenge(bytesOf(spkac, encoding));
  return bytes === undefined ? '' : toBuffer(bytes);
}

// The older interface makes objects of it, and the newer one has the functions on the constructor.
function Certificate() {
  if (!(this instanceof Certificate)) return new Certificate();
}
Certificate.prototype.verifySpkac = verifySpkac;
Certificate.prototype.exportPublicKey = exportPublicKey;
Certificate.prototype.exportChallenge = exportChallenge;
Certificate.verifySpkac = verifySpkac;
Certificate.exportPublicKey = exportPublicKey;
Certificate.exportChallenge = exportChallenge;

module.exports = { Certificate };
