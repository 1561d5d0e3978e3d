'use strict';
// The diagnostics channels of fetch's client, and what is told on them of a request. Owner: fetch.

const { ArrayPrototypePush, StringPrototypeIndexOf, StringPrototypeSlice } = primordials;

const { Buffer } = require('buffer');
const { channel } = require('diagnostics_channel');

const channels = {
  __proto__: null,
  beforeConnect: channel('undici:client:beforeConnect'),
  connected: channel('undici:client:connected'),
  connectError: channel('undici:client:connectError'),
  sendHeaders: channel('undici:client:sendHeaders'),
  create: channel('undici:request:create'),
  bodySent: channel('undici:request:bodySent'),
  headers: channel('undici:request:headers'),
  trailers: channel('undici:request:trailers'),
  error: channel('undici:request:error'),
};

/** Whether anybody looks at requests. */
function isWatched() {
  return channels.create.hasSubscribers || channels.sendHeaders.hasSubscribers || channels.bodySent.hasSubscribers ||
    channels.headers.hasSubscribers || channels.trailers.hasSubscribers || channels.error.hasSubscribers;
}

/** A request as subscribers see it; they may add headers. */
class WatchedRequest {
  constructor(origin, method, path, headers, body) {
    this.origin = origin;
    this.method = method;
    this.path = path;
    // Names and values in one list.
    this.headers = headers;
    this.body = body;
    this.aborted = false;
    this.completed = false;
    this.contentLength = body?.length ?? null;
    this.contentType = null;
    this.host = null;
    this.idempotent = method === 'GET' || method === 'HEAD';
  }

  addHeader(name, value) {
    ArrayPrototypePush(this.headers, `${name}`, `${value}`);
    return this;
  }
}

/** Header lines as a list of Buffers. */
function rawHeadersOf(lines) {
  const list = [];
  for (let at = 0; at < lines.length;) {
    const colon = StringPrototypeIndexOf(lines, ':', at);
    const end = StringPrototypeIndexOf(lines, '\n', colon);
    ArrayPrototypePush(list, Buffer.from(StringPrototypeSlice(lines, at, colon), 'latin1'),
                       Buffer.from(StringPrototypeSlice(lines, colon + 1, end), 'latin1'));
    at = end + 1;
  }
  return list;
}

module.exports = { WatchedRequest, channels, isWatched, rawHeadersOf };
