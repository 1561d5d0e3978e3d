'use strict';
// IncomingMessage: a request to a server or a response to a client, as a Readable. Owner: http. Header lines stay one text
// until somebody asks for headers; whoever reads the connection pushes the body and says when it is complete.

const {
  ArrayPrototypePush,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
  RegExpPrototypeExec,
  StringPrototypeToLowerCase,
  Symbol,
} = primordials;

const { kOriginalEmit } = require('events');
const { Readable } = require('stream');
const {
  kCloseEmitted,
  kClosed,
  kDestroyed,
  kEndEmitted,
  kEnded,
  kErrored,
  kFlowing,
  kFlowingChosen,
  kReadableListening,
} = require('stream/bits');
const { pairsOf } = require('http/parser');

const kTouched = kFlowingChosen | kReadableListening | kDestroyed | kErrored | kEnded;
const kOver = kEnded | kEndEmitted | kDestroyed | kClosed | kCloseEmitted;

const kLines = Symbol('kLines');
const kRaw = Symbol('kRaw');
const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
const kRawTrailers = Symbol('kRawTrailers');
const kMaxHeaders = Symbol('kMaxHeaders');
// What stands behind `signal`: undefined while nobody has asked, null once the message has been dealt with and nobody had.
const kSignal = Symbol('kSignal');

// What happens to a second line of a name; names that are not here are joined by commas.
const kFirst = 0;
const kList = 1;
const kSemicolon = 2;
const repeated = {
  '__proto__': null,
  'age': kFirst,
  'authorization': kFirst,
  'content-length': kFirst,
  'content-type': kFirst,
  'etag': kFirst,
  'expires': kFirst,
  'from': kFirst,
  'host': kFirst,
  'if-modified-since': kFirst,
  'if-unmodified-since': kFirst,
  'last-modified': kFirst,
  'location': kFirst,
  'max-forwards': kFirst,
  'proxy-authorization': kFirst,
  'referer': kFirst,
  'retry-after': kFirst,
  'server': kFirst,
  'user-agent': kFirst,
  'set-cookie': kList,
  'cookie': kSemicolon,
};

/** Adds a line to headers by lower-case names. */
function addLine(headers, name, value, joinsAll) {
  name = StringPrototypeToLowerCase(name);
  const rule = repeated[name];
  const before = headers[name];
  if (rule === kList) {
    if (before === undefined) headers[name] = [value];
    else ArrayPrototypePush(before, value);
  } else if (typeof before !== 'string') {
    // What is no text is inherited: a header may be called `constructor`.
    headers[name] = value;
  } else if (rule === kSemicolon) {
    headers[name] = `${before}; ${value}`;
  } else if (rule === undefined || joinsAll) {
    headers[name] = `${before}, ${value}`;
  }
}

function addDistinct(headers, name, value) {
  name = StringPrototypeToLowerCase(name);
  if (headers[name] === undefined) headers[name] = [value];
  else ArrayPrototypePush(headers[name], value);
}

function collected(pairs, count, add, joinsAll) {
  const headers = add === addLine ? {} : { __proto__: null };
  for (let i = 0; i < count; i += 2) add(headers, pairs[i], pairs[i + 1], joinsAll);
  return headers;
}

function IncomingMessage(socket) {
  ReflectApply(Readable, this, [socket ? { highWaterMark: socket.readableHighWaterMark } : undefined]);
  // Nothing is asked of the connection before somebody reads.
  this._readableState.readingMore = true;
  this.socket = socket;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.httpVersion = null;
  this.complete = false;
  this[kLines] = '';
  this[kRaw] = null;
  this[kHeaders] = null;
  this[kHeadersDistinct] = null;
  this[kRawTrailers] = null;
  this[kTrailers] = null;
  this[kTrailersDistinct] = null;
  this[kMaxHeaders] = 0;
  this[kSignal] = undefined;
  this.joinDuplicateHeaders = null;
  this.aborted = false;
  this.upgrade = null;
  this.url = '';
  this.method = null;
  this.statusCode = null;
  this.statusMessage = null;
  this.client = socket;
  this._consuming = false;
  this._dumped = false;
}
ObjectSetPrototypeOf(IncomingMessage.prototype, Readable.prototype);
ObjectSetPrototypeOf(IncomingMessage, Readable);

function accessor(name, get, set, enumerable = false) {
  ObjectDefineProperty(IncomingMessage.prototype, name, { __proto__: null, configurable: true, enumerable, get, set });
}

accessor('connection', function() {
  return this.socket;
}, function(value) {
  this.socket = value;
});

accessor('signal', function() {
  return signalOf(this);
}, undefined);

accessor('rawHeaders', function() {
  return this[kRaw] ??= pairsOf(this[kLines], this[kMaxHeaders]);
}, function(value) {
  this[kRaw] = value;
}, true);

accessor('rawTrailers', function() {
  return this[kRawTrailers] ??= [];
}, function(value) {
  this[kRawTrailers] = value;
}, true);

/** How many entries of a raw list that a program gave count. */
function countOf(message, raw) {
  const most = message[kMaxHeaders] * 2;
  return most > 0 && raw.length > most ? most : raw.length;
}

accessor('headers', function() {
  const raw = this.rawHeaders;
  return this[kHeaders] ??= collected(raw, countOf(this, raw), addLine, this.joinDuplicateHeaders);
}, function(value) {
  this[kHeaders] = value;
});

accessor('headersDistinct', function() {
  const raw = this.rawHeaders;
  return this[kHeadersDistinct] ??= collected(raw, countOf(this, raw), addDistinct);
}, function(value) {
  this[kHeadersDistinct] = value;
});

accessor('trailers', function() {
  const raw = this.rawTrailers;
  return this[kTrailers] ??= collected(raw, countOf(this, raw), addLine, this.joinDuplicateHeaders);
}, function(value) {
  this[kTrailers] = value;
});

accessor('trailersDistinct', function() {
  const raw = this.rawTrailers;
  return this[kTrailersDistinct] ??= collected(raw, countOf(this, raw), addDistinct);
}, function(value) {
  this[kTrailersDistinct] = value;
});

IncomingMessage.prototype.setTimeout = function(msecs, callback) {
  if (callback) this.on('timeout', callback);
  this.socket.setTimeout(msecs);
  return this;
};

IncomingMessage.prototype._read = function() {
  if (!this._consuming) {
    this._readableState.readingMore = false;
    this._consuming = true;
  }
  readStart(this.socket);
};

IncomingMessage.prototype._destroy = function(err, callback) {
  if (!this.readableEnded || !this.complete) {
    this.aborted = true;
    this.emit('aborted');
    abortSignal(this);
  }
  const { socket } = this;
  if (socket && !socket.destroyed && this.aborted) {
    socket.destroy(err);
    const { eos } = require('stream/end_of_stream');
    const stop = eos(socket, (reason) => {
      stop();
      // An end too early is what was asked for.
      if (reason?.code === 'ERR_STREAM_PREMATURE_CLOSE') reason = null;
      process.nextTick(reportError, this, err || reason, callback);
    });
    return;
  }
  process.nextTick(reportError, this, err, callback);
};

// Nobody who does not listen for errors is to be ended by a connection that broke.
function reportError(message, err, callback) {
  callback(message.listenerCount('error') > 0 ? err : null);
}

IncomingMessage.prototype._addHeaderLines = function(pairs, count) {
  if (!pairs?.length) return;
  const target = this.complete ? 'rawTrailers' : 'rawHeaders';
  this[target] = pairs;
  if (this.complete) this[kTrailers] = this[kTrailersDistinct] = null;
  else this[kHeaders] = this[kHeadersDistinct] = null;
  this[kMaxHeaders] = count === undefined ? 0 : count / 2;
};

IncomingMessage.prototype._addHeaderLine = function(name, value, headers) {
  addLine(headers, name, value, this.joinDuplicateHeaders);
};

IncomingMessage.prototype._addHeaderLineDistinct = function(name, value, headers) {
  addDistinct(headers, name, value);
};

/**
 * Aborts when a message is cut off, or when its connection closes before it has been dealt with; at once when it was destroyed
 * before it was complete. Made when a program asks.
 */
class MessageSignal {
  #controller;
  #isOver;
  #onClose = () => this.abort();
  #socket = null;

  constructor(message, isOver) {
    const { AbortController } = require('events/abort_controller');
    this.#controller = new AbortController();
    this.#isOver = isOver;
    if (isOver) return;
    const { socket } = message;
    if ((message.destroyed && !message.complete) || socket?.destroyed) {
      this.abort();
    } else if (typeof socket?.on === 'function') {
      this.#socket = socket;
      socket.on('close', this.#onClose);
    }
  }

  get signal() {
    return this.#controller.signal;
  }

  abort() {
    if (this.#isOver) return;
    this.stop();
    this.#controller.abort();
  }

  stop() {
    this.#isOver = true;
    this.#socket?.removeListener('close', this.#onClose);
    this.#socket = null;
  }
}

/** The signal of a message, always the same. */
function signalOf(message) {
  const known = message[kSignal];
  if (known) return known.signal;
  return (message[kSignal] = new MessageSignal(message, known === null)).signal;
}

/** A message was cut off. */
function abortSignal(message) {
  message[kSignal]?.abort();
}

/** A message has been dealt with: nothing aborts it any more. */
function settleSignal(message) {
  if (message[kSignal] === undefined) message[kSignal] = null;
  else message[kSignal]?.stop();
}

/** Nobody wants the body: it is read and dropped. */
IncomingMessage.prototype._dump = function() {
  if (this._dumped) return;
  this._dumped = true;
  // What is buffered already is nobody's either.
  this.removeAllListeners('data');
  this.resume();
};

/** There is no body and nobody is to wait for its end. */
IncomingMessage.prototype._dumpAndCloseReadable = function() {
  this._dumped = true;
  this._readableState.ended = true;
  this._readableState.endEmitted = true;
  this._readableState.destroyed = true;
  this._readableState.closed = true;
  this._readableState.closeEmitted = true;
};

/** Whether nobody has asked a message for anything that concerns its body or its end. */
function isUntouched(message) {
  const events = message._events;
  return message.emit === kOriginalEmit && !message._consuming && !message._dumped &&
    (message._readableState.bits & kTouched) === 0 && events.data === undefined && events.end === undefined &&
    events.readable === undefined && events.close === undefined && events.error === undefined &&
    events.aborted === undefined;
}

/** A message without a body that nobody waits for is over. */
function closeQuietly(message) {
  message._dumped = true;
  message._readableState.bits |= kOver;
}

function readStart(socket) {
  if (socket && !socket._paused && (socket._readableState?.bits & kFlowing) === 0 && socket.readable) socket.resume();
}

function readStop(socket) {
  socket?.pause();
}

/** A message as the parser has told of it, with so many of its header lines, 0 for all. */
function fillFromHead(message, head, maxHeaders) {
  message.httpVersionMajor = head.major;
  message.httpVersionMinor = head.minor;
  message.httpVersion = `${head.major}.${head.minor}`;
  message.upgrade = head.isUpgrade;
  message[kLines] = head.lines;
  message[kMaxHeaders] = maxHeaders;
}

/** Whether a message may have a header, without making headers of its text: `line` finds it there. */
function mayHaveHeader(message, line) {
  return typeof message[kLines] !== 'string' || message[kRaw] !== null || message[kHeaders] !== null ||
    RegExpPrototypeExec(line, message[kLines]) !== null;
}

function setTrailers(message, lines) {
  if (lines !== '') message[kRawTrailers] = pairsOf(lines, message[kMaxHeaders]);
}

module.exports = {
  IncomingMessage,
  closeQuietly,
  fillFromHead,
  isUntouched,
  mayHaveHeader,
  readStart,
  readStop,
  setTrailers,
  settleSignal,
};
