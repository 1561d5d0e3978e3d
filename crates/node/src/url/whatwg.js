'use strict';
// The WHATWG `URL` class. Owner: url. Parsing and serializing are native (binding 'url'): a URL
// here is its href and the offsets of its parts in it, and every getter is a slice. The query's
// object form lives in url/search_params.js; files and `file:` URLs in url/file.js.

const {
  ErrorCaptureStackTrace,
  Number,
  ObjectDefineProperties,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeToWellFormed,
  SymbolToStringTag,
  TypeError,
  Uint32Array,
  decodeURIComponent,
} = primordials;

const native = binding('url');
const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { validateObject, kValidateObjectAllowObjects } = require('internal/validators');
const { kClone } = require('structured_clone/host');
const { URLSearchParams, createLinked, refill } = require('url/search_params');

// What native parse() and update() fill in beside the href they return, in this order. An absent
// part (port, search, hash) is 0xffffffff, which `| 0` makes -1.
const offsets = new Uint32Array(9);

// The parts that native update() sets, by number.
const kProtocol = 0;
const kHost = 1;
const kHostname = 2;
const kPort = 3;
const kUsername = 4;
const kPassword = 5;
const kPathname = 6;
const kSearch = 7;
const kHash = 8;
const kHref = 9;

// The one scheme type by which `origin` tells apart; the others follow from the protocol.
const kNotSpecial = 1;
const kFile = 6;

const AT = 64;

// In place of an input: construct from `parsed` and the offsets that its parse just left.
const kAdopt = { __proto__: null };
let parsed = '';

let serializeURL;

function invalidURL(input, base) {
  const error = new TypeError('Invalid URL');
  ErrorCaptureStackTrace(error, invalidURL);
  error.code = 'ERR_INVALID_URL';
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
}

class URL {
  #href;
  #protocolEnd;
  #usernameEnd;
  #hostStart;
  #hostEnd;
  #port;
  #pathnameStart;
  #searchStart;
  #hashStart;
  #scheme;
  #searchParams = undefined;
  // The query object was changed and the href does not show it yet.
  #stale = false;

  constructor(input, base = undefined) {
    if (input === kAdopt) {
      this.#adopt(parsed);
      return;
    }
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    const href = native.parse(input, base, offsets);
    if (href === undefined) {
      // Shown as they were parsed: what is no Unicode came in as U+FFFD.
      throw invalidURL(StringPrototypeToWellFormed(input), base === undefined ? base : StringPrototypeToWellFormed(base));
    }
    this.#adopt(href);
  }

  static parse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    const href = native.parse(input, base, offsets);
    if (href === undefined) return null;
    parsed = href;
    return new URL(kAdopt);
  }

  static canParse(url, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    url = `${url}`;
    return native.canParse(url, base === undefined ? undefined : `${base}`);
  }

  static createObjectURL(obj) {
    return require('url/object_url').createObjectURL(obj);
  }

  static revokeObjectURL(url) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    require('url/object_url').revokeObjectURL(`${url}`);
  }

  #adopt(href) {
    this.#href = href;
    this.#protocolEnd = offsets[0];
    this.#usernameEnd = offsets[1];
    this.#hostStart = offsets[2];
    this.#hostEnd = offsets[3];
    this.#port = offsets[4] | 0;
    this.#pathnameStart = offsets[5];
    this.#searchStart = offsets[6] | 0;
    this.#hashStart = offsets[7] | 0;
    this.#scheme = offsets[8];
  }

  /** Brings the href up to what the query object holds. */
  #flush() {
    if (!this.#stale) return;
    this.#stale = false;
    const query = this.#searchParams.toString();
    this.#adopt(native.update(this.#href, kSearch, query, offsets));
  }

  /** Sets one part; a value that the part cannot have leaves the URL as it is. */
  static #update(url, field, value) {
    if (url.#stale) url.#flush();
    const href = native.update(url.#href, field, value, offsets);
    if (href !== undefined) url.#adopt(href);
  }

  #refillSearchParams() {
    if (this.#searchParams !== undefined) refill(this.#searchParams, this.search);
  }

  static #searchParamsChanged(url) {
    url.#stale = true;
  }

  get #authorityStart() {
    const start = this.#hostStart;
    return StringPrototypeCharCodeAt(this.#href, start) === AT && this.#hostEnd > start ?
      start + 1 : start;
  }

  get #pathnameEnd() {
    if (this.#searchStart !== -1) return this.#searchStart;
    return this.#hashStart !== -1 ? this.#hashStart : this.#href.length;
  }

  toString() {
    this.#flush();
    return this.#href;
  }

  get href() {
    this.#flush();
    return this.#href;
  }

  set href(value) {
    const current = this.#href;
    value = `${value}`;
    const href = native.update(current, kHref, value, offsets);
    if (href === undefined) throw invalidURL(value);
    // What the query object held goes with the old href.
    this.#stale = false;
    this.#adopt(href);
    this.#refillSearchParams();
  }

  get origin() {
    const scheme = this.#scheme;
    if (scheme === kFile) return 'null';
    if (scheme !== kNotSpecial) return `${this.protocol}//${this.host}`;
    // A blob's origin is the one of the URL it was made under, where that is of the web.
    if (this.protocol === 'blob:') {
      const inner = URL.parse(this.pathname);
      if (inner !== null && (inner.protocol === 'http:' || inner.protocol === 'https:')) {
        return inner.origin;
      }
    }
    return 'null';
  }

  get protocol() {
    return StringPrototypeSlice(this.#href, 0, this.#protocolEnd);
  }

  set protocol(value) {
    URL.#update(this, kProtocol, `${value}`);
  }

  get username() {
    const start = this.#protocolEnd + 2;
    return start < this.#usernameEnd ?
      StringPrototypeSlice(this.#href, start, this.#usernameEnd) : '';
  }

  set username(value) {
    URL.#update(this, kUsername, `${value}`);
  }

  get password() {
    return this.#hostStart > this.#usernameEnd ?
      StringPrototypeSlice(this.#href, this.#usernameEnd + 1, this.#hostStart) : '';
  }

  set password(value) {
    URL.#update(this, kPassword, `${value}`);
  }

  get host() {
    const hostEnd = this.#hostEnd;
    const start = this.#authorityStart;
    return start === hostEnd ? '' : StringPrototypeSlice(this.#href, start, this.#pathnameStart);
  }

  set host(value) {
    URL.#update(this, kHost, `${value}`);
  }

  get hostname() {
    const hostEnd = this.#hostEnd;
    return StringPrototypeSlice(this.#href, this.#authorityStart, hostEnd);
  }

  set hostname(value) {
    URL.#update(this, kHostname, `${value}`);
  }

  get port() {
    return this.#port === -1 ? '' : `${this.#port}`;
  }

  set port(value) {
    URL.#update(this, kPort, `${value}`);
  }

  get pathname() {
    const start = this.#pathnameStart;
    return StringPrototypeSlice(this.#href, start, this.#pathnameEnd);
  }

  set pathname(value) {
    URL.#update(this, kPathname, `${value}`);
  }

  get search() {
    this.#flush();
    const start = this.#searchStart;
    if (start === -1) return '';
    const end = this.#hashStart === -1 ? this.#href.length : this.#hashStart;
    return end - start > 1 ? StringPrototypeSlice(this.#href, start, end) : '';
  }

  set search(value) {
    URL.#update(this, kSearch, `${value}`);
    this.#refillSearchParams();
  }

  get searchParams() {
    if (this.#searchParams === undefined) {
      this.#searchParams = createLinked(this.search, this, URL.#searchParamsChanged);
    }
    return this.#searchParams;
  }

  get hash() {
    const start = this.#hashStart;
    if (start === -1 || this.#href.length - start <= 1) return '';
    return StringPrototypeSlice(this.#href, start);
  }

  set hash(value) {
    URL.#update(this, kHash, `${value}`);
  }

  toJSON() {
    this.#flush();
    return this.#href;
  }

  /** A URL is not copied: its parts would be lost. */
  get [kClone]() {
    return #href in this ? null : undefined;
  }

  [customInspectSymbol](depth, options, inspect) {
    if (typeof depth === 'number' && depth < 0) return this;
    this.#flush();
    return require('url/inspect').inspectURL(this, options, inspect, () => ({
      href: this.#href,
      protocol_end: this.#protocolEnd,
      username_end: this.#usernameEnd,
      host_start: this.#hostStart,
      host_end: this.#hostEnd,
      pathname_start: this.#pathnameStart,
      search_start: this.#searchStart >>> 0,
      hash_start: this.#hashStart >>> 0,
      port: this.#port >>> 0,
      scheme_type: this.#scheme,
    }));
  }

  /** The pieces of the href for url.format(), or undefined for what is no URL object. */
  static #serialize(url, withAuth, withSearch, withHash, unicode) {
    url.#flush();
    const start = url.#authorityStart;
    const hasHost = url.#hostStart > url.#protocolEnd;
    let out = StringPrototypeSlice(url.#href, 0, hasHost ? url.#protocolEnd + 2 : start);
    if (hasHost) {
      if (withAuth) out += StringPrototypeSlice(url.#href, url.#protocolEnd + 2, start);
      const hostname = StringPrototypeSlice(url.#href, start, url.#hostEnd);
      out += unicode ? native.domainToUnicode(hostname) : hostname;
      out += StringPrototypeSlice(url.#href, url.#hostEnd, url.#pathnameStart);
    } else {
      out += StringPrototypeSlice(url.#href, start, url.#pathnameStart);
    }
    out += StringPrototypeSlice(url.#href, url.#pathnameStart, url.#pathnameEnd);
    const length = url.#href.length;
    const hashStart = url.#hashStart === -1 ? length : url.#hashStart;
    if (withSearch) out += StringPrototypeSlice(url.#href, url.#pathnameEnd, hashStart);
    if (withHash) out += StringPrototypeSlice(url.#href, hashStart, length);
    return out;
  }

  static {
    serializeURL = (url, withAuth, withSearch, withHash, unicode) => (
      #href in url ? URL.#serialize(url, withAuth, withSearch, withHash, unicode) : undefined
    );
  }
}

ObjectDefineProperties(URL.prototype, {
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URL' },
  toString: kEnumerableProperty,
  href: kEnumerableProperty,
  origin: kEnumerableProperty,
  protocol: kEnumerableProperty,
  username: kEnumerableProperty,
  password: kEnumerableProperty,
  host: kEnumerableProperty,
  hostname: kEnumerableProperty,
  port: kEnumerableProperty,
  pathname: kEnumerableProperty,
  search: kEnumerableProperty,
  searchParams: kEnumerableProperty,
  hash: kEnumerableProperty,
  toJSON: kEnumerableProperty,
});
ObjectDefineProperties(URL, {
  parse: kEnumerableProperty,
  canParse: kEnumerableProperty,
  createObjectURL: kEnumerableProperty,
  revokeObjectURL: kEnumerableProperty,
});

/** Whether a value looks like a URL object, of this class or of another implementation. */
function isURL(value) {
  return Boolean(value?.href && value.protocol &&
    value.auth === undefined && value.path === undefined);
}

/** The options object that http.request() takes, made of a URL. */
function urlToHttpOptions(url) {
  validateObject(url, 'url', kValidateObjectAllowObjects);
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    // A program's own properties on the URL object are options too.
    ...url,
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ?
      StringPrototypeSlice(hostname, 1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) {
    options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  }
  return options;
}

/** url.format() of a URL object; undefined when `url` is none. */
function formatURL(url, options) {
  let auth = true;
  let search = true;
  let fragment = true;
  let unicode = false;
  if (options) {
    validateObject(options, 'options');
    if (options.fragment !== undefined) fragment = Boolean(options.fragment);
    if (options.unicode !== undefined) unicode = Boolean(options.unicode);
    if (options.search !== undefined) search = Boolean(options.search);
    if (options.auth !== undefined) auth = Boolean(options.auth);
  }
  return serializeURL(url, auth, search, fragment, unicode);
}

function domainToASCII(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return native.domainToAscii(`${domain}`);
}

function domainToUnicode(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return native.domainToUnicode(`${domain}`);
}

module.exports = {
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  formatURL,
  invalidURL,
  isURL,
  urlToHttpOptions,
};
