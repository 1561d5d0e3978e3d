'use strict';
// Certificate: the signed keys of old HTML forms. Owner: crypto.

const { toBuffer, toBytes } = require('crypto/bytes');
const native = binding('crypto_x509');

function verifySpkac(spkac, encoding) {
  return native.spkacVerify(toBytes(spkac, 'spkac', encoding));
}

function exportPublicKey(spkac, encoding) {
  const bytes = native.spkacKey(toBytes(spkac, 'spkac', encoding));
  return bytes === undefined ? '' : toBuffer(bytes);
}

function exportChallenge(spkac, encoding) {
  const bytes = native.spkacChallenge(toBytes(spkac, 'spkac', encoding));
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
