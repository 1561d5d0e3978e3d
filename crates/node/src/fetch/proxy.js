'use strict';
// Proxies of fetch: those that the environment names, by a tunnel that the proxy is asked for. Owner: fetch.

const {
  Int32Array,
  ObjectGetOwnPropertyDescriptor,
  StringPrototypeIncludes,
  SymbolFor,
  globalThis,
} = primordials;

const { LATIN1 } = require('buffer/encodings');
const { ErrnoException } = require('internal/errors');
const { defaultMaxHeaderSize } = require('http/settings');
const { isEnabledAtStart, proxyOf } = require('http/proxy_env');
const { UV_EOF } = require('net/read');
const { HTTPParserError, RequestAbortedError, SocketError } = require('fetch/failures');

const parsers = binding('http');

const kGlobalDispatcher = SymbolFor('undici.globalDispatcher.1');
const kHead = 1;
const kFailed = 5;
const kMore = 0;

// The proxies in force: undefined before anybody asked, null where there are none.
let current;
// The dispatcher that the program had set when proxies were set after it.
let overridden;

function initial() {
  return isEnabledAtStart() ? fromEnvironment(process.env) : null;
}

function fromEnvironment(env) {
  return { __proto__: null, http: proxyOf(env, 'http:') };
}

/** The proxy that a URL is fetched through, or undefined. */
function tunnelFor(url) {
  if (current === undefined) current = initial();
  const proxy = current?.http;
  if (proxy === undefined) return undefined;
  if (!proxy.serves(url.hostname, url.port === '' ? 80 : +url.port)) return undefined;
  return {
    key: proxy.href, hostname: proxy.hostname, port: proxy.port, authorization: proxy.authorization,
  };
}

/** Takes the proxies of `env`; returns a function that puts back what was there. */
function useProxiesOf(env) {
  const before = current;
  const overriddenBefore = overridden;
  current = fromEnvironment(env);
  overridden = ObjectGetOwnPropertyDescriptor(globalThis, kGlobalDispatcher)?.value;
  return () => {
    current = before;
    overridden = overriddenBefore;
  };
}

/** Whether proxies were set after this dispatcher. */
function isOverridden(dispatcher) {
  return dispatcher === overridden;
}

/** Asks the proxy at the other end of `socket` for a tunnel to `place`; `callback(error)`, null when it is there. */
function openTunnel(socket, place, callback) {
  const handle = socket._handle;
  const { authorization } = place.tunnel;
  const target = `${StringPrototypeIncludes(place.hostname, ':') ? `[${place.hostname}]` : place.hostname}:${place.port}`;
  const parser = parsers.open(true, 0, defaultMaxHeaderSize(), 0);
  const told = new Int32Array(5);
  const before = handle.onread;
  const finish = (error) => {
    parsers.close(parser);
    handle.onread = before;
    if (error !== null) socket.destroy();
    callback(error);
  };
  handle.onread = (nread, chunk) => {
    if (nread === 0) return;
    if (nread < 0) {
      finish(nread === UV_EOF ? new SocketError('other side closed', null) : new ErrnoException(nread, 'read'));
      return;
    }
    for (let at = 0; ;) {
      parsers.advance(parser, chunk, at, told);
      switch (told[0]) {
        case kMore:
          return;
        case kHead:
          if (told[4] === 200) finish(null);
          else finish(new RequestAbortedError(`Proxy response (${told[4]}) !== 200 when HTTP Tunneling`));
          return;
        case kFailed:
          finish(new HTTPParserError(parsers.failure(parser)[1], ''));
          return;
        default:
          at = told[1];
      }
    }
  };
  const head = `CONNECT ${target} HTTP/1.1\r\nhost: ${place.host}\r\nconnection: close\r\n` +
    `${authorization === undefined ? '' : `proxy-authorization: ${authorization}\r\n`}proxy-connection: keep-alive\r\n\r\n`;
  const status = handle.writeString(head, LATIN1, () => {});
  if (status < 0) finish(new ErrnoException(status, 'write'));
}

module.exports = { isOverridden, openTunnel, tunnelFor, useProxiesOf };
