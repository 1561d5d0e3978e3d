'use strict';
// A fetch by a dispatcher of the program's: an agent, proxy or mock of the npm package `undici`, given with the request or
// set for all by setGlobalDispatcher(). Owner: fetch. The handler speaks both generations of the protocol: `on*` with an
// abort function (undici 6), and `onRequest*`/`onResponse*` with a controller (7 and later).

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ObjectKeys,
  String,
  StringPrototypeToLowerCase,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;

const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const { SocketError, RequestAbortedError } = require('fetch/failures');
const { HeaderList } = require('fetch/header_list');
const { headersOf, pathOf } = require('fetch/wire');
const { isArrayBufferView } = require('util/types');

function textOf(value) {
  return isArrayBufferView(value) ? Buffer.from(value).toString('latin1') : String(value);
}

/** A list of names and values that alternate. */
function listOfRaw(raw) {
  const list = new HeaderList();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = StringPrototypeToLowerCase(textOf(raw[i]));
    if (ArrayIsArray(raw[i + 1])) {
      for (let j = 0; j < raw[i + 1].length; j++) list.append(name, textOf(raw[i + 1][j]));
    } else {
      list.append(name, textOf(raw[i + 1]));
    }
  }
  return list;
}

function listOfObject(headers) {
  const raw = [];
  const names = ObjectKeys(headers);
  for (let i = 0; i < names.length; i++) ArrayPrototypePush(raw, names[i], headers[names[i]]);
  return listOfRaw(raw);
}

// Handler of the dispatcher, and transport of the body on its way in.
class Handler {
  #run;
  #controller = undefined;
  #abort = undefined;
  #resume = undefined;
  #receiver = undefined;
  #isPaused = false;
  #isOver = false;
  #cancelled = undefined;

  constructor(run) {
    this.#run = run;
  }

  // --- As a transport ---

  pause() {
    this.#isPaused = true;
    this.#controller?.pause();
  }

  resume() {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (this.#controller !== undefined) this.#controller.resume();
    else this.#resume?.();
  }

  cancel(reason) {
    if (this.#isOver) return;
    this.#isOver = true;
    reason ??= new RequestAbortedError();
    this.#cancelled = reason;
    if (this.#controller !== undefined) this.#controller.abort(reason);
    else this.#abort?.(reason);
  }

  // --- What both generations mean ---

  #head(status, statusText, list) {
    if (this.#isOver || status < 200) return;
    this.#receiver = this.#run.onResponse(status, statusText ?? '', list, this);
  }

  #data(chunk) {
    if (this.#isOver) return;
    // The program's parser may use the memory again.
    const copy = new FastBuffer(chunk.length);
    TypedArrayPrototypeSet(copy, chunk);
    this.#receiver?.push(copy);
  }

  #end() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#receiver?.end();
  }

  #fail(error) {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#receiver === undefined) this.#run.fail(error);
    else this.#receiver?.fail(error);
  }

  // --- The newer generation ---

  onRequestStart(controller) {
    this.#controller = controller;
    if (this.#cancelled !== undefined) controller.abort(this.#cancelled);
  }

  onRequestUpgrade() {
    this.#fail(new SocketError('bad upgrade', null));
  }

  onResponseStart(controller, statusCode, headers, statusMessage) {
    const raw = controller?.rawHeaders;
    this.#head(statusCode, statusMessage, ArrayIsArray(raw) ? listOfRaw(raw) : listOfObject(headers ?? {}));
  }

  onResponseData(controller, chunk) {
    this.#data(chunk);
  }

  onResponseEnd() {
    this.#end();
  }

  onResponseError(controller, error) {
    this.#fail(error);
  }

  // --- The older generation ---

  onConnect(abort) {
    this.#abort = abort;
    if (this.#cancelled !== undefined) abort(this.#cancelled);
  }

  onResponseStarted() {}

  onBodySent() {}

  onUpgrade() {
    this.#fail(new SocketError('bad upgrade', null));
    return true;
  }

  onHeaders(statusCode, rawHeaders, resume, statusText) {
    this.#resume = resume;
    this.#head(statusCode, statusText, listOfRaw(rawHeaders ?? []));
    return !this.#isPaused;
  }

  onData(chunk) {
    this.#data(chunk);
    return !this.#isPaused;
  }

  onComplete() {
    this.#end();
  }

  onError(error) {
    this.#fail(error);
  }
}

/** The body in a form that dispatchers take. */
function bodyOf(body) {
  if (body === null) return null;
  if (body.stream === undefined && (typeof body.source === 'string' || body.source instanceof Uint8Array)) {
    body.isTaken = true;
    return body.source;
  }
  return body.streamRecord.shell.values();
}

/** Sends a request by the dispatcher `agent`. */
function sendBy(run, agent) {
  const { request, url } = run;
  const headers = {};
  const pairs = headersOf(request, url);
  for (let i = 0; i < pairs.length; i += 2) headers[pairs[i]] = pairs[i + 1];
  if (request.body !== null && request.body.length !== null) headers['content-length'] = `${request.body.length}`;
  const handler = new Handler(run);
  run.exchange = handler;
  agent.dispatch({
    path: pathOf(url),
    origin: url.origin,
    method: request.method,
    body: bodyOf(request.body),
    headers,
    maxRedirections: 0,
    upgrade: undefined,
  }, handler);
}

module.exports = { sendBy };
