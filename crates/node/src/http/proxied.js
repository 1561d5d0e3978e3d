'use strict';
// Requests that go through a proxy: they name their server in the request line, and the Host header says the same.
// Owner: http. What the two could disagree about is refused, since the proxy would believe one and the server the other.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ObjectKeys,
  RegExpPrototypeExec,
  String,
  StringPrototypeIncludes,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_CHAR } } = require('internal/errors');
const { validatePort } = require('internal/validators');
const { URL } = require('url/whatwg');
const { kProxy } = require('http/agent');

const kLineBreak = /[\r\n]/;
const kScheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const kNotAuthority = /[@/?#\\]/;

/** Host and port of the server, as a URL writes them. */
function authorityOf({ host, port }) {
  if (RegExpPrototypeExec(kLineBreak, host) !== null) throw new ERR_INVALID_CHAR('options.host');
  if (RegExpPrototypeExec(kLineBreak, `${port}`) !== null) throw new ERR_INVALID_CHAR('options.port');
  validatePort(port, 'options.port');
  const isBare = StringPrototypeIncludes(host, ':') && host[0] !== '[';
  const url = URL.parse(`http://${isBare ? `[${host}]` : host}:${+port}`);
  if (url === null) throw new ERR_INVALID_ARG_VALUE('options.host', host, 'must be a host');
  return url.host;
}

/** The request target in its absolute form. */
function targetOf(path, authority) {
  if (StringPrototypeStartsWith(path, '/')) return `http://${authority}${path}`;
  const url = RegExpPrototypeExec(kScheme, path) === null ? null : URL.parse(path);
  if (url === null) throw new ERR_INVALID_ARG_VALUE('options.path', path, 'must be in absolute-form or start with /');
  if (url.protocol !== 'http:') throw new ERR_INVALID_ARG_VALUE('options.path', path, 'must use http: scheme');
  if (url.username !== '' || url.password !== '') {
    throw new ERR_INVALID_ARG_VALUE('options.path', path, 'must not contain userinfo');
  }
  if (url.host !== authority) {
    throw new ERR_INVALID_ARG_VALUE('options.path', path, 'must match the request authority');
  }
  return path;
}

function checkHost(value, authority) {
  const text = String(value);
  const url = RegExpPrototypeExec(kNotAuthority, text) === null ? URL.parse(`http://${text}`) : null;
  if (url === null || url.host !== authority) {
    throw new ERR_INVALID_ARG_VALUE('options.headers.host', value, 'must match the request authority');
  }
}

/** Headers as a flat list of names and values. */
function flat(headers) {
  const list = [];
  if (headers.length === 0 || !ArrayIsArray(headers[0])) {
    if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
    for (let i = 0; i < headers.length; i++) ArrayPrototypePush(list, headers[i]);
    return list;
  }
  for (let i = 0; i < headers.length; i++) {
    if (!ArrayIsArray(headers[i])) {
      throw new ERR_INVALID_ARG_VALUE(`options.headers[${i}]`, headers[i],
                                      'must be an array when headers is passed as an array of pairs');
    }
    ArrayPrototypePush(list, headers[i][0], headers[i][1]);
  }
  return list;
}

function isHost(name) {
  return StringPrototypeToLowerCase(String(name)) === 'host';
}

function listFor(headers, authority, setsHost, own) {
  const list = flat(headers);
  let isSaid = false;
  for (let i = 0; i < list.length; i += 2) {
    if (!isHost(list[i])) continue;
    if (isSaid) {
      throw new ERR_INVALID_ARG_VALUE('options.headers', headers, 'must not contain duplicate Host headers');
    }
    isSaid = true;
    checkHost(list[i + 1], authority);
    list[i + 1] = authority;
  }
  if (!isSaid && setsHost) ArrayPrototypePush(list, 'Host', authority);
  const names = ObjectKeys(own);
  for (let i = 0; i < names.length; i++) ArrayPrototypePush(list, names[i], own[names[i]]);
  return list;
}

function objectFor(headers, authority, setsHost, own) {
  const all = { __proto__: null };
  let isSaid = false;
  const names = ObjectKeys(headers);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    all[name] = headers[name];
    if (!isHost(name)) continue;
    isSaid = true;
    checkHost(headers[name], authority);
    all[name] = authority;
  }
  if (!isSaid && setsHost) all.Host = authority;
  return { __proto__: null, ...all, ...own };
}

/** Makes a request one that goes through `proxy`: its target, its headers, and where its connection leads. */
function goThrough(proxy, request, options, setsHost) {
  options[kProxy] = proxy;
  const { method } = request;
  if (method === 'CONNECT' || (method === 'OPTIONS' && request.path === '*')) return;
  const authority = authorityOf(options);
  request.path = targetOf(request.path, authority);
  const own = { '__proto__': null, 'Proxy-Connection': request.shouldKeepAlive ? 'keep-alive' : 'close' };
  if (proxy.authorization !== undefined) own['Proxy-Authorization'] = proxy.authorization;
  const { headers } = options;
  options.headers = ArrayIsArray(headers) ? listFor(headers, authority, setsHost, own) :
    objectFor(headers ?? {}, authority, setsHost, own);
}

module.exports = { goThrough };
