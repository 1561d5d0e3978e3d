'use strict';
// The opening handshake of a WebSocket: the request, by node:http or by a dispatcher of undici, and what the answer must say.
// Owner: websocket. Gives the socket away once the answer is good; whatever else happens is told as an error.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSome,
  Error,
  FunctionPrototypeCall,
  ObjectKeys,
  String,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
  SymbolFor,
  SymbolIterator,
  TypeError,
} = primordials;

const { Buffer } = require('buffer');

const kSalt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const kGlobalDispatcher = SymbolFor('undici.globalDispatcher.1');
// As undici has them.
const kConnectTimeout = 10_000;
const kHeadTimeout = 300_000;

function acceptOf(key) {
  const { createHash } = require('crypto');
  return createHash('sha1').update(key + kSalt).digest('base64');
}

/** Names and values of what a program gives as headers: an object, or pairs. */
function pairsOf(headers) {
  const pairs = [];
  if (headers === undefined || headers === null) return pairs;
  if (typeof headers !== 'object') {
    throw new TypeError('Headers constructor: Argument 1 could not be converted to one of: ' +
      'sequence<sequence<ByteString>>, record<ByteString, ByteString>.');
  }
  const { validateHeaderName, validateHeaderValue } = require('http/headers');
  const add = (name, value) => {
    name = String(name);
    value = StringPrototypeTrim(String(value));
    validateHeaderName(name);
    validateHeaderValue(name, value);
    ArrayPrototypePush(pairs, name, value);
  };
  if (typeof headers[SymbolIterator] === 'function') {
    for (const pair of headers) add(pair[0], pair[1]);
  } else {
    const names = ObjectKeys(headers);
    for (let i = 0; i < names.length; i++) add(names[i], headers[names[i]]);
  }
  return pairs;
}

function has(pairs, name) {
  for (let i = 0; i < pairs.length; i += 2) {
    if (StringPrototypeToLowerCase(pairs[i]) === name) return true;
  }
  return false;
}

/** What the request says of itself, in the order in which undici writes it, after Host, Connection and Upgrade. */
function headersOf(key, protocols, own) {
  const headers = [...own, 'sec-websocket-key', key, 'sec-websocket-version', '13'];
  if (protocols.length > 0) ArrayPrototypePush(headers, 'sec-websocket-protocol', ArrayPrototypeJoin(protocols, ', '));
  ArrayPrototypePush(headers, 'sec-websocket-extensions', 'permessage-deflate; client_max_window_bits');
  const defaults = ['accept', '*/*', 'accept-language', '*', 'sec-fetch-mode', 'websocket', 'user-agent', 'node',
                    'pragma', 'no-cache', 'cache-control', 'no-cache', 'accept-encoding', 'gzip, deflate'];
  for (let i = 0; i < defaults.length; i += 2) {
    if (!has(own, defaults[i])) ArrayPrototypePush(headers, defaults[i], defaults[i + 1]);
  }
  return headers;
}

function tokens(text) {
  const parts = StringPrototypeSplit(text ?? '', ',');
  const found = [];
  for (let i = 0; i < parts.length; i++) {
    ArrayPrototypePush(found, StringPrototypeToLowerCase(StringPrototypeTrim(parts[i])));
  }
  return found;
}

/** What the extensions of an answer agree on; undefined when one of them was not offered. */
function readExtensions(text) {
  const agreed = { deflates: false, keepsContext: true };
  if (!text) return agreed;
  const extensions = tokens(text);
  for (let i = 0; i < extensions.length; i++) {
    const parts = StringPrototypeSplit(extensions[i], ';');
    if (StringPrototypeTrim(parts[0]) !== 'permessage-deflate' || agreed.deflates) return undefined;
    agreed.deflates = true;
    if (ArrayPrototypeSome(parts, (part) => StringPrototypeTrim(part) === 'server_no_context_takeover')) {
      agreed.keepsContext = false;
    }
  }
  return agreed;
}

/** Why an answer is none for this request; undefined when it is good. */
function problemOf(status, headers, key, protocols) {
  if (status !== 101) return 'Received network error or non-101 status code.';
  if (StringPrototypeToLowerCase(headers.upgrade ?? '') !== 'websocket') {
    return 'Server did not set Upgrade header to "websocket".';
  }
  if (!ArrayPrototypeIncludes(tokens(headers.connection), 'upgrade')) {
    return 'Server did not set Connection header to "upgrade".';
  }
  if (headers['sec-websocket-accept'] !== acceptOf(key)) return 'Incorrect hash received in Sec-WebSocket-Accept header.';
  if (readExtensions(headers['sec-websocket-extensions']) === undefined) {
    return 'Sec-WebSocket-Extensions header does not match.';
  }
  const protocol = headers['sec-websocket-protocol'];
  if (protocol === undefined ? protocols.length > 0 : !ArrayPrototypeIncludes(protocols, protocol)) {
    return 'Protocol was not set in the opening handshake.';
  }
  return undefined;
}

class Handshake {
  #key;
  #protocols;
  #owner;
  #cancel = undefined;
  #isOver = false;

  /** `owner` gets `opened(socket, rest, answer)` or `failed(error)`, once. */
  constructor(url, protocols, options, owner) {
    const bytes = Buffer.allocUnsafe(16);
    require('crypto').randomFillSync(bytes);
    this.#key = bytes.toString('base64');
    this.#protocols = protocols;
    this.#owner = owner;
    const headers = headersOf(this.#key, protocols, pairsOf(options.headers));
    const dispatcher = options.dispatcher ?? globalThis[kGlobalDispatcher];
    if (dispatcher === undefined || dispatcher === null) this.#request(url, headers);
    else {
      try {
        this.#dispatch(dispatcher, url, headers);
      } catch (err) {
        // What the program gave is no dispatcher, or refuses this request.
        process.nextTick(() => this.#fail(err));
      }
    }
  }

  /** Nobody waits for the answer any more: that is an error too. */
  cancel(err) {
    this.#cancel?.();
    this.#fail(err);
  }

  #fail(err) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.failed(err);
  }

  #answer(status, statusText, headers, socket, rest) {
    const problem = problemOf(status, headers, this.#key, this.#protocols);
    if (problem !== undefined || this.#isOver) {
      socket.destroy();
      this.#fail(new Error(problem));
      return;
    }
    this.#isOver = true;
    const extensions = headers['sec-websocket-extensions'] ?? '';
    this.#owner.opened(socket, rest, {
      protocol: headers['sec-websocket-protocol'] ?? '',
      extensions,
      ...readExtensions(extensions),
      response: { status, statusText, headers },
    });
  }

  #request(url, headers) {
    const isSecure = url.protocol === 'wss:';
    const { request } = require(isSecure ? 'https' : 'http');
    const { agentFor } = require('fetch/connect');
    const { hostname } = url;
    const made = request({
      protocol: isSecure ? 'https:' : 'http:',
      agent: agentFor(url, kConnectTimeout),
      host: hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
      port: url.port,
      path: url.pathname + url.search,
      headers: ['host', url.host, 'connection', 'upgrade', 'upgrade', 'websocket', ...headers],
    });
    this.#cancel = () => made.destroy();
    made.on('error', (err) => this.#fail(err));
    made.on('socket', (socket) => {
      // By a proxy it is connected already.
      socket.setTimeout(socket.connecting ? kConnectTimeout : kHeadTimeout,
                        () => made.destroy(new Error('The handshake took too long')));
      socket.once('connect', () => socket.setTimeout(kHeadTimeout));
    });
    made.on('response', (response) => {
      made.destroy();
      this.#fail(new Error(problemOf(response.statusCode, response.headers, this.#key, this.#protocols) ?? 'No upgrade'));
    });
    made.on('upgrade', (response, socket, rest) => {
      socket.setTimeout(0);
      this.#answer(response.statusCode, response.statusMessage, response.headers, socket, rest);
    });
    made.end();
  }

  // Handlers of both of undici's interfaces: what is there of the newer one is called, else the older.
  #dispatch(dispatcher, url, headers) {
    const upgraded = (status, fields, socket) => {
      this.#answer(status, '', fields, socket, Buffer.alloc(0));
    };
    const refused = () => this.#fail(new Error('Received network error or non-101 status code.'));
    const handler = {
      onConnect: (abort) => {
        this.#cancel = abort;
      },
      onHeaders: () => {
        refused();
        this.#cancel?.();
        return false;
      },
      onData: () => false,
      onComplete: refused,
      onError: (err) => this.#fail(err),
      onUpgrade: (status, fields, socket) => upgraded(status, objectOf(fields), socket),
      onRequestStart: (controller) => {
        this.#cancel = () => controller.abort(new Error('The WebSocket was closed'));
      },
      onRequestUpgrade: (controller, status, fields, socket) => upgraded(status, fields, socket),
      onResponseStart: (controller) => {
        refused();
        controller.abort(new Error('No upgrade'));
      },
      onResponseData() {},
      onResponseEnd: refused,
      onResponseError: (controller, err) => this.#fail(err),
    };
    const protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
    FunctionPrototypeCall(dispatcher.dispatch, dispatcher, {
      path: url.pathname + url.search,
      origin: `${protocol}//${url.host}`,
      method: 'GET',
      headers,
      body: null,
      upgrade: 'websocket',
    }, handler);
  }
}

/** Raw headers, as Buffers or texts in turns, by their names in lower case. */
function objectOf(raw) {
  if (!ArrayIsArray(raw)) return raw;
  const headers = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    headers[StringPrototypeToLowerCase(`${raw[i]}`)] = raw[i + 1].toString('latin1');
  }
  return headers;
}

module.exports = { Handshake };
