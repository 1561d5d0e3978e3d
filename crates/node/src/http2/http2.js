'use strict';
// node:http2. Owner: http2. Constants and defaults are there, and the classes can be named and extended, as libraries do when
// they load; sessions are not there yet.

const { Symbol } = primordials;

const { absentClass, absentFunction } = require('internal/absent');
const Stream = require('stream');
const constants = require('http2/constants');

function getDefaultSettings() {
  return {
    headerTableSize: constants.DEFAULT_SETTINGS_HEADER_TABLE_SIZE,
    enablePush: constants.DEFAULT_SETTINGS_ENABLE_PUSH === 1,
    initialWindowSize: constants.DEFAULT_SETTINGS_INITIAL_WINDOW_SIZE,
    maxFrameSize: constants.DEFAULT_SETTINGS_MAX_FRAME_SIZE,
    maxConcurrentStreams: constants.DEFAULT_SETTINGS_MAX_CONCURRENT_STREAMS,
    maxHeaderSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    maxHeaderListSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    enableConnectProtocol: constants.DEFAULT_SETTINGS_ENABLE_CONNECT_PROTOCOL === 1,
  };
}

module.exports = {
  connect: absentFunction('http2.connect'),
  constants,
  createServer: absentFunction('http2.createServer'),
  createSecureServer: absentFunction('http2.createSecureServer'),
  getDefaultSettings,
  getPackedSettings: absentFunction('http2.getPackedSettings'),
  getUnpackedSettings: absentFunction('http2.getUnpackedSettings'),
  performServerHandshake: absentFunction('http2.performServerHandshake'),
  sensitiveHeaders: Symbol('sensitiveHeaders'),
  Http2ServerRequest: absentClass('http2.Http2ServerRequest', Stream.Readable, 'setTimeout'),
  Http2ServerResponse: absentClass('http2.Http2ServerResponse', Stream,
                                   'addTrailers appendHeader cork createPushResponse destroy end flushHeaders ' +
                                   'getHeader getHeaderNames getHeaders hasHeader removeHeader setHeader setTimeout ' +
                                   'setTrailer uncork write writeContinue writeEarlyHints writeHead ' +
                                   'writeInformation'),
};
