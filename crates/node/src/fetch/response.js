'use strict';
// Response. Owner: fetch. What a response is, is a record; the class is its face. Records are made by programs, through
// the class, and by fetch.

const {
  JSONStringify,
  ObjectDefineProperties,
  ObjectDefineProperty,
  RangeError,
  RegExpPrototypeExec,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { kClone } = require('structured_clone/host');
const { extractBody } = require('fetch/body');
const { addReaders } = require('fetch/consume');
const { HeaderList } = require('fetch/header_list');
const { Headers, fillList, headersOf } = require('fetch/headers');
const { checkArguments, checkDictionary, failure, illegalInvocation, toByteString, toUnsignedShort } = require('fetch/idl');
const { withoutPrototype } = require('stream/web/promises');

const kReasonPhrase = /^[\t\x20-\x7e\x80-\xff]*$/;

class ResponseRecord {
  constructor(list) {
    this.type = 'default';
    this.status = 200;
    this.statusText = '';
    this.list = list;
    this.body = null;
    // Where it comes from, without a fragment, and whether by a redirect.
    this.url = '';
    this.isRedirected = false;
    this.isImmutable = false;
  }

  clone() {
    const copy = new ResponseRecord(this.list.copy());
    copy.type = this.type;
    copy.status = this.status;
    copy.statusText = this.statusText;
    copy.url = this.url;
    copy.isRedirected = this.isRedirected;
    copy.isImmutable = this.isImmutable;
    if (this.body !== null) copy.body = this.body.clone();
    return copy;
  }
}

function isNullBodyStatus(status) {
  return status === 101 || status === 204 || status === 205 || status === 304;
}

function isRedirectStatus(status) {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Sets what the program says of the response, and its body if there is one. */
function initialize(record, init, extracted) {
  checkDictionary(init);
  const status = init?.status === undefined ? 200 : toUnsignedShort(init.status);
  const statusText = init?.statusText === undefined ? '' : toByteString(init.statusText, 'Response', 'init.statusText');
  const headers = init?.headers;
  if (status < 200 || status > 599) {
    throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
  }
  if (RegExpPrototypeExec(kReasonPhrase, statusText) === null) throw new TypeError('Invalid statusText');
  record.status = status;
  record.statusText = statusText;
  if (headers !== undefined) fillList(record.list, headers);
  if (extracted === undefined) return;
  if (isNullBodyStatus(status)) throw failure('Response constructor', `Invalid response status code ${status}`);
  record.body = extracted.body;
  if (extracted.type !== undefined && !record.list.has('content-type')) {
    record.list.append('content-type', extracted.type);
  }
}

withoutPrototype(ResponseRecord);

const kAdopt = new ResponseRecord(new HeaderList());

let responseOf;
let recordOf;

class Response {
  #record;
  #headers = undefined;

  constructor(body = null, init = undefined) {
    if (body === kAdopt) return;
    const extracted = body === null || body === undefined ? undefined : extractBody(body, 'Response');
    this.#record = new ResponseRecord(new HeaderList());
    initialize(this.#record, init, extracted);
  }

  static error() {
    const record = new ResponseRecord(new HeaderList());
    record.type = 'error';
    record.status = 0;
    record.isImmutable = true;
    return responseOf(record);
  }

  static json(data, init = undefined) {
    checkArguments(arguments.length, 1, 'Response.json');
    const text = JSONStringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const extracted = extractBody(text, 'Response.json');
    extracted.type = 'application/json';
    const record = new ResponseRecord(new HeaderList());
    initialize(record, init, extracted);
    return responseOf(record);
  }

  static redirect(url, status = 302) {
    checkArguments(arguments.length, 1, 'Response.redirect');
    const { URL } = require('url/whatwg');
    const text = `${url}`;
    status = toUnsignedShort(status);
    let parsed;
    try {
      parsed = new URL(text);
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${text}`, { cause });
    }
    if (!isRedirectStatus(status)) throw new RangeError(`Invalid status code ${status}`);
    const record = new ResponseRecord(new HeaderList());
    record.status = status;
    record.isImmutable = true;
    record.list.append('location', parsed.href);
    return responseOf(record);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #record in value;
  }

  static #of(value) {
    if (!Response.#is(value)) throw illegalInvocation();
    return value.#record;
  }

  static {
    recordOf = (value) => (Response.#is(value) ? value.#record : undefined);
    responseOf = (record) => {
      const response = new Response(kAdopt);
      response.#record = record;
      return response;
    };
  }

  get type() {
    return Response.#of(this).type;
  }

  get url() {
    return Response.#of(this).url;
  }

  get redirected() {
    return Response.#of(this).isRedirected;
  }

  get status() {
    return Response.#of(this).status;
  }

  get ok() {
    const { status } = Response.#of(this);
    return status >= 200 && status <= 299;
  }

  get statusText() {
    return Response.#of(this).statusText;
  }

  get headers() {
    const record = Response.#of(this);
    return this.#headers ??= headersOf(record.list, record.isImmutable);
  }

  get body() {
    const { body } = Response.#of(this);
    return body === null ? null : body.streamRecord.shell;
  }

  get bodyUsed() {
    const { body } = Response.#of(this);
    return body !== null && body.isUsed;
  }

  clone() {
    const record = Response.#of(this);
    if (record.body?.isUnusable) throw failure('Response.clone', 'Body has already been consumed.');
    return responseOf(record.clone());
  }

  get [kClone]() {
    return Response.#is(this) ? null : undefined;
  }

  [customInspectSymbol](depth, options) {
    options.depth ??= 2;
    options.colors ??= true;
    const fields = {
      status: this.status,
      statusText: this.statusText,
      headers: this.headers,
      body: this.body,
      bodyUsed: this.bodyUsed,
      ok: this.ok,
      redirected: this.redirected,
      type: this.type,
      url: this.url,
    };
    return `Response ${require('util/inspect').formatWithOptions(options, fields)}`;
  }
}

ObjectDefineProperties(Response, {
  __proto__: null,
  error: kEnumerableProperty,
  json: kEnumerableProperty,
  redirect: kEnumerableProperty,
});
ObjectDefineProperties(Response.prototype, {
  __proto__: null,
  type: kEnumerableProperty,
  url: kEnumerableProperty,
  redirected: kEnumerableProperty,
  status: kEnumerableProperty,
  ok: kEnumerableProperty,
  statusText: kEnumerableProperty,
  headers: kEnumerableProperty,
  body: kEnumerableProperty,
  bodyUsed: kEnumerableProperty,
  clone: kEnumerableProperty,
});
addReaders(Response.prototype, recordOf);
ObjectDefineProperty(Response.prototype, SymbolToStringTag, {
  __proto__: null, configurable: true, value: 'Response',
});

module.exports = { Headers, Response, ResponseRecord, isNullBodyStatus, isRedirectStatus, recordOf, responseOf };
