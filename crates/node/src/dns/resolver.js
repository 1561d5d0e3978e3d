'use strict';
// Resolver: queries over the DNS protocol, with callbacks or with promises. The
// two classes differ in how they answer and share everything else.

const {
  ArrayPrototypeMap,
  Error,
  ObjectDefineProperty,
  ObjectKeys,
  Promise,
  RegExpPrototypeExec,
} = primordials;

const {
  DNSException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const {
  validateFunction,
  validateInt32,
  validateString,
  validateUint32,
} = require('internal/validators');
const { isIP } = require('net/addresses');
const { Channel } = require('dns/channel');
const { shape } = require('dns/records');
const { hostsOf, parseServers, printServer } = require('dns/servers');
const { arpaName } = binding('dns');

const kDefaultTries = 4;

// Method, type of record, and what its errors name.
const methods = {
  __proto__: null,
  resolveAny: ['ANY', 'queryAny'],
  resolve4: ['A', 'queryA'],
  resolve6: ['AAAA', 'queryAaaa'],
  resolveCaa: ['CAA', 'queryCaa'],
  resolveCname: ['CNAME', 'queryCname'],
  resolveMx: ['MX', 'queryMx'],
  resolveNs: ['NS', 'queryNs'],
  resolveTxt: ['TXT', 'queryTxt'],
  resolveTlsa: ['TLSA', 'queryTlsa'],
  resolveSrv: ['SRV', 'querySrv'],
  resolvePtr: ['PTR', 'queryPtr'],
  resolveNaptr: ['NAPTR', 'queryNaptr'],
  resolveSoa: ['SOA', 'querySoa'],
};
const names = ObjectKeys(methods);

const methodOfType = { __proto__: null };
for (let i = 0; i < names.length; i++) methodOfType[methods[names[i]][0]] = names[i];

class ResolverBase {
  constructor(options = undefined) {
    const { timeout = -1, tries = kDefaultTries, maxTimeout = 0 } = options ?? {};
    validateInt32(timeout, 'options.timeout', -1);
    validateInt32(tries, 'options.tries', 1);
    validateUint32(maxTimeout, 'options.maxTimeout');
    this._handle = new Channel({ timeout, tries, maxTimeout });
  }

  cancel() {
    this._handle.cancel();
  }

  getServers() {
    return ArrayPrototypeMap(this._handle.getServers() || [], printServer);
  }

  setServers(servers) {
    this._handle.setServers(parseServers(servers));
  }

  // One address per family, in either order.
  setLocalAddress(ipv4, ipv6) {
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined) validateString(ipv6, 'ipv6');
    const first = isIP(ipv4);
    const second = ipv6 === undefined ? 0 : isIP(ipv6);
    if (first === 0 || (ipv6 !== undefined && second === 0)) throw new Error('Invalid IP address.');
    if (first === second) throw new Error(`Cannot specify two IPv${first} addresses.`);
    const addresses = { __proto__: null, [first]: ipv4, [second]: ipv6 };
    this._handle.local4 = addresses[4];
    this._handle.local6 = addresses[6];
  }
}

const kOnion = /\.onion\.?$/i;

// Asks; `done(err, result)`, never from within this call.
function ask(resolver, method, name, wantsTtl, done) {
  const { 0: type, 1: syscall } = methods[method];
  const fail = (code) => done(new DNSException(code, syscall, name));
  // Names of that kind are no business of DNS (RFC 7686).
  if (RegExpPrototypeExec(kOnion, name) !== null) {
    process.nextTick(fail, 'ENOTFOUND');
    return {};
  }
  const { domainToASCII } = require('url');
  const { enqueue, hasObserver, now } = require('perf_hooks/connections');
  const started = hasObserver('dns') ? now() : undefined;
  // Names of services hold characters that a domain of a URL may not.
  const ascii = RegExpPrototypeExec(/[^\0-\x7f]/, name) === null ? name : domainToASCII(name);
  return resolver._handle.query(ascii, type, (code, records) => {
    const result = code ?? shape(type, records, wantsTtl);
    if (typeof result === 'string') {
      fail(result);
    } else {
      done(null, result);
      if (started !== undefined) enqueue('dns', syscall, started, { host: name, ttl: wantsTtl, result });
    }
  });
}

const kInvalid = -22; // UV_EINVAL

function askReverse(resolver, address, done) {
  const name = arpaName(address);
  if (name === undefined) throw new DNSException(kInvalid, 'getHostByAddr', address);
  const known = hostsOf(address);
  if (known.length > 0) {
    process.nextTick(done, null, known);
    return {};
  }
  return resolver._handle.query(name, 'PTR', (code, records) => {
    const result = code ?? shape('PTR', records, false);
    if (typeof result === 'string') done(new DNSException(result, 'getHostByAddr', address));
    else done(null, result);
  });
}

function asPromise(start) {
  return new Promise((resolve, reject) => {
    start((err, result) => {
      if (err) reject(err);
      else resolve(result);
    });
  });
}

class Resolver extends ResolverBase {
  resolve(name, rrtype, callback) {
    validateString(name, 'name');
    if (typeof rrtype === 'function') {
      callback = rrtype;
      rrtype = 'A';
    } else if (typeof rrtype !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
    }
    const method = methodOfType[rrtype];
    if (method === undefined) throw new ERR_INVALID_ARG_VALUE('rrtype', rrtype);
    return this[method](name, callback);
  }

  reverse(ip, callback) {
    validateString(ip, 'name');
    validateFunction(callback, 'callback');
    return askReverse(this, ip, callback);
  }
}

class PromiseResolver extends ResolverBase {
  resolve(name, rrtype = 'A') {
    validateString(name, 'name');
    validateString(rrtype, 'rrtype');
    const method = methodOfType[rrtype];
    if (method === undefined) throw new ERR_INVALID_ARG_VALUE('rrtype', rrtype);
    return this[method](name);
  }

  reverse(ip) {
    validateString(ip, 'name');
    return asPromise((done) => askReverse(this, ip, done));
  }
}

function define(Class, name, value) {
  ObjectDefineProperty(value, 'name', { __proto__: null, value: methods[name][1] });
  ObjectDefineProperty(Class.prototype, name, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value,
  });
}

for (let i = 0; i < names.length; i++) {
  const method = names[i];
  define(Resolver, method, function(name, options, callback) {
    if (arguments.length <= 2) {
      callback = options;
      options = undefined;
    }
    validateString(name, 'name');
    validateFunction(callback, 'callback');
    return ask(this, method, name, !!options?.ttl, callback);
  });
  define(PromiseResolver, method, function(name, options) {
    validateString(name, 'name');
    return asPromise((done) => ask(this, method, name, !!options?.ttl, done));
  });
}

// --- The resolver behind the module's functions -------------------------------------

// Of both kinds, over one channel: servers set by one are asked by the other.
let defaults;

function getDefaults() {
  if (defaults === undefined) {
    defaults = { callbacks: new Resolver(), promises: new PromiseResolver() };
    defaults.promises._handle = defaults.callbacks._handle;
  }
  return defaults;
}

const shared = ['getServers', 'setServers', 'resolve', 'reverse'];

function addFunctions(target, kind) {
  const add = (name) => {
    target[name] = function(...args) {
      const resolver = getDefaults()[kind];
      return resolver[name](...args);
    };
    ObjectDefineProperty(target[name], 'name', { __proto__: null, value: name });
  };
  for (let i = 0; i < shared.length; i++) add(shared[i]);
  for (let i = 0; i < names.length; i++) add(names[i]);
}

module.exports = { PromiseResolver, Resolver, addFunctions };
