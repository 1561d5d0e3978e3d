'use strict';
// Request: the face of a request's record. Owner: fetch.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { kClone } = require('structured_clone/host');
const { addReaders } = require('fetch/consume');
const { headersOf } = require('fetch/headers');
const { checkArguments, illegalInvocation } = require('fetch/idl');
const { RequestRecord, recordOfRequest } = require('fetch/request_record');

let recordOf;
let signalOf;
let requestOf;

const kAdopt = new RequestRecord(undefined, undefined);

class Request {
  #record;
  #headers = undefined;
  // Made when the program asks for it.
  #signal = undefined;

  constructor(input, init = undefined) {
    if (input === kAdopt) return;
    checkArguments(arguments.length, 1, 'Request constructor');
    const there = recordOf(input);
    this.#record = recordOfRequest(there ?? input, init);
    // The signal of the other request may have been made since.
    if (there !== undefined && this.#record.signal === there.signal) this.#record.signal = signalOf(input);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #record in value;
  }

  static #of(value) {
    if (!Request.#is(value)) throw illegalInvocation();
    return value.#record;
  }

  static {
    recordOf = (value) => (Request.#is(value) ? value.#record : undefined);
    signalOf = (request) => request.#signal ?? request.#record.signal;
    requestOf = (record) => {
      const request = new Request(kAdopt);
      request.#record = record;
      return request;
    };
  }

  get method() {
    return Request.#of(this).method;
  }

  get url() {
    return Request.#of(this).url.href;
  }

  get headers() {
    const record = Request.#of(this);
    return this.#headers ??= headersOf(record.list, false);
  }

  get destination() {
    Request.#of(this);
    return '';
  }

  get referrer() {
    switch (Request.#of(this).referrer) {
      case 'no-referrer': return '';
      case 'client': return 'about:client';
      default: return this.#record.referrer;
    }
  }

  get referrerPolicy() {
    return Request.#of(this).referrerPolicy;
  }

  get mode() {
    return Request.#of(this).mode;
  }

  get credentials() {
    return Request.#of(this).credentials;
  }

  get cache() {
    return Request.#of(this).cache;
  }

  get redirect() {
    return Request.#of(this).redirect;
  }

  get integrity() {
    return Request.#of(this).integrity;
  }

  get keepalive() {
    return Request.#of(this).keepalive;
  }

  get isReloadNavigation() {
    Request.#of(this);
    return false;
  }

  get isHistoryNavigation() {
    Request.#of(this);
    return false;
  }

  get signal() {
    const { signal } = Request.#of(this);
    if (this.#signal !== undefined) return this.#signal;
    const { AbortController, AbortSignal } = require('events/abort_controller');
    return this.#signal = signal === undefined ? new AbortController().signal : AbortSignal.any([signal]);
  }

  get body() {
    const { body } = Request.#of(this);
    return body === null ? null : body.streamRecord.shell;
  }

  get bodyUsed() {
    const { body } = Request.#of(this);
    return body !== null && body.isUsed;
  }

  get duplex() {
    Request.#of(this);
    return 'half';
  }

  clone() {
    const record = Request.#of(this);
    if (record.body?.isUnusable) throw new TypeError('unusable');
    const copy = record.copy();
    copy.signal = signalOf(this);
    if (record.body !== null) copy.body = record.body.clone();
    return requestOf(copy);
  }

  get [kClone]() {
    return Request.#is(this) ? null : undefined;
  }

  [customInspectSymbol](depth, options) {
    options.depth ??= 2;
    options.colors ??= true;
    const fields = {
      method: this.method,
      url: this.url,
      headers: this.headers,
      destination: this.destination,
      referrer: this.referrer,
      referrerPolicy: this.referrerPolicy,
      mode: this.mode,
      credentials: this.credentials,
      cache: this.cache,
      redirect: this.redirect,
      integrity: this.integrity,
      keepalive: this.keepalive,
      isReloadNavigation: this.isReloadNavigation,
      isHistoryNavigation: this.isHistoryNavigation,
      signal: this.signal,
    };
    return `Request ${require('util/inspect').formatWithOptions(options, fields)}`;
  }
}

ObjectDefineProperties(Request.prototype, {
  __proto__: null,
  method: kEnumerableProperty,
  url: kEnumerableProperty,
  headers: kEnumerableProperty,
  destination: kEnumerableProperty,
  referrer: kEnumerableProperty,
  referrerPolicy: kEnumerableProperty,
  mode: kEnumerableProperty,
  credentials: kEnumerableProperty,
  cache: kEnumerableProperty,
  redirect: kEnumerableProperty,
  integrity: kEnumerableProperty,
  keepalive: kEnumerableProperty,
  isReloadNavigation: kEnumerableProperty,
  isHistoryNavigation: kEnumerableProperty,
  signal: kEnumerableProperty,
  body: kEnumerableProperty,
  bodyUsed: kEnumerableProperty,
  duplex: kEnumerableProperty,
  clone: kEnumerableProperty,
});
addReaders(Request.prototype, recordOf);
// Node's has this one as well.
ObjectDefineProperty(Request.prototype, 'attribute', { __proto__: null, enumerable: true, value: undefined });
ObjectDefineProperty(Request.prototype, SymbolToStringTag, {
  __proto__: null, configurable: true, value: 'Request',
});

module.exports = { Request, recordOf, signalOf };
