'use strict';
// lookup() and lookupService(): what the system knows of names, with callbacks
// and with promises. No DNS is spoken here.

const {
  ArrayPrototypePush,
  ObjectDefineProperty,
  Promise,
  PromiseResolve,
  StringPrototypeIncludes,
} = primordials;

const native = binding('dns');
const {
  DNSException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { asRequest } = require('async_hooks/ids');
const { customPromisifyArgs } = require('internal/util');
const {
  validateBoolean,
  validateFunction,
  validateNumber,
  validateOneOf,
  validatePort,
  validateString,
} = require('internal/validators');
const { isIP } = require('net/addresses');
const system = require('dns/system');
const { getDefaultResultOrder, inOrder, validateOrder } = require('dns/result_order');

const ADDRCONFIG = 32;
const V4MAPPED = 8;
const ALL = 16;

const kFamilies = [0, 4, 6];

const orderNumbers = {
  __proto__: null,
  verbatim: system.DNS_ORDER_VERBATIM,
  ipv4first: system.DNS_ORDER_IPV4_FIRST,
  ipv6first: system.DNS_ORDER_IPV6_FIRST,
};

function validateHints(hints) {
  if ((hints & ~(ADDRCONFIG | V4MAPPED | ALL)) !== 0) throw new ERR_INVALID_ARG_VALUE('hints', hints);
}

function familyOf(value) {
  if (value === 'IPv4') return 4;
  if (value === 'IPv6') return 6;
  validateOneOf(value, 'options.family', kFamilies);
  return value;
}

// The options object, a number, or nothing.
function readOptions(options) {
  const query = { family: 0, hints: 0, all: false, order: undefined };
  if (typeof options === 'number') {
    validateOneOf(options, 'family', kFamilies);
    query.family = options;
  } else if (options !== undefined && typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  } else if (options) {
    const { hints, family, all, verbatim, order } = options;
    if (hints != null) {
      validateNumber(hints, 'options.hints');
      query.hints = hints >>> 0;
      validateHints(query.hints);
    }
    if (family != null) query.family = familyOf(family);
    if (all != null) {
      validateBoolean(all, 'options.all');
      query.all = all;
    }
    if (verbatim != null) {
      validateBoolean(verbatim, 'options.verbatim');
      query.order = verbatim ? 'verbatim' : 'ipv4first';
    }
    if (order != null) {
      validateOrder(order, 'options.order');
      query.order = order;
    }
  }
  query.order ??= getDefaultResultOrder();
  return query;
}

function checkHostname(hostname) {
  if (!hostname) return;
  validateString(hostname, 'hostname');
  if (StringPrototypeIncludes(hostname, '\u0000')) {
    throw new ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a string without null bytes.');
  }
}

let warned = false;

function warnOfHostname(hostname) {
  if (warned) return;
  warned = true;
  process.emitWarning(
    `The provided hostname "${hostname}" is not a valid hostname, ` +
    'and is supported in the dns module solely for compatibility.',
    'DeprecationWarning', 'DEP0118');
}

// What is known without asking: an array of { address, family }, or undefined.
function knownAnswer(hostname, query) {
  if (!hostname) {
    warnOfHostname(hostname);
    return query.all ? [] : [{ address: null, family: query.family === 6 ? 6 : 4 }];
  }
  const family = isIP(hostname);
  return family === 0 ? undefined : [{ address: hostname, family }];
}

// Asks the system; `done(err, entries)`.
function ask(hostname, query, done) {
  const { domainToASCII } = require('url');
  // A name that is no domain is the system's to refuse.
  const name = domainToASCII(hostname) || hostname;
  const { enqueue, hasObserver, now } = require('perf_hooks/connections');
  const started = hasObserver('dns') ? now() : undefined;
  const request = { oncomplete: asRequest('GETADDRINFOREQWRAP', oncomplete) };
  const refused = system.getaddrinfo(request, name, query.family, query.hints, orderNumbers[query.order]);
  if (refused) process.nextTick(oncomplete, refused);

  function oncomplete(code, answer) {
    if (code) {
      done(new DNSException(code, 'getaddrinfo', hostname));
      return;
    }
    let entries = [];
    for (let i = 0; i < answer.length; i++) {
      ArrayPrototypePush(entries, { address: answer[i], family: isIP(answer[i]) });
    }
    entries = inOrder(entries, query.order);
    done(null, entries);
    if (started !== undefined) {
      const addresses = [];
      for (let i = 0; i < entries.length; i++) ArrayPrototypePush(addresses, entries[i].address);
      enqueue('dns', 'lookup', started, {
        hostname,
        family: query.family,
        hints: query.hints,
        verbatim: query.order === 'verbatim',
        order: query.order,
        addresses,
      });
    }
  }
}

function lookup(hostname, options, callback) {
  checkHostname(hostname);
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else {
    validateFunction(arguments.length === 2 ? options : callback, 'callback');
  }
  const query = readOptions(options);
  const known = knownAnswer(hostname, query);
  if (known !== undefined) {
    if (query.all) process.nextTick(callback, null, known);
    else process.nextTick(callback, null, known[0].address, known[0].family);
    return {};
  }
  ask(hostname, query, (err, entries) => {
    if (err) callback(err);
    else if (query.all) callback(null, entries);
    else callback(null, entries[0].address, entries[0].family);
  });
  return {};
}
ObjectDefineProperty(lookup, customPromisifyArgs, {
  __proto__: null, value: ['address', 'family'], enumerable: false,
});

function lookupPromise(hostname, options) {
  checkHostname(hostname);
  const query = readOptions(options);
  const known = knownAnswer(hostname, query);
  if (known !== undefined) return PromiseResolve(query.all ? known : known[0]);
  return new Promise((resolve, reject) => {
    ask(hostname, query, (err, entries) => {
      if (err) reject(err);
      else resolve(query.all ? entries : entries[0]);
    });
  });
}

// --- Addresses to names ----------------------------------------------------------

function checkService(address, port) {
  if (isIP(address) === 0) {
    validateString(address, 'address');
    throw new ERR_INVALID_ARG_VALUE('address', address);
  }
  validatePort(port);
}

function askService(address, port, done) {
  const { enqueue, hasObserver, now } = require('perf_hooks/connections');
  const started = hasObserver('dns') ? now() : undefined;
  native.getNameInfo(address, port, asRequest('GETNAMEINFOREQWRAP', (err, answer) => {
    if (err) {
      done(err);
    } else if (typeof answer === 'number') {
      done(new DNSException(answer, 'getnameinfo', address));
    } else {
      done(null, answer[0], answer[1]);
      if (started !== undefined) {
        enqueue('dns', 'lookupService', started,
                { host: address, port, hostname: answer[0], service: answer[1] });
      }
    }
  }));
}

function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new ERR_MISSING_ARGS('address', 'port', 'callback');
  validateString(address, 'address');
  checkService(address, port);
  validateFunction(callback, 'callback');
  askService(address, +port, callback);
  return {};
}
ObjectDefineProperty(lookupService, customPromisifyArgs, {
  __proto__: null, value: ['hostname', 'service'], enumerable: false,
});

function lookupServicePromise(address, port) {
  if (arguments.length !== 2) throw new ERR_MISSING_ARGS('address', 'port');
  validateString(address, 'address');
  checkService(address, port);
  return new Promise((resolve, reject) => {
    askService(address, +port, (err, hostname, service) => {
      if (err) reject(err);
      else resolve({ hostname, service });
    });
  });
}

module.exports = {
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  lookup,
  lookupPromise,
  lookupService,
  lookupServicePromise,
};
