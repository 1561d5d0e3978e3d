// Certificates and signed public keys (SPKAC), changed: an error, or values that all can be read.
'use strict';

const crypto = require('crypto');
const { fuzz } = require('./harness.js');

// One with names of all kinds, and a plain one.
const EC = Buffer.from(
  'MIIDHjCCAsSgAwIBAgIUK556SPTc4lcdNrW+MzTfFi4eL5gwCgYIKoZIzj0EAwIwbjELMAkGA1UEBhMCQ0gxGTAXBgNVBAoMEFdlaXIsIHF1' +
  'b3RlZCArIHgxDjAMBgNVBAsMBcOcYmVyMRYwFAYDVQQDDA0qLmV4YW1wbGUuY29tMRwwGgYJKoZIhvcNAQkBFg1hQGV4YW1wbGUuY29tMCAX' +
  'DTI2MTEyNDA0NTUxNloYDzIxMDkwMTEzMDQ1NTE2WjBuMQswCQYDVQQGEwJDSDEZMBcGA1UECgwQV2VpciwgcXVvdGVkICsgeDEOMAwGA1UE' +
  'CwwFw5xiZXIxFjAUBgNVBAMMDSouZXhhbXBsZS5jb20xHDAaBgkqhkiG9w0BCQEWDWFAZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO' +
  'PQMBBwNCAARoDNNc56QhS4SpZToNYtJAaoXsYCsHv++5Lrn/SCj7zWgVO3RC+WANJ2CzmobQvPXS501UNtWjDmdNjt1b6gX1o4IBPDCCATgw' +
  'gYMGA1UdEQR8MHqCC2V4YW1wbGUuY29tgg0qLmV4YW1wbGUub3JngQ1iQGV4YW1wbGUuY29thwR/AAABhxAAAAAAAAAAAAAAAAAAAAABhgpo' +
  'dHRwOi8veC95iAMqAwSgEgYIKwYBBQUHCAmgBgwEc210cKQQMA4xDDAKBgNVBAMMA2RpcjBEBggrBgEFBQcBAQQ4MDYwGAYIKwYBBQUHMAGG' +
  'DGh0dHA6Ly9vY3NwLzAaBggrBgEFBQcwAoIOY2EuZXhhbXBsZS5jb20wDgYDVR0PAQH/BAQDAgKEMCcGA1UdJQQgMB4GCCsGAQUFBwMBBggr' +
  'BgEFBQcDAgYIKwYBBQUHAwkwEgYDVR0TAQH/BAgwBgEB/wIBATAdBgNVHQ4EFgQU1AlpqCHGmoh7sU2IzSWwvaHvaiswCgYIKoZIzj0EAwID' +
  'SAAwRQIhAKkGMH9cvkh1q9KS6VSBFgcej/OTSrpJsQl765XNSvInAiBrECVv6fPUkFHhaH1jpIQQOue5ylWY2SOld+8pKVIDyQ==', 'base64');
const RSA = Buffer.from(
  'MIIB9jCCAV+gAwIBAgIUXtIQ960OKpqyodd72YAOmmEBv4MwDQYJKoZIhvcNAQELBQAwDDEKMAgGA1UEAwwBYTAgFw0yNjExMjQwNDU1NTVa' +
  'GA8yMTA5MDExMzA0NTU1NVowDDEKMAgGA1UEAwwBYTCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEA6ef3hfaki0uBnnApMomanhktgrAz' +
  'lzZOcSai/LVW3m/W7WyXAk0CM64QGzTEcSM1+/60CDIPKuDjvAjmNB6KlrRU9RSbu24ftAc8vGMa1K6SKUSxVhfDFE9gd9WobBry75jUuFEA' +
  '+DL1AS2bQIhPd7nvSkN8bvXA/0Lap2sSM38CAwEAAaNTMFEwHQYDVR0OBBYEFO5HWYpx4h5mRNLb5QXdFwOe1n/YMB8GA1UdIwQYMBaAFO5H' +
  'WYpx4h5mRNLb5QXdFwOe1n/YMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADgYEAlKngQ9biSIV555VSV0hc9895WNgcOWIfgz3r' +
  'O8EwcKHyo3awB0IPn+6d+J7FNDwna5JR57JmpY3HOWCX8r4J1374l7Ivr6/s/u+LTT6AF+1YFBhW5SiK2xZ3N145n3iGZP+sjptorqP84chA' +
  'QbXsOWKGZ+gI2FGOcaV9u5gMMY8=', 'base64');
const SPKAC = Buffer.from(
  'MIIBPzCBqTCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEA6ef3hfaki0uBnnApMomanhktgrAzlzZOcSai/LVW3m/W7WyXAk0CM64QGzTE' +
  'cSM1+/60CDIPKuDjvAjmNB6KlrRU9RSbu24ftAc8vGMa1K6SKUSxVhfDFE9gd9WobBry75jUuFEA+DL1AS2bQIhPd7nvSkN8bvXA/0Lap2sS' +
  'M38CAwEAARYFaGVsbG8wDQYJKoZIhvcNAQEEBQADgYEAAOuilriBSsT8G5LHfCrIxczV3dMuQAFEguxXdlhndG9Ls/Q1KfEa3m1gVCCuKG58' +
  'J96qZFMWHJt+8seq61m4AJ5dxXhQYNrNJwRM6RYirX0fM0snAUfcwvq/kxNe+Cz7UBu9QEymK5tN7rni53t+HnbkhNDhbDz2GijxF5mcTwU=');

const pem = (der) => new crypto.X509Certificate(der).toString();

/** What was refused has a code, a message of the library's, or one of these. */
const UNNAMED = ['Failed to decode', 'Public key', 'Failed to'];

function described(make) {
  try {
    return make();
  } catch (error) {
    const known = error instanceof Error && (error.code !== undefined || /^error:/.test(error.message) ||
      UNNAMED.some((text) => error.message.startsWith(text)));
    if (!known) throw error;
    return String(error.code ?? error.message);
  }
}

const PROPERTIES = ['subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'fingerprint', 'fingerprint256',
                    'fingerprint512', 'keyUsage', 'serialNumber', 'ca', 'validFromDate', 'validToDate', 'signatureAlgorithm',
                    'signatureAlgorithmOid'];
const key = crypto.generateKeyPairSync('ed25519');

/** Everything that a certificate tells. */
function read(certificate) {
  const values = PROPERTIES.map((name) => described(() => certificate[name]));
  values.push(described(() => certificate.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')));
  values.push(certificate.raw.toString('base64'), certificate.toString(), certificate.toJSON());
  values.push(described(() => JSON.stringify(certificate.toLegacyObject())));
  for (const host of ['a.example.com', 'example.com', 'x.example.org', 'a']) values.push(described(() => certificate.checkHost(host)));
  for (const email of ['a@example.com', 'b@example.com']) values.push(described(() => certificate.checkEmail(email)));
  for (const address of ['127.0.0.1', '::1']) values.push(described(() => certificate.checkIP(address)));
  values.push(described(() => certificate.checkIssued(certificate)), described(() => certificate.verify(certificate.publicKey)));
  values.push(described(() => certificate.verify(key.publicKey)), described(() => certificate.checkPrivateKey(key.privateKey)));
  return values;
}

fuzz({
  seeds: [EC, RSA, pem(EC), pem(RSA), SPKAC],
  words: ['-----BEGIN CERTIFICATE-----\n', '-----END CERTIFICATE-----\n', 'TRUSTED ', '\n', '\0', ', DNS:', 'DNS:"', '\\',
          Buffer.from([0x30, 0x82]), Buffer.from([0x30, 0x80]), Buffer.from([0x82, 0x00]), Buffer.from([0x1E, 0x02, 0xD8, 0x00]),
          Buffer.from([0x1C, 0x04, 0x00, 0x11, 0x00, 0x00]), Buffer.from([0x87, 0x03, 1, 2, 3]), Buffer.from([0x05, 0x00]),
          Buffer.from([0x06, 0x03, 0x55, 0x1D, 0x11]), Buffer.from([0x84, 0xFF, 0xFF, 0xFF, 0xFF])],
  run(bytes) {
    const certificate = described(() => new crypto.X509Certificate(bytes));
    const { Certificate } = crypto;
    const spkac = [
      described(() => Certificate.verifySpkac(bytes)),
      described(() => Certificate.exportPublicKey(bytes).toString('base64')),
      described(() => Certificate.exportChallenge(bytes).toString('base64')),
    ];
    if (typeof certificate === 'string') return `${certificate} ${crypto.hash('md5', spkac.join(' '))}`;
    return crypto.hash('md5', JSON.stringify([read(certificate), spkac]));
  },
});
