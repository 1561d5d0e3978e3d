'use strict';
// Proxies that the environment names: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, each in small letters as well, which take
// precedence. Owner: http. For agents and for fetch; reads what it is given and opens nothing.

const {
  ArrayPrototypePush,
  NumberParseInt,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
  decodeURIComponent,
} = primordials;

const { codes: { ERR_PROXY_INVALID_CONFIG } } = require('internal/errors');
const { isIPv4 } = require('net/addresses');

const { withoutPrototype } = require('stream/web/promises');

const kLineBreak = /[\r\n]/;

/** An IPv4 address as a number. */
function numberOf(address) {
  const parts = StringPrototypeSplit(address, '.');
  let number = 0;
  for (let i = 0; i < parts.length; i++) number = number * 256 + NumberParseInt(parts[i], 10);
  return number;
}

// One entry of NO_PROXY.
class Exception {
  constructor(text) {
    this.port = 0;
    const colon = StringPrototypeLastIndexOf(text, ':');
    // One colon separates a port; more are an address.
    if (colon !== -1 && (StringPrototypeIndexOf(text, ':') === colon || text[colon - 1] === ']')) {
      const port = NumberParseInt(StringPrototypeSlice(text, colon + 1), 10);
      if (port > 0) {
        this.port = port;
        text = StringPrototypeSlice(text, 0, colon);
      }
    }
    this.text = bare(text);
    const dash = StringPrototypeIndexOf(text, '-');
    const first = StringPrototypeSlice(text, 0, dash);
    const last = StringPrototypeSlice(text, dash + 1);
    this.range = dash !== -1 && isIPv4(first) && isIPv4(last) ? [numberOf(first), numberOf(last)] : undefined;
  }

  matches(host, port) {
    if (this.port !== 0 && this.port !== port) return false;
    const { text, range } = this;
    if (text === '*' || text === host) return true;
    if (range !== undefined && isIPv4(host)) {
      const number = numberOf(host);
      return number >= range[0] && number <= range[1];
    }
    if (StringPrototypeStartsWith(text, '*.')) return StringPrototypeEndsWith(host, StringPrototypeSlice(text, 1));
    return StringPrototypeStartsWith(text, '.') &&
      (StringPrototypeEndsWith(host, text) || host === StringPrototypeSlice(text, 1));
  }
}

/** A host without the brackets of an IPv6 address. */
function bare(host) {
  return host[0] === '[' ? StringPrototypeSlice(host, 1, -1) : host;
}

class EnvironmentProxy {
  /** Throws where `href` is no URL of a proxy. */
  constructor(href, exceptions) {
    if (RegExpPrototypeExec(kLineBreak, href) !== null) throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${href}`);
    const { URL } = require('url/whatwg');
    const url = URL.parse(href);
    if (url === null) throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${href}`);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${href}`);
    }
    this.href = url.href;
    this.protocol = url.protocol;
    this.hostname = bare(url.hostname);
    this.port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : NumberParseInt(url.port, 10);
    // The value of a Proxy-Authorization header.
    this.authorization = undefined;
    if (url.username !== '' || url.password !== '') {
      const { Buffer } = require('buffer');
      const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      this.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    this.exceptions = exceptions;
  }

  /** Whether requests to this place go through the proxy. */
  serves(host, port) {
    host = StringPrototypeToLowerCase(bare(host));
    for (let i = 0; i < this.exceptions.length; i++) {
      if (this.exceptions[i].matches(host, port)) return false;
    }
    return true;
  }
}

withoutPrototype(Exception, EnvironmentProxy);

function exceptionsOf(text) {
  const exceptions = [];
  const entries = StringPrototypeSplit(text, ',');
  for (let i = 0; i < entries.length; i++) {
    const entry = StringPrototypeToLowerCase(StringPrototypeTrim(entries[i]));
    if (entry !== '') ArrayPrototypePush(exceptions, new Exception(entry));
  }
  return exceptions;
}

/** The proxy for requests of `protocol` ('http:' or 'https:'), undefined where `env` names none. */
function proxyOf(env, protocol) {
  const href = protocol === 'https:' ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY;
  if (!href) return undefined;
  return new EnvironmentProxy(`${href}`, exceptionsOf(`${env.no_proxy || env.NO_PROXY || ''}`));
}

/** Whether the program was started with proxies by environment. */
function isEnabledAtStart() {
  const { getOptionValue } = require('internal/options');
  return getOptionValue('--use-env-proxy') === true;
}

/** A program does not start with proxies that are no URLs. */
function checkEnvironment() {
  const { URL } = require('url/whatwg');
  const { env } = process;
  const names = [env.http_proxy || env.HTTP_PROXY, env.https_proxy || env.HTTPS_PROXY];
  for (let i = 0; i < names.length; i++) {
    // eslint-disable-next-line no-new
    if (names[i]) new URL(names[i]);
  }
}

module.exports = { checkEnvironment, isEnabledAtStart, proxyOf };
