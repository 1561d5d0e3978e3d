'use strict';
// The certificates that are trusted unless a program says otherwise. Owner: tls. Made when first asked for.

const { ObjectFreeze } = primordials;

let certificates;

function rootCertificates() {
  return certificates ??= ObjectFreeze(binding('tls').rootCertificates());
}

module.exports = { rootCertificates };
