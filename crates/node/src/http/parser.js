'use strict';
// A connection's incoming bytes as messages. Owner: http. Knows bytes and heads, nothing of sockets or streams: whoever
// holds a parser gets onHead, onBody, onDone and onUpgrade called while execute() runs, and may close it in any of them.

const { Error, Int32Array, StringPrototypeIndexOf, StringPrototypeSlice } = primordials;

const { METHODS } = require('http/methods');
const native = binding('http');

const kHead = 1;
const kBody = 2;
const kDone = 3;
const kUpgraded = 4;
const kFailed = 5;

const kIsUpgrade = 1;
const kKeepsAlive = 2;

// Told by each step: what was met, how far it goes, and what is said of it.
const told = new Int32Array(8);

const kNoLines = '';

/** Names and values of lines `name:value\n`, in one list. */
function pairsOf(lines) {
  const pairs = [];
  let count = 0;
  for (let at = 0; at < lines.length;) {
    const colon = StringPrototypeIndexOf(lines, ':', at);
    const end = StringPrototypeIndexOf(lines, '\n', colon);
    pairs[count++] = StringPrototypeSlice(lines, at, colon);
    pairs[count++] = StringPrototypeSlice(lines, colon + 1, end);
    at = end + 1;
  }
  return pairs;
}

/** The first line, and the header lines still in one text. */
class Head {
  constructor(text) {
    const length = told[7];
    this.method = told[2];
    this.major = told[3];
    this.minor = told[4];
    this.status = told[5];
    this.isUpgrade = (told[6] & kIsUpgrade) !== 0;
    this.keepsAlive = (told[6] & kKeepsAlive) !== 0;
    // The URL of a request, the reason of a response.
    this.first = StringPrototypeSlice(text, 0, length);
    this.lines = StringPrototypeSlice(text, length);
  }

  get methodName() {
    return METHODS[this.method];
  }
}

class Parser {
  #id;

  /** Holds native memory until close(). */
  constructor(isResponse, lenient, maxHead) {
    this.#id = native.open(isResponse, lenient, maxHead);
    this.onHead = undefined;
    this.onBody = undefined;
    this.onDone = undefined;
    this.onUpgrade = undefined;
    // Whether the input so far ends within a message.
    this.isInMessage = false;
  }

  get isClosed() {
    return this.#id === -1;
  }

  close() {
    if (this.#id === -1) return;
    native.close(this.#id);
    this.#id = -1;
  }

  /** In onHead: no body follows. */
  skipBody() {
    native.setBody(this.#id, 0);
  }

  /** In onHead: no HTTP follows. */
  acceptUpgrade() {
    native.setBody(this.#id, 1);
  }

  /** In onHead: HTTP goes on, whatever the headers ask. */
  declineUpgrade() {
    native.setBody(this.#id, 2);
  }

  /** Reads a chunk. The error that its bytes are refused with, else undefined. */
  execute(chunk) {
    for (let at = 0; this.#id !== -1;) {
      const text = native.advance(this.#id, chunk, at, told);
      const what = told[0];
      const end = told[1];
      switch (what) {
        case kHead:
          this.onHead(new Head(text));
          break;
        case kBody:
          this.onBody(chunk, told[2], end);
          break;
        case kDone:
          this.onDone(text ?? kNoLines);
          break;
        case kUpgraded:
          this.onUpgrade(text ?? kNoLines, chunk, end);
          return undefined;
        case kFailed:
          return this.#refusal(end);
        default:
          this.isInMessage = told[2] === 1;
          return undefined;
      }
      at = end;
    }
    return undefined;
  }

  /** The connection was ended. The error that it cut a message off, else undefined. */
  finish() {
    if (this.#id === -1) return undefined;
    const outcome = native.finish(this.#id);
    if (outcome < 0) return this.#refusal(0);
    if (outcome > 0) this.onDone(kNoLines);
    return undefined;
  }

  #refusal(bytesParsed) {
    const { 0: code, 1: reason } = native.failure(this.#id);
    const err = new Error(`Parse Error: ${reason}`);
    err.code = code;
    err.reason = reason;
    err.bytesParsed = bytesParsed;
    return err;
  }
}

module.exports = { Parser, pairsOf };
