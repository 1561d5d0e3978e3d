'use strict';
// The global EventSource, behind --experimental-eventsource: requests one after the other, each with the last event's id, and
// the events of their answers. Owner: eventsource.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  RegExpPrototypeExec,
  StringPrototypeToWellFormed,
  TypeError,
} = primordials;

const { Buffer } = require('buffer');
const { Event } = require('events/event');
const { EventTarget } = require('events/event_target');
const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { clearTimeout, setTimeout } = require('timers');
const { kClone } = require('structured_clone/host');
const { URL } = require('url/whatwg');
const { newMessageEvent } = require('worker_threads/message_event');
const { EventStreamParser } = require('eventsource/parser');
const { defineHandler } = require('websocket/handlers');

const kConnecting = 0;
const kOpen = 1;
const kClosed = 2;

// Milliseconds for a proxy to make a connection.
const kConnectTimeout = 10_000;
const kReconnectionTime = 3000;
const kMaxRedirects = 20;

let hasWarned = false;

function readUrl(text) {
  try {
    return new URL(StringPrototypeToWellFormed(`${text}`));
  } catch (err) {
    if (err.code !== 'ERR_INVALID_URL') throw err;
    throw lazyDOMException(`TypeError: ${err.message}`, 'SyntaxError');
  }
}

function readInit(init) {
  if (init === undefined || init === null) return {};
  if (typeof init === 'object' || typeof init === 'function') return init;
  const { inspect } = require('util/inspect');
  throw new TypeError('EventSource constructor: ' +
    `Expected ${inspect(init)} to be one of: Null, Undefined, Object.`);
}

/** The bytes of an answer, decompressed. */
function bodyOf(response) {
  const encoding = response.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return response;
  const zlib = require('zlib');
  const decoder = zlib.createUnzip({ flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH });
  return require('stream').pipeline(response, decoder, () => {});
}

class EventSource extends EventTarget {
  #url;
  #withCredentials;
  #state = kConnecting;
  #lastEventId = '';
  #reconnectionTime;
  #request = undefined;
  #timer = undefined;

  constructor(url, eventSourceInitDict = undefined) {
    if (arguments.length === 0) throw new TypeError('EventSource constructor: 1 argument required, but 0 found.');
    super();
    if (!hasWarned) {
      hasWarned = true;
      process.emitWarning('EventSource is experimental, expect them to change at any time.', { code: 'UNDICI-ES' });
    }
    const init = readInit(eventSourceInitDict);
    this.#url = readUrl(url);
    this.#withCredentials = !!init.withCredentials;
    this.#reconnectionTime = init.node?.reconnectionTime ?? kReconnectionTime;
    this.#connect(this.#url, 0);
  }

  static #check(value) {
    if (typeof value === 'object' && value !== null && #url in value) return;
    const err = new ERR_INVALID_THIS('EventSource');
    err.message = 'Illegal invocation';
    throw err;
  }

  #connect(url, redirects) {
    this.#timer = undefined;
    const isSecure = url.protocol === 'https:';
    if (!isSecure && url.protocol !== 'http:') {
      process.nextTick(() => this.#reconnect());
      return;
    }
    const { hostname } = url;
    const headers = ['host', url.host, 'connection', 'keep-alive', 'accept', 'text/event-stream'];
    // As bytes of UTF-8, each of which is one character of a header.
    if (this.#lastEventId !== '') headers.push('last-event-id', Buffer.from(this.#lastEventId).toString('latin1'));
    headers.push('accept-language', '*', 'sec-fetch-mode', 'cors', 'user-agent', 'node', 'pragma', 'no-cache',
                 'cache-control', 'no-cache', 'accept-encoding', 'gzip, deflate');
    const { agentFor } = require('fetch/connect');
    const request = require(isSecure ? 'https' : 'http').request({
      protocol: url.protocol,
      agent: agentFor(url, kConnectTimeout),
      host: hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
      port: url.port,
      path: url.pathname + url.search,
      headers,
    });
    this.#request = request;
    // An error after the answer is told by the answer's end.
    request.on('error', () => this.#ended(request));
    request.on('response', (response) => this.#answer(request, response, url, redirects));
    request.end();
  }

  /** The connection is lost, whichever part of it says so first. */
  #ended(request) {
    if (request === this.#request) this.#reconnect();
  }

  #answer(request, response, url, redirects) {
    const { headers, statusCode } = response;
    if (statusCode >= 301 && statusCode <= 308 && statusCode !== 304 && headers.location !== undefined) {
      this.#redirect(headers.location, url, redirects);
      request.destroy();
      return;
    }
    if (statusCode !== 200 || RegExpPrototypeExec(/^\s*text\/event-stream\s*(;|$)/i, headers['content-type'] ?? '') === null) {
      this.#fail();
      request.destroy();
      return;
    }
    this.#state = kOpen;
    this.dispatchEvent(new Event('open'));
    if (request !== this.#request) return;
    const parser = new EventStreamParser({
      event: (type, data, id) => {
        this.#lastEventId = id;
        if (type === undefined || request !== this.#request) return;
        this.dispatchEvent(newMessageEvent(type, data, [], url.origin, id));
      },
      retry: (milliseconds) => {
        this.#reconnectionTime = milliseconds;
      },
    }, this.#lastEventId);
    const body = bodyOf(response);
    body.on('data', (chunk) => {
      if (!parser.read(chunk)) request.destroy();
    });
    body.on('error', () => {});
    body.on('close', () => this.#ended(request));
  }

  #redirect(location, url, redirects) {
    let next;
    try {
      next = new URL(location, url);
    } catch (err) {
      if (err.code !== 'ERR_INVALID_URL') throw err;
    }
    if (next === undefined || redirects === kMaxRedirects) {
      this.#reconnect();
      return;
    }
    this.#connect(next, redirects + 1);
  }

  #reconnect() {
    if (this.#state === kClosed) return;
    this.#request = undefined;
    this.#state = kConnecting;
    this.dispatchEvent(new Event('error'));
    if (this.#state === kClosed) return;
    this.#timer = setTimeout(() => this.#connect(this.#url, 0), this.#reconnectionTime);
  }

  /** For good: the server does not want to be asked again. */
  #fail() {
    this.#request = undefined;
    this.#state = kClosed;
    this.dispatchEvent(new Event('error'));
  }

  close() {
    EventSource.#check(this);
    if (this.#state === kClosed) return;
    this.#state = kClosed;
    clearTimeout(this.#timer);
    const request = this.#request;
    this.#request = undefined;
    request?.destroy();
  }

  // None of these can be cloned.
  get [kClone]() {
    return #url in this ? null : undefined;
  }

  get readyState() {
    EventSource.#check(this);
    return this.#state;
  }

  get url() {
    EventSource.#check(this);
    return this.#url.href;
  }

  get withCredentials() {
    EventSource.#check(this);
    return this.#withCredentials;
  }

  /** For the attributes that are defined elsewhere. */
  static check(value) {
    EventSource.#check(value);
  }
}

const { check, prototype } = EventSource;
delete EventSource.check;
for (const type of ['open', 'message', 'error']) defineHandler(prototype, type, check);

const kStates = { CONNECTING: kConnecting, OPEN: kOpen, CLOSED: kClosed };
for (const name in kStates) {
  const constant = { __proto__: null, value: kStates[name], enumerable: true, writable: false, configurable: false };
  ObjectDefineProperty(EventSource, name, constant);
  ObjectDefineProperty(prototype, name, constant);
}
ObjectDefineProperties(prototype, {
  close: kEnumerableProperty,
  readyState: kEnumerableProperty,
  url: kEnumerableProperty,
  withCredentials: kEnumerableProperty,
});
ObjectDefineProperty(EventSource, 'length', { __proto__: null, configurable: true, value: 1 });

module.exports = { EventSource };
