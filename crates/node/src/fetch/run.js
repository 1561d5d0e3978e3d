'use strict';
// One fetch, from the request's record to the response: the way it is sent, redirects, and abortion at each stage.
// Owner: fetch. A transport (connection.js, or a dispatcher of the program's) tells it of one response per exchange.

const {
  Error,
  ObjectAssign,
  PromisePrototypeThen,
  PromiseResolve,
  RegExpPrototypeExec,
  SafeFinalizationRegistry,
  SafeSet,
  String,
  StringPrototypeSlice,
  SymbolFor,
  TypeError,
  globalThis,
} = primordials;

const { Body } = require('fetch/body');
const { isWatched } = require('fetch/channels');
const { HeaderList } = require('fetch/header_list');
const { Incoming } = require('fetch/incoming');
const { poolFor } = require('fetch/pool');
const { isOverridden } = require('fetch/proxy');
const { ResponseRecord, isNullBodyStatus, isRedirectStatus, responseOf } = require('fetch/response');
const { report } = require('fetch/timing');
const { headOf } = require('fetch/wire');
const { now } = require('perf_hooks/clock');
const { Deferred, withoutPrototype } = require('stream/web/promises');

const kGlobalDispatcher = SymbolFor('undici.globalDispatcher.1');
const kMaxRedirects = 20;
// So much of a body that nobody wants is read for the sake of its connection.
const kMostDiscarded = 64 * 1024;

const kIdempotent = /^(?:GET|HEAD|OPTIONS|PUT|DELETE)$/;

const kCoded = /^content-encoding:/im;

const kNotLatin = /[^\0-\x7f]/;

// Ports of other protocols, which could be talked into believing that HTTP is theirs.
const badPorts = new SafeSet([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111,
  113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548,
  554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566,
  6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

// A response that was dropped while its body was still on its way gives its connection back.
const abandoned = new SafeFinalizationRegistry((incoming) => {
  if (incoming.control === undefined && incoming.collector === undefined) incoming.cancel(undefined);
});

/** What a response's body is written to when nobody reads it. */
class Discarded {
  constructor(transport) {
    this.transport = transport;
    this.size = 0;
  }

  push(chunk) {
    this.size += chunk.length;
    if (this.size > kMostDiscarded) this.transport.cancel(undefined);
  }

  end() {}

  fail() {}
}

/** A request over a connection of our own client. */
class Exchange {
  constructor(run, head, keepsAlive, contentLength) {
    this.run = run;
    this.method = run.request.method;
    this.head = head;
    this.body = run.request.body;
    // Of a body that is a stream, null where nobody knows it.
    this.length = this.body?.length ?? contentLength ?? null;
    this.keepsAlive = keepsAlive;
    // Whether its connection was used before, and whether it may be sent twice, since that does nothing that once does not.
    this.isReused = false;
    this.mayRepeat = (this.body === null || this.body.isTaken) && RegExpPrototypeExec(kIdempotent, this.method) !== null;
    this.connection = undefined;
    // While there is no connection yet.
    this.attempt = undefined;
    // While its body is read for sending.
    this.cancelBody = undefined;
  }

  onHead(status, reason, lines) {
    return this.run.onResponse(status, reason, new HeaderList(lines), this);
  }

  onFailure(error) {
    this.run.fail(error.name === 'AbortError' ? cancelled(error) : error);
  }

  pause() {
    this.connection?.pause();
  }

  resume() {
    this.connection?.resume();
  }

  cancel(reason) {
    this.attempt?.cancel();
    this.attempt = undefined;
    this.cancelBody?.(reason);
    this.connection?.destroy();
    this.connection = undefined;
  }
}

/** What a transport that gave up by itself is told as. */
function cancelled(cause) {
  const { lazyDOMException } = require('internal/util');
  return ObjectAssign(lazyDOMException('Request was cancelled.'), { cause });
}

// Seldom set.
Exchange.prototype.onConnected = undefined;
Exchange.prototype.onSent = undefined;
Exchange.prototype.onTrailers = undefined;

class Run {
  constructor(request, signal) {
    this.request = request;
    this.url = request.url;
    this.signal = signal;
    this.deferred = new Deferred();
    this.redirects = 0;
    // What a response is called, and how much of it is shown, since redirects may have led elsewhere.
    this.tainting = 'basic';
    this.exchange = undefined;
    this.incoming = undefined;
    this.status = 0;
    this.isSettled = false;
    this.startTime = now();
    this.hopTime = this.startTime;
    this.responseTime = 0;
    this.onAbort = undefined;
  }

  start() {
    const { signal } = this;
    if (signal !== undefined) {
      if (signal.aborted) {
        this.abort(signal.reason);
        return;
      }
      this.#listen(undefined);
    }
    if (signal === undefined) this.#begin();
    // Who aborts at once has sent nothing.
    else PromisePrototypeThen(PromiseResolve(), () => this.#begin());
  }

  /** Hears of the abortion; only as long as `holder` lives, if one is given. */
  #listen(holder) {
    const { signal } = this;
    const { kResistStopPropagation, kWeakHandler } = require('events/event_target');
    this.onAbort = () => this.abort(signal.reason);
    signal.addEventListener('abort', this.onAbort, {
      __proto__: null, once: true, [kResistStopPropagation]: true, [kWeakHandler]: holder,
    });
  }

  #begin() {
    if (this.isSettled) return;
    try {
      const { protocol } = this.url;
      if (protocol === 'http:' || protocol === 'https:') this.send();
      else this.respond(require('fetch/schemes').fetchLocally(this.url, this.request));
    } catch (err) {
      this.fail(err);
    }
  }

  // --- Out ---

  send() {
    const { url, request } = this;
    const { port } = url;
    if (port !== '' && badPorts.has(+port)) throw new Error('bad port');
    if (request.body?.isUnusable && request.body.source === null) throw new Error('request body is not readable');
    const dispatcher = request.dispatcher ?? this.#globalDispatcher();
    if (dispatcher !== undefined) {
      require('fetch/dispatcher').sendBy(this, dispatcher);
      return;
    }
    if (url.protocol === 'https:') {
      const { codes: { ERR_WEIR_NOT_YET } } = require('internal/errors');
      throw new ERR_WEIR_NOT_YET('fetch of https: URLs');
    }
    const watched = isWatched() ? require('fetch/watched').watch(this) : undefined;
    const { head, keepsAlive, contentLength } = headOf(request, url, watched?.added);
    request.body?.markSent();
    const exchange = this.exchange = new Exchange(this, head, keepsAlive, contentLength);
    watched?.follow(exchange);
    poolFor(url).run(exchange);
  }

  #globalDispatcher() {
    const dispatcher = globalThis[kGlobalDispatcher];
    if (dispatcher === undefined) return undefined;
    return isOverridden(dispatcher) ? undefined : dispatcher;
  }

  // --- In ---

  /** Returns who receives the body, or null where there is none. */
  onResponse(status, reason, list, transport) {
    const { request } = this;
    this.responseTime = now();
    if (isRedirectStatus(status) && request.redirect !== 'manual') {
      const location = list.get('location');
      if (request.redirect === 'error') {
        transport.cancel(undefined);
        this.fail(new Error('unexpected redirect'));
        return null;
      }
      if (location !== undefined) {
        this.#follow(status, location, list);
        return this.isSettled ? null : new Discarded(transport);
      }
    }
    const record = new ResponseRecord(list);
    if (this.tainting === 'opaque') {
      record.status = 0;
      this.respond(record);
      return new Discarded(transport);
    }
    record.status = status;
    record.statusText = reason;
    if (request.method === 'HEAD' || isNullBodyStatus(status)) {
      this.respond(record);
      return null;
    }
    let decoder;
    const coding = list.mayHave(kCoded) ? list.get('content-encoding') : undefined;
    if (coding !== undefined) {
      try {
        decoder = require('fetch/decode').decoderOf(coding, transport);
      } catch (err) {
        transport.cancel(err);
        this.fail(err);
        return null;
      }
    }
    const incoming = this.incoming = new Incoming(decoder ?? transport);
    decoder?.deliverTo(incoming);
    record.body = new Body(null, null, incoming);
    this.respond(record);
    return decoder ?? incoming;
  }

  #follow(status, location, list) {
    const { followRedirect } = require('fetch/redirect');
    try {
      if (this.redirects === kMaxRedirects) throw new Error('redirect count exceeded');
      this.redirects++;
      if (RegExpPrototypeExec(kNotLatin, location) !== null) location = utf8Of(location);
      this.url = followRedirect(this.request, this.url, status, location, list.get('referrer-policy'));
      this.#taint();
    } catch (err) {
      this.fail(err);
      return;
    }
    this.hopTime = this.responseTime;
    // By then the connection is free again, when the answer was a short one.
    PromisePrototypeThen(PromiseResolve(), () => this.#begin());
  }

  /** Once another origin was asked, the response is not what the first one alone has said. */
  #taint() {
    const { request, url } = this;
    if (this.tainting === 'basic' && url.origin === request.url.origin) return;
    if (request.mode === 'same-origin') throw new Error('request mode cannot be "same-origin"');
    this.tainting = request.mode === 'no-cors' ? 'opaque' : 'cors';
  }

  respond(record) {
    const { request, url } = this;
    this.status = record.status;
    record.type = this.tainting;
    record.isImmutable = true;
    const { href, hash } = url;
    record.url = hash === '' ? withoutEmptyFragment(href) : StringPrototypeSlice(href, 0, href.length - hash.length);
    record.isRedirected = this.redirects > 0;
    if (request.method === 'HEAD') record.body = null;
    if (request.integrity !== '') {
      const { strongestOf } = require('fetch/integrity');
      const expected = strongestOf(request.integrity);
      if (expected !== undefined) {
        this.#check(record, expected);
        return;
      }
    }
    this.#settle(record);
  }

  /** Waits for the whole body, which takes its place if it is the one expected. */
  #check(record, expected) {
    const { matches } = require('fetch/integrity');
    const { consume, toOwnBytes } = require('fetch/consume');
    const whole = consume(record.body, toOwnBytes);
    this.incoming = undefined;
    PromisePrototypeThen(whole, (bytes) => {
      if (this.isSettled) return;
      if (!matches(bytes, expected)) {
        this.fail(new Error('integrity mismatch'));
        return;
      }
      record.body = record.body === null ? null : new Body(bytes, bytes.length);
      this.#settle(record);
    }, (err) => this.fail(err));
  }

  #settle(record) {
    if (this.isSettled) return;
    this.isSettled = true;
    const response = responseOf(record);
    const { incoming } = this;
    if (incoming === undefined) {
      this.finish();
    } else {
      incoming.run = this;
      if (this.onAbort !== undefined) {
        // A body that nobody reads must not stay on a signal that lives on.
        this.#stopListening();
        this.#listen(incoming);
      }
      PromisePrototypeThen(PromiseResolve(), () => {
        if (!incoming.isEnded && incoming.error === undefined) abandoned.register(response, incoming);
      });
    }
    this.#take().resolve(response);
  }

  // --- Ends ---

  /** What settles the promise, which is not kept: a response that the program has dropped must be seen to be dropped. */
  #take() {
    const { deferred } = this;
    this.deferred = undefined;
    return deferred;
  }

  finish() {
    this.#stopListening();
    if (this.url.protocol === 'http:' || this.url.protocol === 'https:') report(this);
  }

  #stopListening() {
    if (this.onAbort === undefined) return;
    this.signal.removeEventListener('abort', this.onAbort);
    this.onAbort = undefined;
  }

  /** The fetch fails, with `cause` inside. */
  fail(cause) {
    if (this.isSettled) return;
    this.isSettled = true;
    this.#stopListening();
    this.#cancelBody(cause);
    this.#take().reject(new TypeError('fetch failed', { cause }));
  }

  abort(reason) {
    this.#stopListening();
    this.#cancelBody(reason);
    if (this.isSettled) {
      this.incoming?.abort(reason);
      this.exchange?.cancel(reason);
      return;
    }
    this.isSettled = true;
    this.exchange?.cancel(reason);
    this.#take().reject(reason);
  }

  #cancelBody(reason) {
    const stream = this.request.body?.stream;
    if (stream === undefined || stream.state !== 'readable') return;
    PromisePrototypeThen(stream.cancel(reason), undefined, () => {});
  }
}

function withoutEmptyFragment(href) {
  return href[href.length - 1] === '#' ? StringPrototypeSlice(href, 0, -1) : href;
}

/** A header's bytes as UTF-8. */
function utf8Of(text) {
  const { Buffer } = require('buffer');
  return String(Buffer.from(text, 'latin1'));
}

withoutPrototype(Discarded, Exchange, Run);

module.exports = { Run };
