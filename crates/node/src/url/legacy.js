'use strict';
// The legacy URL API's parser and serializer: `Url`, url.parse(), url.format(). Owner: url.
// It is lenient where the WHATWG parser is not and is kept as programs know it; the resolving of
// references is in url/legacy_resolve.js.

const {
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeSet,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  decodeURIComponent,
} = primordials;

const native = binding('url');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_URL } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { percentChar } = require('url/percent');
const { formatURL, isURL } = require('url/whatwg');

const querystring = require('querystring');

const kMaxHostname = 255;

// Schemes that have a host behind two slashes whether or not the slashes are written.
const slashedSchemes = new SafeSet([
  'http', 'http:', 'https', 'https:', 'ftp', 'ftp:', 'gopher', 'gopher:',
  'file', 'file:', 'ws', 'ws:', 'wss', 'wss:',
]);

const schemePattern = /^[a-z0-9.+-]+:/i;
const portPattern = /:[0-9]*$/;
const userAtHost = /^\/\/[^@/]+@[^@/]+/;
const simplePath = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/;
// A hash anywhere, or an `@` in front of the query.
const needsFullParse = /#|^[^?]*@/;
const surroundingSpace = /^[\0-\x20\u00a0\ufeff]+|[\0-\x20\u00a0\ufeff]+$/g;
const lineSpace = /[\t\n\r]/g;
const nonHost = /[ "%';<>\\^`{|}#/?]/;
const pathStart = /[#/?]/;
const needsEscape = /[\t\n\r "'<>\\^`{|}]/g;
const backslash = /\\/g;
const hashes = /#/g;
const pathDelimiters = /[#?]/g;
const pathDelimitersOnce = /[#?]/;
const escapedColon = /%3A/g;
const insideHostname = /[/\\#?:]/;
// eslint-disable-next-line no-control-regex
const forbiddenInHost = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
// eslint-disable-next-line no-control-regex
const forbiddenInIPv6 = /[\0\t\n\r #%/<>?@\\^|]/;

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

function isHostless(scheme) {
  return scheme === 'javascript' || scheme === 'javascript:';
}

function isSlashed(scheme) {
  return slashedSchemes.has(scheme);
}

/** Trims, and turns backslashes before the query into slashes, as browsers do. */
function tidy(text) {
  const trimmed = RegExpPrototypeSymbolReplace(surroundingSpace, text, '');
  const tail = RegExpPrototypeExec(pathDelimitersOnce, trimmed);
  const end = tail === null ? trimmed.length : tail.index;
  return RegExpPrototypeSymbolReplace(backslash, StringPrototypeSlice(trimmed, 0, end), '/') +
    StringPrototypeSlice(trimmed, end);
}

function isBracketed(hostname) {
  return hostname[0] === '[' && hostname[hostname.length - 1] === ']';
}

let warnedOfPort = false;

/**
 * Cuts `url.hostname` at the first character that no hostname has, and returns what was cut off,
 * as the start of a path.
 */
function cutHostname(url, input) {
  const hostname = url.hostname;
  const found = RegExpPrototypeExec(insideHostname, hostname);
  if (found === null) return '';
  if (found[0] === ':' && !warnedOfPort) {
    warnedOfPort = true;
    process.emitWarning(
      `The URL ${input} is invalid. Future versions of Node.js will throw an error.`,
      'DeprecationWarning', 'DEP0170');
  }
  url.hostname = StringPrototypeSlice(hostname, 0, found.index);
  return `/${StringPrototypeSlice(hostname, found.index)}`;
}

/** Brings `url.hostname` to its ASCII form, or throws where it could be taken for another host. */
function checkHostname(url, bracketed, input) {
  const forbidden = bracketed ? forbiddenInIPv6 : forbiddenInHost;
  if (!bracketed && url.hostname !== '') {
    url.hostname = native.domainToLooseAscii(url.hostname);
    if (url.hostname === '') throw new ERR_INVALID_URL(input);
  }
  if (url.hostname !== '' && RegExpPrototypeExec(forbidden, url.hostname) !== null) {
    throw new ERR_INVALID_URL(input);
  }
}

/** Reads credentials, host and port off the front of `rest` and returns what follows them. */
function readAuthority(url, rest, input) {
  // Credentials end at the last `@` in front of the path; they may hold anything.
  const path = RegExpPrototypeExec(pathStart, rest);
  const end = path === null ? rest.length : path.index;
  const authority = RegExpPrototypeSymbolReplace(
    lineSpace, StringPrototypeSlice(rest, 0, end), '');
  rest = authority + StringPrototypeSlice(rest, end);
  let hostStart = 0;
  for (let at = StringPrototypeIndexOf(authority, '@'); at !== -1;
    at = StringPrototypeIndexOf(authority, '@', hostStart)) {
    hostStart = at + 1;
  }
  if (hostStart > 0) {
    url.auth = decodeURIComponent(StringPrototypeSlice(authority, 0, hostStart - 1));
  }
  const stop = RegExpPrototypeExec(nonHost, StringPrototypeSlice(rest, hostStart));
  const hostEnd = stop === null ? rest.length : hostStart + stop.index;
  url.host = StringPrototypeSlice(rest, hostStart, hostEnd);
  rest = StringPrototypeSlice(rest, hostEnd);

  url.parseHost();
  if (typeof url.hostname !== 'string') url.hostname = '';
  const bracketed = isBracketed(url.hostname);
  if (!bracketed) rest = cutHostname(url, input) + rest;
  url.hostname = url.hostname.length > kMaxHostname ?
    '' : StringPrototypeToLowerCase(url.hostname);
  checkHostname(url, bracketed, input);

  url.host = url.hostname + (url.port ? `:${url.port}` : '');
  if (bracketed) {
    url.hostname = StringPrototypeSlice(url.hostname, 1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  return rest;
}

function setPath(url) {
  const { pathname, search } = url;
  if (pathname || search) url.path = (pathname || '') + (search || '');
}

/** Splits `rest` into pathname, query and hash. */
function readTail(url, rest, parseQueryString) {
  const hash = StringPrototypeIndexOf(rest, '#');
  const end = hash === -1 ? rest.length : hash;
  if (hash !== -1) url.hash = StringPrototypeSlice(rest, hash);
  let question = StringPrototypeIndexOf(rest, '?');
  if (question === -1 || question > end) question = -1;
  if (question !== -1) {
    url.search = StringPrototypeSlice(rest, question, end);
    url.query = StringPrototypeSlice(rest, question + 1, end);
    if (parseQueryString) url.query = querystring.parse(url.query);
  } else if (parseQueryString) {
    url.search = null;
    url.query = { __proto__: null };
  }
  const pathEnd = question === -1 ? end : question;
  if (pathEnd > 0) url.pathname = StringPrototypeSlice(rest, 0, pathEnd);
}

/** The short way for what is nothing but a path with a query; undefined for anything else. */
function readSimplePath(url, rest, parseQueryString) {
  const match = RegExpPrototypeExec(simplePath, rest);
  if (match === null) return undefined;
  url.path = rest;
  url.href = rest;
  url.pathname = match[1];
  if (match[2]) {
    url.search = match[2];
    url.query = StringPrototypeSlice(match[2], 1);
    if (parseQueryString) url.query = querystring.parse(url.query);
  } else if (parseQueryString) {
    url.search = null;
    url.query = { __proto__: null };
  }
  return url;
}

Url.prototype.parse = function parse(url, parseQueryString, slashesDenoteHost) {
  validateString(url, 'url');
  let rest = tidy(url);

  if (!slashesDenoteHost && RegExpPrototypeExec(needsFullParse, rest) === null) {
    const simple = readSimplePath(this, rest, parseQueryString);
    if (simple !== undefined) return simple;
  }

  const written = RegExpPrototypeExec(schemePattern, rest)?.[0];
  let scheme;
  if (written !== undefined) {
    rest = StringPrototypeSlice(rest, written.length);
    scheme = StringPrototypeToLowerCase(written);
    this.protocol = scheme;
  }

  let slashes = false;
  if (slashesDenoteHost || scheme !== undefined ||
      RegExpPrototypeExec(userAtHost, rest) !== null) {
    slashes = rest[0] === '/' && rest[1] === '/';
    if (slashes && !isHostless(scheme)) {
      rest = StringPrototypeSlice(rest, 2);
      this.slashes = true;
    }
  }

  // A scheme in capitals is taken for one of those that have a host without slashes.
  if (!isHostless(scheme) && (slashes || (scheme !== undefined && !isSlashed(written)))) {
    rest = readAuthority(this, rest, url);
  }
  if (!isHostless(scheme)) {
    rest = RegExpPrototypeSymbolReplace(needsEscape, rest, percentChar);
  }
  readTail(this, rest, parseQueryString);
  if (isSlashed(scheme) && this.hostname && !this.pathname) this.pathname = '/';
  setPath(this);
  this.href = this.format();
  return this;
};

Url.prototype.format = function format() {
  let auth = '';
  if (this.auth) {
    auth = `${RegExpPrototypeSymbolReplace(escapedColon, querystring.escape(this.auth), ':')}@`;
  }
  let protocol = this.protocol || '';
  if (protocol && protocol[protocol.length - 1] !== ':') protocol += ':';

  let host = '';
  if (this.host) {
    host = auth + this.host;
  } else if (this.hostname) {
    const bare = StringPrototypeIncludes(this.hostname, ':') && !isBracketed(this.hostname);
    host = auth + (bare ? `[${this.hostname}]` : this.hostname);
    if (this.port) host += `:${this.port}`;
  }

  let query = '';
  if (this.query !== null && typeof this.query === 'object') {
    query = querystring.stringify(this.query);
  }
  let search = this.search || (query && `?${query}`) || '';
  let pathname = RegExpPrototypeSymbolReplace(pathDelimiters, this.pathname || '', percentChar);

  if (this.slashes || isSlashed(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol === 'file:') {
      host = '//';
    }
  }

  search = RegExpPrototypeSymbolReplace(hashes, search, '%23');
  if (search && search[0] !== '?') search = `?${search}`;
  let hash = this.hash || '';
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  return protocol + host + pathname + search + hash;
};

Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(parseUrl(relative, false, true)).format();
};

Url.prototype.resolveObject = function resolveObject(relative) {
  return require('url/legacy_resolve').resolveObject(this, relative);
};

/** Splits `host` into hostname and port. */
Url.prototype.parseHost = function parseHost() {
  let host = this.host;
  const port = RegExpPrototypeExec(portPattern, host)?.[0];
  if (port !== undefined) {
    if (port !== ':') this.port = StringPrototypeSlice(port, 1);
    host = StringPrototypeSlice(host, 0, host.length - port.length);
  }
  if (host) this.hostname = host;
};

/** url.parse() without its deprecation warning. */
function parseUrl(url, parseQueryString, slashesDenoteHost) {
  if (url instanceof Url) return url;
  const parsed = new Url();
  parsed.parse(url, parseQueryString, slashesDenoteHost);
  return parsed;
}

function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') {
    urlObject = parseUrl(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  } else {
    const formatted = isURL(urlObject) ? formatURL(urlObject, options) : undefined;
    if (formatted !== undefined) return formatted;
  }
  return Url.prototype.format.call(urlObject);
}

module.exports = { Url, isHostless, isSlashed, parseUrl, setPath, urlFormat };
