// Keys and certificates in every form, changed: an error with a code, or a key that can be written out again.
'use strict';

const crypto = require('crypto');
const { fuzz } = require('./harness.js');

const PEM = { type: 'pkcs8', format: 'pem' };
const pairs = [['ed25519', {}], ['x25519', {}], ['ec', { namedCurve: 'P-256' }], ['rsa', { modulusLength: 1024 }], ['ec', { namedCurve: 'secp256k1' }]]
  .map(([type, options]) => crypto.generateKeyPairSync(type, options));
const forms = pairs.flatMap(({ privateKey, publicKey }) => [
  privateKey.export(PEM), privateKey.export({ type: 'pkcs8', format: 'der' }), publicKey.export({ type: 'spki', format: 'pem' }),
  publicKey.export({ type: 'spki', format: 'der' }),
  privateKey.export({ ...PEM, cipher: 'aes-128-cbc', passphrase: 'pass' }), JSON.stringify(privateKey.export({ format: 'jwk' })),
]);

/** Texts of refusals that have no code, as under Node. */
const UNNAMED = ['Failed to read asymmetric key', 'Failed to read private key', 'Failed to read public key'];

function described(make) {
  try {
    const key = make();
    return `${key.type} ${key.asymmetricKeyType ?? ''}`;
  } catch (error) {
    // OpenSSL refuses some forms without a reason that has a code.
    const known = error instanceof Error && (error.code !== undefined || /^error:/.test(error.message) || UNNAMED.includes(error.message));
    if (!known) throw error;
    return String(error.code ?? error.message);
  }
}

/** A key that was taken must bear being used. */
function used(make, way) {
  return described(() => {
    const key = make();
    key.export({ type: way === 'private' ? 'pkcs8' : 'spki', format: 'der' });
    return key;
  });
}

fuzz({
  seeds: forms,
  words: ['-----BEGIN ', '-----END ', 'PRIVATE KEY-----', 'RSA ', 'EC ', 'CERTIFICATE-----', '\n', 'Proc-Type: 4,ENCRYPTED\n', '"kty":"OKP"', '"crv":"P-256"',
          Buffer.from([0x30, 0x82, 0xFF, 0xFF]), Buffer.from([0x02, 0x01, 0x00]), Buffer.from([0x06, 0x03]), Buffer.from([0x80]), Buffer.from([0x04, 0x84, 0xFF])],
  run(bytes) {
    const outcome = [];
    const texts = bytes[0] === 0x2D ? [{ key: bytes, passphrase: 'pass' }] :
      [{ key: bytes, format: 'der', type: 'pkcs8' }, { key: bytes, format: 'der', type: 'spki' }, { key: bytes, format: 'der', type: 'pkcs1' },
       { key: bytes, format: 'der', type: 'sec1' }];
    for (const given of texts) {
      if (given.type !== 'spki') outcome.push(used(() => crypto.createPrivateKey(given), 'private'));
      if (given.type !== 'sec1' && given.type !== 'pkcs8') outcome.push(used(() => crypto.createPublicKey(given), 'public'));
    }
    if (bytes[0] === 0x7B) {
      let jwk;
      try {
        jwk = JSON.parse(bytes);
      } catch {
        return 'no JSON';
      }
      outcome.push(used(() => crypto.createPrivateKey({ key: jwk, format: 'jwk' }), 'private'));
      outcome.push(used(() => crypto.createPublicKey({ key: jwk, format: 'jwk' }), 'public'));
    }
    outcome.push(described(() => ({ type: new crypto.X509Certificate(bytes).subject })));
    return outcome.join(' ');
  },
});
