'use strict';
// A request that somebody looks at by the diagnostics channels. Owner: fetch. Loaded when there are subscribers.

const { ArrayPrototypeSlice, FunctionPrototypeCall, StringPrototypeSlice } = primordials;

const { withoutPrototype } = require('stream/web/promises');
const { WatchedRequest, channels, rawHeadersOf } = require('fetch/channels');
const { headersOf, pathOf } = require('fetch/wire');

class Watch {
  constructor(run) {
    const { request, url } = run;
    this.headers = headersOf(request, url);
    this.request = new WatchedRequest(url.origin, request.method, pathOf(url), this.headers, request.body);
    const own = this.headers.length;
    if (channels.create.hasSubscribers) channels.create.publish({ request: this.request });
    // What subscribers have added.
    this.added = this.headers.length === own ? undefined : ArrayPrototypeSlice(this.headers, own);
  }

  /** Tells of what becomes of the exchange. */
  follow(exchange) {
    const { request } = this;
    const { onHead, onFailure } = exchange;
    exchange.onConnected = ({ socket }) => {
      if (channels.sendHeaders.hasSubscribers) {
        channels.sendHeaders.publish({ request, headers: StringPrototypeSlice(exchange.head, 0, -2), socket });
      }
    };
    exchange.onSent = () => {
      if (channels.bodySent.hasSubscribers) channels.bodySent.publish({ request });
    };
    exchange.onHead = (status, statusText, lines) => {
      if (channels.headers.hasSubscribers) {
        channels.headers.publish({ request, response: { statusCode: status, headers: rawHeadersOf(lines), statusText } });
      }
      return FunctionPrototypeCall(onHead, exchange, status, statusText, lines);
    };
    exchange.onTrailers = (lines) => {
      request.completed = true;
      if (channels.trailers.hasSubscribers) channels.trailers.publish({ request, trailers: rawHeadersOf(lines) });
    };
    exchange.onFailure = (error) => {
      request.aborted = true;
      if (channels.error.hasSubscribers) channels.error.publish({ request, error });
      FunctionPrototypeCall(onFailure, exchange, error);
    };
  }
}

withoutPrototype(Watch);

function watch(run) {
  return new Watch(run);
}

module.exports = { watch };
