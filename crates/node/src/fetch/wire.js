'use strict';
// The head of a request as it goes over the wire, and the headers that fetch adds to a program's. Owner: fetch. What
// cannot be sent is refused here.

const {
  ArrayPrototypePush,
  NumberIsFinite,
  NumberParseInt,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
} = primordials;

const { InvalidArgumentError, NotSupportedError, RequestContentLengthMismatchError } = require('fetch/failures');
const { withoutPrototype } = require('stream/web/promises');
const { referrerOf } = require('fetch/referrer');

// Methods whose requests have a body by their nature, so that one without says so.
const kExpectsBody = /^(?:PUT|POST|PATCH|QUERY|PROPFIND|PROPPATCH)$/;

// What a program's headers say of the connection.
class Framing {
  constructor() {
    this.keepsAlive = true;
    this.contentLength = undefined;
  }

  /** Whether the header is sent as it is. */
  admits(name, value) {
    switch (StringPrototypeToLowerCase(name)) {
      case 'host': return false;
      case 'content-length':
        this.contentLength = NumberParseInt(value, 10);
        if (!NumberIsFinite(this.contentLength)) throw new InvalidArgumentError('invalid content-length header');
        return false;
      case 'connection': {
        const what = StringPrototypeToLowerCase(value);
        if (what !== 'close' && what !== 'keep-alive') throw new InvalidArgumentError('invalid connection header');
        if (what === 'close') this.keepsAlive = false;
        return false;
      }
      case 'transfer-encoding':
      case 'keep-alive':
      case 'upgrade':
        throw new InvalidArgumentError(`invalid ${StringPrototypeToLowerCase(name)} header`);
      case 'expect':
        throw new NotSupportedError('expect header not supported');
      default: return true;
    }
  }
}

withoutPrototype(Framing);

/** Calls `add(name, value)` for what fetch says of itself, where the program's `list` does not. */
function addOwnHeaders(request, url, add) {
  const { list } = request;
  const isBare = list.size === 0;
  if (isBare || !list.has('accept')) add('accept', '*/*');
  if (isBare || !list.has('accept-language')) add('accept-language', '*');
  const referrer = request.referrer === 'client' || request.referrer === 'no-referrer' ? '' : referrerOf(request, url);
  if (referrer !== '') add('referer', referrer);
  add('sec-fetch-mode', request.mode);
  if (isBare || !list.has('user-agent')) add('user-agent', 'node');
  const cache = cacheOf(request, isBare);
  if (cache === 'no-cache') {
    if (!list.has('cache-control')) add('cache-control', 'max-age=0');
  } else if (cache !== 'default') {
    if (!list.has('pragma')) add('pragma', 'no-cache');
    if (!list.has('cache-control')) add('cache-control', 'no-cache');
  }
  if (!isBare && list.has('range')) add('accept-encoding', 'identity');
  else if (isBare || !list.has('accept-encoding')) add('accept-encoding', 'gzip, deflate');
}

function cacheOf({ cache, list }, isBare) {
  switch (cache) {
    case 'no-cache': return 'no-cache';
    case 'no-store':
    case 'reload': return 'no-store';
    case 'default':
      // A condition of the program's own keeps caches out.
      if (!isBare && (list.has('if-modified-since') || list.has('if-none-match') || list.has('if-unmodified-since') ||
          list.has('if-match') || list.has('if-range'))) {
        return 'no-store';
      }
      return 'default';
    default: return 'default';
  }
}

/** All headers of a request but those of its framing, as a list of names and values. */
function headersOf(request, url) {
  const headers = [];
  const push = (name, value) => ArrayPrototypePush(headers, name, value);
  request.list.each(push);
  addOwnHeaders(request, url, push);
  return headers;
}

let plainTail = '';

/** The lines of the headers that fetch adds to a request without any, which is always the same text. */
function plainHeaders(request, url) {
  if (plainTail === '') {
    addOwnHeaders(request, url, (name, value) => {
      plainTail += `${name}: ${value}\r\n`;
    });
  }
  return plainTail;
}

function isPlain(request) {
  return request.list.size === 0 && request.mode === 'cors' && request.cache === 'default' &&
    (request.referrer === 'client' || request.referrer === 'no-referrer');
}

function pathOf(url) {
  return `${url.pathname}${url.search}`;
}

/**
 * `{ head, keepsAlive }` of a request to `url`. `extra`: names and values to add, or undefined.
 */
function headOf(request, url, extra) {
  const { method, body } = request;
  const framing = new Framing();
  let lines = '';
  if (isPlain(request)) {
    lines = plainHeaders(request, url);
  } else {
    const add = (name, value) => {
      if (framing.admits(name, value)) lines += `${name}: ${value}\r\n`;
    };
    request.list.each(add);
    addOwnHeaders(request, url, add);
  }
  if (extra !== undefined) {
    for (let i = 0; i < extra.length; i += 2) lines += `${extra[i]}: ${extra[i + 1]}\r\n`;
  }
  const keepsAlive = framing.keepsAlive && method !== 'HEAD';
  let length = '';
  if (body !== null && body.length === null) {
    length = framing.contentLength === undefined ? 'transfer-encoding: chunked\r\n' :
      `content-length: ${framing.contentLength}\r\n`;
  } else if (body !== null || RegExpPrototypeExec(kExpectsBody, method) !== null) {
    const bytes = body?.length ?? 0;
    if (framing.contentLength !== undefined && framing.contentLength !== bytes) {
      throw new RequestContentLengthMismatchError();
    }
    length = `content-length: ${bytes}\r\n`;
  }
  const head = `${method} ${pathOf(url)} HTTP/1.1\r\nhost: ${url.host}\r\n` +
    `connection: ${keepsAlive ? 'keep-alive' : 'close'}\r\n${lines}${length}\r\n`;
  return { head, keepsAlive, contentLength: framing.contentLength };
}

const kChunkedEnd = 'transfer-encoding: chunked\r\n\r\n';

/** The head of a request whose body, which was to come in chunks, turns out to be empty. */
function headWithoutBody(head, method) {
  if (!StringPrototypeEndsWith(head, kChunkedEnd)) return head;
  const length = RegExpPrototypeExec(kExpectsBody, method) === null ? '' : 'content-length: 0\r\n';
  return `${StringPrototypeSlice(head, 0, head.length - kChunkedEnd.length)}${length}\r\n`;
}

module.exports = { headOf, headWithoutBody, headersOf, pathOf };
