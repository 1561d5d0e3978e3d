'use strict';
// The classes of node:tls. Owner: tls. They can be named, extended and patched, as client libraries do when they load. A
// TLSSocket can be made, since some look at one then; it speaks no TLS yet, and says so to whatever reads or writes.

const { FunctionPrototypeCall, ObjectSetPrototypeOf, StringPrototypeSplit } = primordials;

const net = require('net');
const { setImmediate } = require('timers');
const { absentClass, absentFunction } = require('internal/absent');
const { codes: { ERR_WEIR_NOT_YET } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const JSStreamSocket = require('net/js_stream_socket');

/** The handle of a socket that has none of its own: what is below, and an end. */
class SessionHandle {
  constructor(parent) {
    this._parentWrap = parent;
    this.bytesRead = 0;
    this.bytesWritten = 0;
  }

  close(callback) {
    this._parentWrap?.destroy();
    setImmediate(callback);
  }

  ref() {}

  unref() {}
}

function TLSSocket(socket, options) {
  if (!(this instanceof TLSSocket)) return new TLSSocket(socket, options);
  const parent = !socket || (socket instanceof net.Socket && socket._handle) ? socket : new JSStreamSocket(socket);
  FunctionPrototypeCall(net.Socket, this, { allowHalfOpen: socket ? socket.allowHalfOpen : options?.allowHalfOpen });
  this._tlsOptions = options ?? kEmptyObject;
  this.secureConnecting = true;
  this.servername = null;
  this.alpnProtocol = null;
  this.authorized = false;
  this.authorizationError = null;
  this.encrypted = true;
  this.connecting = true;
  this._handle = this.ssl = new SessionHandle(parent);
}
ObjectSetPrototypeOf(TLSSocket, net.Socket);
ObjectSetPrototypeOf(TLSSocket.prototype, net.Socket.prototype);

function refuse(callback) {
  callback(new ERR_WEIR_NOT_YET('tls.TLSSocket'));
}

TLSSocket.prototype._read = function() {
  this.destroy(new ERR_WEIR_NOT_YET('tls.TLSSocket'));
};
TLSSocket.prototype._write = (chunk, encoding, callback) => refuse(callback);
TLSSocket.prototype._writev = (chunks, callback) => refuse(callback);
TLSSocket.prototype._final = refuse;
for (const name of StringPrototypeSplit('connect disableRenegotiation enableTrace exportKeyingMaterial getCertificate getCipher ' +
  'getEphemeralKeyInfo getFinished getPeerCertificate getPeerFinished getPeerX509Certificate getProtocol getSession ' +
  'getSharedSigalgs getTLSTicket getX509Certificate isSessionReused renegotiate setKeyCert setMaxSendFragment ' +
  'setServername setSession', ' ')) {
  TLSSocket.prototype[name] = absentFunction(`TLSSocket.${name}`);
}

const Server = absentClass('tls.Server', net.Server, 'addContext getTicketKeys setSecureContext setTicketKeys');

module.exports = { Server, TLSSocket };
