'use strict';
// What a program asks for, as a record: made of an URL or a Request and of the options beside it, checked as the Fetch
// standard says. Owner: fetch. Both `new Request()` and fetch() make one; only the first has objects around it.

const {
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeToUpperCase,
  TypeError,
} = primordials;

const { isObject, checkDictionary, checkInstance, failure, toByteString, toDOMString, toEnum, toUSVString } =
  require('fetch/idl');
const { HeaderList } = require('fetch/header_list');
const { fillList, isToken } = require('fetch/headers');
const { withoutPrototype } = require('stream/web/promises');

const kModes = ['navigate', 'same-origin', 'no-cors', 'cors'];
const kCredentials = ['omit', 'same-origin', 'include'];
const kCaches = ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'];
const kRedirects = ['follow', 'manual', 'error'];
const kPriorities = ['high', 'low', 'auto'];
const kDuplex = ['half'];
const kReferrerPolicies = [
  '', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin',
  'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url',
];

// The standard's methods, which are written in capitals whatever a program writes.
const kNormalized = /^(?:delete|get|head|options|post|put)$/i;
const kForbidden = /^(?:connect|trace|track)$/i;

class RequestRecord {
  constructor(url, list) {
    this.method = 'GET';
    // A URL object of our own.
    this.url = url;
    this.list = list;
    this.body = null;
    this.referrer = 'client';
    this.referrerPolicy = '';
    this.mode = 'cors';
    this.credentials = 'same-origin';
    this.cache = 'default';
    this.redirect = 'follow';
    this.integrity = '';
    this.keepalive = false;
    // The signal that it follows, if any.
    this.signal = undefined;
    this.dispatcher = undefined;
  }

  /** The same request with a list of its own and no body. */
  copy() {
    const copy = new RequestRecord(this.url, this.list.copy());
    copy.method = this.method;
    copy.referrer = this.referrer;
    copy.referrerPolicy = this.referrerPolicy;
    copy.mode = this.mode;
    copy.credentials = this.credentials;
    copy.cache = this.cache;
    copy.redirect = this.redirect;
    copy.integrity = this.integrity;
    copy.keepalive = this.keepalive;
    copy.signal = this.signal;
    copy.dispatcher = this.dispatcher;
    return copy;
  }
}

// URLs of late by their texts, since programs ask the same ones again and again. Nobody changes them.
const parsed = new SafeMap();
const kMaxParsed = 32;
const kMaxLength = 1024;

function parseUrl(text) {
  const there = parsed.get(text);
  if (there !== undefined) return there;
  const { URL } = require('url/whatwg');
  let url;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${text}`, { cause });
  }
  if (text.length <= kMaxLength) {
    if (parsed.size === kMaxParsed) parsed.clear();
    parsed.set(text, url);
  }
  return url;
}

function methodOf(method) {
  if (RegExpPrototypeExec(kNormalized, method) !== null) return StringPrototypeToUpperCase(method);
  if (!isToken(method)) throw new TypeError(`'${method}' is not a valid HTTP method.`);
  if (RegExpPrototypeExec(kForbidden, method) !== null) {
    throw new TypeError(`'${method}' HTTP method is unsupported.`);
  }
  if (method === 'patch') warnOfPatch();
  return method;
}

let hasWarned = false;

function warnOfPatch() {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning('Using `patch` is highly likely to result in a `405 Method Not Allowed`. ' +
    '`PATCH` is much more likely to succeed.', { __proto__: null, code: 'UNDICI-FETCH-patch' });
}

function referrerOf(text) {
  if (text === '') return 'no-referrer';
  const { URL } = require('url/whatwg');
  let url;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new TypeError(`Referrer "${text}" is not a valid URL.`, { cause });
  }
  return url.protocol === 'about:' && url.pathname === 'client' ? 'client' : url.href;
}

// The options, each read once and in this order.
class Options {
  constructor(init) {
    const { method, headers, body, referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive,
            signal, window, duplex, dispatcher, priority } = init;
    this.method = method === undefined ? undefined : toByteString(method, 'RequestInit', 'method');
    this.headers = headers;
    this.body = body ?? undefined;
    this.referrer = referrer === undefined ? undefined : toUSVString(referrer);
    this.referrerPolicy = option(referrerPolicy, kReferrerPolicies);
    this.mode = option(mode, kModes);
    this.credentials = option(credentials, kCredentials);
    this.cache = option(cache, kCaches);
    this.redirect = option(redirect, kRedirects);
    this.integrity = integrity === undefined ? undefined : toDOMString(integrity, 'RequestInit', 'integrity');
    this.keepalive = keepalive === undefined ? undefined : !!keepalive;
    this.signal = signal === undefined || signal === null ? signal : signalOf(signal);
    this.window = window;
    this.duplex = option(duplex, kDuplex);
    this.dispatcher = dispatcher;
    option(priority, kPriorities);
  }

  get isEmpty() {
    return this.method === undefined && this.headers === undefined && this.body === undefined &&
      this.referrer === undefined && this.referrerPolicy === undefined && this.mode === undefined &&
      this.credentials === undefined && this.cache === undefined && this.redirect === undefined &&
      this.integrity === undefined && this.keepalive === undefined && this.signal === undefined &&
      this.window === undefined && this.duplex === undefined && this.dispatcher === undefined;
  }
}

function option(value, allowed) {
  return value === undefined ? undefined : toEnum(value, allowed);
}

function signalOf(signal) {
  const { AbortSignal } = require('events/abort_controller');
  return checkInstance(isObject(signal) && signal instanceof AbortSignal, signal, 'AbortSignal', 'RequestInit', 'signal');
}

function apply(record, options, inputBody) {
  if (options.window !== undefined && options.window !== null) {
    throw new TypeError("'window' option 'client' must be null");
  }
  if (options.referrer !== undefined) record.referrer = referrerOf(options.referrer);
  if (options.referrerPolicy !== undefined) record.referrerPolicy = options.referrerPolicy;
  if (options.mode === 'navigate') throw failure('Request constructor', 'invalid request mode navigate.');
  if (options.mode !== undefined) record.mode = options.mode;
  if (options.credentials !== undefined) record.credentials = options.credentials;
  if (options.cache !== undefined) record.cache = options.cache;
  if (record.cache === 'only-if-cached' && record.mode !== 'same-origin') {
    throw new TypeError("'only-if-cached' can be set only with 'same-origin' mode");
  }
  if (options.redirect !== undefined) record.redirect = options.redirect;
  if (options.integrity !== undefined) record.integrity = options.integrity;
  if (options.keepalive !== undefined) record.keepalive = options.keepalive;
  if (options.method !== undefined) record.method = methodOf(options.method);
  if (options.signal !== undefined) record.signal = options.signal ?? undefined;
  if (options.dispatcher !== undefined) record.dispatcher = options.dispatcher;
  const { method } = record;
  if (record.mode === 'no-cors' && method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
    throw new TypeError(`'${method} is unsupported in no-cors mode.`);
  }
  if (options.headers !== undefined) {
    record.list = new HeaderList();
    fillList(record.list, options.headers);
  }
  if ((options.body !== undefined || inputBody !== null) && (method === 'GET' || method === 'HEAD')) {
    throw new TypeError('Request with GET/HEAD method cannot have body.');
  }
  if (options.body !== undefined) setBody(record, options);
}

function setBody(record, options) {
  const { extractBody } = require('fetch/body');
  const { body, type } = extractBody(options.body, 'Request', record.keepalive);
  record.body = body;
  if (type !== undefined && !record.list.has('content-type')) record.list.append('content-type', type);
  if (body.source !== null) return;
  if (options.duplex === undefined) throw failure('RequestInit', 'duplex option is required when sending a body.');
  if (record.mode !== 'same-origin' && record.mode !== 'cors') {
    throw new TypeError('If request is made from ReadableStream, mode should be "same-origin" or "cors"');
  }
}

/**
 * The record of a request. `input` is a record of another request, whose body is taken over, or anything that becomes a
 * URL.
 */
function recordOfRequest(input, init) {
  checkDictionary(init);
  const isRecord = input instanceof RequestRecord;
  const text = isRecord ? undefined : toUSVString(input);
  const options = init === undefined || init === null ? undefined : new Options(init);
  const inputBody = isRecord ? input.body : null;
  let record;
  if (isRecord) {
    record = input.copy();
    if (options !== undefined && !options.isEmpty) {
      record.referrer = 'client';
      record.referrerPolicy = '';
    }
  } else {
    const url = parseUrl(text);
    if (url.username !== '' || url.password !== '') {
      throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${url.href}`);
    }
    record = new RequestRecord(url, new HeaderList());
  }
  if (options !== undefined) apply(record, options, inputBody);
  if (record.body === null && inputBody !== null) {
    if (inputBody.isUnusable) {
      throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
    }
    record.body = inputBody.handOver();
  }
  return record;
}

withoutPrototype(RequestRecord, Options);

module.exports = { RequestRecord, recordOfRequest };
