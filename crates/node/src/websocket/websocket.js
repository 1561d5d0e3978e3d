'use strict';
// The global WebSocket: the interface of the WebSockets standard over a handshake and a connection. Owner: websocket. Checks
// what the program gives, keeps the state, and makes events.

const {
  ArrayBufferIsView,
  ArrayPrototypePush,
  ArrayPrototypeSome,
  Error,
  ObjectDefineProperties,
  ObjectDefineProperty,
  RegExpPrototypeExec,
  String,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { Blob, Buffer } = require('buffer');
const { channel } = require('diagnostics_channel');
const { EventTarget } = require('events/event_target');
const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { convertToInt } = require('internal/webidl');
const { URL } = require('url/whatwg');
const { kClone } = require('structured_clone/host');
const { isAnyArrayBuffer } = require('util/types');
const { newMessageEvent } = require('worker_threads/message_event');
const { Connection } = require('websocket/connection');
const { CloseEvent, ErrorEvent } = require('websocket/events');
const { defineHandler } = require('websocket/handlers');
const { Handshake } = require('websocket/handshake');

const kConnecting = 0;
const kOpen = 1;
const kClosing = 2;
const kClosed = 3;

const kToken = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const channels = {
  __proto__: null,
  open: channel('undici:websocket:open'),
  close: channel('undici:websocket:close'),
  error: channel('undici:websocket:socket_error'),
  ping: channel('undici:websocket:ping'),
  pong: channel('undici:websocket:pong'),
};

function requireArgument(count, name) {
  if (count === 0) throw new TypeError(`${name}: 1 argument required, but 0 found.`);
}

function syntaxError(message) {
  return lazyDOMException(message, 'SyntaxError');
}

function readUrl(text) {
  let url;
  try {
    url = new URL(StringPrototypeToWellFormed(`${text}`));
  } catch (err) {
    if (err.code !== 'ERR_INVALID_URL') throw err;
    throw syntaxError(`TypeError: ${err.message}`);
  }
  if (url.protocol === 'http:') url.protocol = 'ws:';
  else if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') throw syntaxError('expected a ws: or wss: url');
  if (url.hash || url.href[url.href.length - 1] === '#') throw syntaxError('hash');
  return url;
}

/** The second argument: a protocol, protocols, or options. */
function readOptions(value) {
  if (value === undefined) return { protocols: [] };
  if (value !== null && typeof value === 'object' && !(SymbolIterator in value)) {
    return { dispatcher: value.dispatcher, headers: value.headers, protocols: readProtocols(value.protocols ?? []) };
  }
  return { protocols: readProtocols(value) };
}

function readProtocols(value) {
  const protocols = [];
  if (value === null || typeof value !== 'object') {
    ArrayPrototypePush(protocols, String(value));
  } else {
    for (const protocol of value) ArrayPrototypePush(protocols, String(protocol));
  }
  for (let i = 0; i < protocols.length; i++) {
    const name = StringPrototypeToLowerCase(protocols[i]);
    const isTwice = ArrayPrototypeSome(protocols, (other, at) => at < i && StringPrototypeToLowerCase(other) === name);
    if (isTwice || RegExpPrototypeExec(kToken, name) === null) {
      throw syntaxError('Invalid Sec-WebSocket-Protocol value');
    }
  }
  return protocols;
}

class WebSocket extends EventTarget {
  #url;
  #origin;
  #state = kConnecting;
  #protocol = '';
  #extensions = '';
  #binaryType = 'blob';
  #handshake;
  #connection = undefined;

  constructor(url, protocols = undefined) {
    requireArgument(arguments.length, 'WebSocket constructor');
    super();
    const parsed = readUrl(url);
    const options = readOptions(protocols);
    this.#url = parsed.href;
    this.#origin = parsed.origin;
    this.#handshake = new Handshake(parsed, options.protocols, options, {
      opened: (socket, rest, answer) => this.#open(socket, rest, answer),
      failed: (cause) => this.#finish({ isClean: false, code: 1006, reason: '', cause }),
    });
  }

  static #check(value) {
    if (typeof value === 'object' && value !== null && #url in value) return;
    const err = new ERR_INVALID_THIS('WebSocket');
    err.message = 'Illegal invocation';
    throw err;
  }

  #open(socket, rest, answer) {
    this.#handshake = undefined;
    this.#protocol = answer.protocol;
    this.#extensions = answer.extensions;
    this.#connection = new Connection(socket, answer, {
      message: (data, isText) => this.#receive(data, isText),
      ping: (payload) => {
        if (channels.ping.hasSubscribers) channels.ping.publish({ payload, websocket: this });
      },
      pong: (payload) => {
        if (channels.pong.hasSubscribers) channels.pong.publish({ payload, websocket: this });
      },
      closing: () => {
        this.#state = kClosing;
      },
      closed: (end) => this.#finish(end),
      socketError: (err) => {
        if (channels.error.hasSubscribers) channels.error.publish(err);
      },
    });
    this.#state = kOpen;
    const { Event } = require('events/event');
    this.dispatchEvent(new Event('open'));
    if (channels.open.hasSubscribers) {
      channels.open.publish({
        address: socket.address(),
        protocol: this.#protocol,
        extensions: this.#extensions,
        websocket: this,
        handshakeResponse: answer.response,
      });
    }
    this.#connection.begin(rest);
  }

  #receive(data, isText) {
    if (this.#state !== kOpen) return;
    if (!isText && this.#binaryType === 'blob') data = new Blob([data]);
    this.dispatchEvent(newMessageEvent('message', data, [], this.#origin));
  }

  #finish({ isClean, code, reason, cause }) {
    this.#state = kClosed;
    this.#handshake = undefined;
    if (!isClean) {
      // What went wrong is no message, as that could tell of hosts that a page must not learn of; programs find it here.
      this.dispatchEvent(new ErrorEvent('error', '', new TypeError('', cause === undefined ? undefined : { cause })));
    }
    this.dispatchEvent(new CloseEvent('close', { wasClean: isClean, code, reason }));
    if (channels.close.hasSubscribers) channels.close.publish({ websocket: this, code, reason });
  }

  close(code = undefined, reason = undefined) {
    WebSocket.#check(this);
    if (code !== undefined) code = convertToInt(code, 16, 'unsigned', { __proto__: null, clamp: true });
    reason = reason === undefined ? '' : StringPrototypeToWellFormed(String(reason));
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
      throw lazyDOMException('invalid code', 'InvalidAccessError');
    }
    const length = Buffer.byteLength(reason);
    if (length > 123) throw syntaxError(`Reason must be less than 123 bytes; received ${length}`);
    if (this.#state === kClosing || this.#state === kClosed) return;
    const isConnecting = this.#state === kConnecting;
    this.#state = kClosing;
    if (isConnecting) {
      const handshake = this.#handshake;
      process.nextTick(() => handshake.cancel(new Error('The WebSocket was closed before it was open')));
    } else {
      this.#connection.close(code ?? (length > 0 ? 1000 : undefined), reason);
    }
  }

  send(data) {
    WebSocket.#check(this);
    requireArgument(arguments.length, 'WebSocket.send');
    const isBytes = ArrayBufferIsView(data) || isAnyArrayBuffer(data);
    const isBlob = !isBytes && data instanceof Blob;
    if (!isBytes && !isBlob) data = `${data}`;
    if (this.#state === kConnecting) throw lazyDOMException('Sent before connected.', 'InvalidStateError');
    if (this.#state !== kOpen) return;
    if (isBlob) this.#connection.sendBlob(data);
    else if (!isBytes) this.#connection.sendText(data);
    else if (ArrayBufferIsView(data)) this.#connection.sendBytes(data);
    else this.#connection.sendBytes(Buffer.from(data));
  }

  // None of these can be cloned.
  get [kClone]() {
    return #url in this ? null : undefined;
  }

  get readyState() {
    WebSocket.#check(this);
    return this.#state;
  }

  get bufferedAmount() {
    WebSocket.#check(this);
    return this.#connection === undefined ? 0 : this.#connection.bufferedAmount;
  }

  get url() {
    WebSocket.#check(this);
    return this.#url;
  }

  get extensions() {
    WebSocket.#check(this);
    return this.#extensions;
  }

  get protocol() {
    WebSocket.#check(this);
    return this.#protocol;
  }

  get binaryType() {
    WebSocket.#check(this);
    return this.#binaryType;
  }

  set binaryType(type) {
    WebSocket.#check(this);
    this.#binaryType = type === 'arraybuffer' ? 'arraybuffer' : 'blob';
  }

  /** For the attributes that are defined elsewhere. */
  static check(value) {
    WebSocket.#check(value);
  }
}

const { check, prototype } = WebSocket;
delete WebSocket.check;
for (const type of ['open', 'error', 'close', 'message']) defineHandler(prototype, type, check);

const kStates = { CONNECTING: kConnecting, OPEN: kOpen, CLOSING: kClosing, CLOSED: kClosed };
for (const name in kStates) {
  const constant = { __proto__: null, value: kStates[name], enumerable: true, writable: false, configurable: false };
  ObjectDefineProperty(WebSocket, name, constant);
  ObjectDefineProperty(prototype, name, constant);
}
ObjectDefineProperties(prototype, {
  close: kEnumerableProperty,
  send: kEnumerableProperty,
  readyState: kEnumerableProperty,
  bufferedAmount: kEnumerableProperty,
  url: kEnumerableProperty,
  extensions: kEnumerableProperty,
  protocol: kEnumerableProperty,
  binaryType: kEnumerableProperty,
});
ObjectDefineProperty(prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: 'WebSocket' });
ObjectDefineProperty(WebSocket, 'length', { __proto__: null, configurable: true, value: 1 });

module.exports = { CloseEvent, WebSocket };
