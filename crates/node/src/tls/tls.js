'use strict';
// node:tls. Owner: tls. What needs no connection is there: defaults, names and their checks. The rest loads, since client
// libraries require it at load, and says so when it is used.

const { ArrayIsArray, ObjectDefineProperty } = primordials;

const { absentFunction } = require('internal/absent');
const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { isArrayBufferView } = require('util/types');
const { defaultCoreCipherList } = require('crypto/constants');
const { checkServerIdentity } = require('tls/identity');
const { Server, TLSSocket } = require('tls/sockets');

/** The least and the greatest version that the command line says; of several, the wider range. */
function versionOf(options, fallback) {
  for (let i = 0; i < options.length; i += 2) {
    if (getOptionValue(options[i])) return options[i + 1];
  }
  return fallback;
}

/** Names of protocols as the handshake has them: each with its length before it. */
function joinProtocols(protocols) {
  const parts = [];
  for (let i = 0; i < protocols.length; i++) {
    const name = protocols[i];
    const length = Buffer.byteLength(name);
    if (length === 0) throw new ERR_INVALID_ARG_VALUE(`protocols[${i}]`, name, 'must be a non-empty string');
    if (length > 255) {
      throw new ERR_OUT_OF_RANGE(`The byte length of the protocol at index ${i} exceeds the maximum length.`, '<= 255',
                                 length, true);
    }
    const part = Buffer.allocUnsafe(length + 1);
    part[0] = length;
    part.write(`${name}`, 1);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function checkProtocols(bytes) {
  for (let at = 0; at < bytes.length; at += 1 + bytes[at]) {
    if (bytes[at] === 0) {
      throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', bytes, 'must not contain zero-length protocol');
    }
    if (at + bytes[at] >= bytes.length) {
      throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', bytes, 'contains truncated protocol');
    }
  }
}

function convertALPNProtocols(protocols, out) {
  if (ArrayIsArray(protocols)) {
    out.ALPNProtocols = joinProtocols(protocols);
  } else if (isArrayBufferView(protocols)) {
    const { buffer, byteOffset, byteLength } = protocols;
    const bytes = Buffer.from(Buffer.from(buffer, byteOffset, byteLength));
    checkProtocols(bytes);
    out.ALPNProtocols = bytes;
  }
}

module.exports = {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  DEFAULT_CIPHERS: getOptionValue('--tls-cipher-list') || defaultCoreCipherList,
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: versionOf(['--tls-min-v1.0', 'TLSv1', '--tls-min-v1.1', 'TLSv1.1', '--tls-min-v1.2', 'TLSv1.2',
                                  '--tls-min-v1.3', 'TLSv1.3'], 'TLSv1.2'),
  DEFAULT_MAX_VERSION: versionOf(['--tls-max-v1.3', 'TLSv1.3', '--tls-max-v1.2', 'TLSv1.2'], 'TLSv1.3'),
  getCiphers: absentFunction('tls.getCiphers'),
  getCertificateCompressionAlgorithms: absentFunction('tls.getCertificateCompressionAlgorithms'),
  rootCertificates: undefined,
  getCACertificates: absentFunction('tls.getCACertificates'),
  setDefaultCACertificates: absentFunction('tls.setDefaultCACertificates'),
  convertALPNProtocols,
  checkServerIdentity,
  createSecureContext: absentFunction('tls.createSecureContext'),
  SecureContext: absentFunction('tls.SecureContext'),
  TLSSocket,
  Server,
  createServer: absentFunction('tls.createServer'),
  connect: absentFunction('tls.connect'),
};

ObjectDefineProperty(module.exports, 'rootCertificates', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get: () => require('tls/roots').rootCertificates(),
});
