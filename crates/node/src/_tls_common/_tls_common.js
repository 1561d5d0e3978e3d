'use strict';
// node:_tls_common - contexts of TLS by their old module name.

const { absentFunction } = require('internal/absent');
const { SecureContext, createSecureContext } = require('tls');

module.exports = {
  SecureContext,
  createSecureContext,
  translatePeerCertificate: absentFunction('_tls_common.translatePeerCertificate'),
};
