'use strict';
// What header names and values may be, and the date they carry. Owner: http.

const {
  Date,
  DatePrototypeToUTCString,
  ObjectKeys,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeToLowerCase,
} = primordials;

const {
  codes: { ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN },
  hideStackFrames,
} = require('internal/errors');
const { STATUS_CODES } = require('http/status');

const tokenPattern = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
// eslint-disable-next-line no-control-regex
const forbiddenInValue = /[^\t\x20-\x7e\x80-\xff]/;

function isToken(text) {
  return RegExpPrototypeExec(tokenPattern, text) !== null;
}

// eslint-disable-next-line no-control-regex
const breaksValue = /[\x00\r\n\u0100-\uffff]/;

/** With `isLenient`, only what ends a line or a text is forbidden, and what is no byte. */
function hasForbiddenChar(value, isLenient = false) {
  return RegExpPrototypeExec(isLenient ? breaksValue : forbiddenInValue, value) !== null;
}

const validateHeaderName = hideStackFrames((name, label) => {
  if (typeof name !== 'string' || !name || !isToken(name)) {
    throw new ERR_INVALID_HTTP_TOKEN.HideStackFramesError(label || 'Header name', name);
  }
});

// Names that were checked, in lower case. Programs use few of them, again and again.
const keys = new SafeMap();
const kMostKeys = 512;
const kLongestKey = 40;

/** The same text in one piece of memory: what it was put together of, or a part of, need not be looked at or kept. */
function detached(text) {
  return ObjectKeys({ __proto__: null, [text]: true })[0];
}

/** The lower case of a header's name, which is checked. */
function keyOf(name) {
  const known = keys.get(name);
  if (known !== undefined) return known;
  validateHeaderName(name);
  const key = StringPrototypeToLowerCase(name);
  if (keys.size < kMostKeys && key.length <= kLongestKey) keys.set(detached(name), detached(key));
  return key;
}

const validateHeaderValue = hideStackFrames((name, value) => {
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE.HideStackFramesError(value, name);
  if (hasForbiddenChar(value)) throw new ERR_INVALID_CHAR.HideStackFramesError('header content', name);
});

// Lines that one head after the other has, kept in one piece.

let date;

/** The line with the date of now, made once a second. */
function dateLine() {
  if (date === undefined) {
    const now = new Date();
    date = detached(`Date: ${DatePrototypeToUTCString(now)}\r\n`);
    const { setUnrefTimeout } = require('timers/list');
    setUnrefTimeout(forgetDate, 1000 - now.getMilliseconds());
  }
  return date;
}

function forgetDate() {
  date = undefined;
}

const statusMessages = [];
const statusLines = [];

/** The first line of a response, whose message is checked. The one with the message that goes with the code is kept. */
function statusLine(code, message) {
  if (statusMessages[code] === message) return statusLines[code];
  if (hasForbiddenChar(message)) throw new ERR_INVALID_CHAR('statusMessage');
  const line = `HTTP/1.1 ${code} ${message}\r\n`;
  if (STATUS_CODES[code] !== message) return line;
  statusMessages[code] = message;
  return statusLines[code] = detached(line);
}

const kKeepsAlive = 'Connection: keep-alive\r\n';
let keptSeconds = 0;
let keptMost = 0;
let kept = kKeepsAlive;

/** The lines of a connection that is kept for so many seconds and requests; 0 says nothing of them. */
function keepAliveLines(seconds, most) {
  if (seconds !== keptSeconds || most !== keptMost) {
    keptSeconds = seconds;
    keptMost = most;
    kept = detached(`${kKeepsAlive}Keep-Alive: timeout=${seconds}${most > 0 ? `, max=${most}` : ''}\r\n`);
  }
  return kept;
}

module.exports = {
  dateLine,
  hasForbiddenChar,
  isToken,
  kKeepsAlive,
  keepAliveLines,
  keyOf,
  statusLine,
  validateHeaderName,
  validateHeaderValue,
};
