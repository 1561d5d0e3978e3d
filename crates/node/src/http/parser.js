'use strict';
// A connection's incoming bytes as messages. Owner: http. Knows bytes and heads, nothing of sockets or streams: whoever
// holds a parser gets its owner's onHead, onBody, onDone and onUpgrade called while execute() runs, and may close it in any of them.

const { Error, Int32Array, StringPrototypeIndexOf, StringPrototypeSlice, StringPrototypeStartsWith } = primordials;

const { FastBuffer } = require('buffer/pool');
const { METHODS } = require('http/methods');
const native = binding('http');

const kHead = 1;
const kBody = 2;
const kDone = 3;
const kUpgraded = 4;
const kFailed = 5;

// What is said of a head beside its text: the method, the version, and these.
const kIsUpgrade = 1 << 16;
const kKeepsAlive = 1 << 17;
const kHasHost = 1 << 18;
const kHasExpect = 1 << 19;
const kSpeaksOfBody = 1 << 20;
const kIsRefused = 1 << 21;

// Told by each step: what was met, how far it goes, and what is said of it.
const told = new Int32Array(5);

const kNoLines = '';

/** Names and values of lines `name:value\n`, in one list: of the first `most` lines, 0 for all. */
function pairsOf(lines, most = 0) {
  const pairs = [];
  let count = 0;
  for (let at = 0; at < lines.length && (most === 0 || count < 2 * most);) {
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
  constructor(text, length, facts, status) {
    this.facts = facts;
    this.status = status;
    // The URL of a request, the reason of a response.
    this.first = StringPrototypeSlice(text, 0, length);
    this.lines = StringPrototypeSlice(text, length);
  }

  get methodName() {
    return METHODS[this.facts & 0xFF];
  }

  get major() {
    return (this.facts >> 8) & 0xF;
  }

  get minor() {
    return (this.facts >> 12) & 0xF;
  }

  get isUpgrade() {
    return (this.facts & kIsUpgrade) !== 0;
  }

  get keepsAlive() {
    return (this.facts & kKeepsAlive) !== 0;
  }

  get hasHost() {
    return (this.facts & kHasHost) !== 0;
  }

  get hasExpect() {
    return (this.facts & kHasExpect) !== 0;
  }

  /** Whether there is no room for the request now. */
  get isRefused() {
    return (this.facts & kIsRefused) !== 0;
  }

  /** Whether its headers speak of a body, be it empty. */
  get speaksOfBody() {
    return (this.facts & kSpeaksOfBody) !== 0;
  }
}

class Parser {
  #id;

  /** Holds native memory until close(). */
  constructor(owner, isResponse, lenient, maxHead, maxLines) {
    this.#id = native.open(isResponse, lenient, maxHead, maxLines);
    this.owner = owner;
    // Whether the input so far ends within a message.
    this.isInMessage = false;
  }

  get isClosed() {
    return this.#id === -1;
  }

  /** Its number, for what reads natively. */
  get number() {
    return this.#id;
  }

  close() {
    if (this.#id === -1) return;
    native.close(this.#id);
    this.#id = -1;
  }

  /** Whether what reads natively stops at each head, so that onHead can say what follows. */
  askAtHead(on) {
    native.askAtHead(this.#id, on);
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
          this.owner.onHead(new Head(text, told[2], told[3], told[4]));
          break;
        case kBody:
          this.owner.onBody(bytesOf(chunk, told[2], end));
          break;
        case kDone:
          this.owner.onDone(text ?? kNoLines);
          break;
        case kUpgraded:
          this.owner.onUpgrade(text ?? kNoLines, bytesOf(chunk, end, chunk.byteLength));
          return undefined;
        case kFailed:
          return this.refusal(end);
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
    if (outcome < 0) {
      const err = this.refusal(0);
      err.message = 'Parse Error';
      return err;
    }
    if (outcome > 0) this.owner.onDone(kNoLines);
    return undefined;
  }

  /** The error for what the parser has refused. */
  refusal(bytesParsed) {
    const { 0: code, 1: reason } = native.failure(this.#id);
    const isExcess = StringPrototypeStartsWith(code, 'ERR_WEIR_');
    const err = new Error(isExcess ? reason : `Parse Error: ${reason}`);
    err.code = code;
    err.reason = reason;
    err.bytesParsed = bytesParsed;
    return err;
  }
}

/** Bytes of a chunk, in its memory. */
function bytesOf(chunk, start, end) {
  return new FastBuffer(chunk.buffer, chunk.byteOffset + start, end - start);
}

module.exports = { Head, Parser, pairsOf };
