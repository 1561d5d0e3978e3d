'use strict';
// The classes of node:tls. Owner: tls. They can be named, extended and patched, as client libraries do when they load;
// making one says that TLS is not there yet.

const net = require('net');
const { absentClass } = require('internal/absent');

const TLSSocket = absentClass('tls.TLSSocket', net.Socket,
                              'disableRenegotiation enableTrace exportKeyingMaterial getCertificate getCipher ' +
                              'getEphemeralKeyInfo getFinished getPeerCertificate getPeerFinished ' +
                              'getPeerX509Certificate getProtocol getSession getSharedSigalgs getTLSTicket ' +
                              'getX509Certificate isSessionReused renegotiate setKeyCert setMaxSendFragment ' +
                              'setServername setSession');

const Server = absentClass('tls.Server', net.Server, 'addContext getTicketKeys setSecureContext setTicketKeys');

module.exports = { Server, TLSSocket };
