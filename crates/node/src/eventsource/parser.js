'use strict';
// The text of an event stream, as it comes in pieces of bytes, to events, as the HTML standard has it. Owner: eventsource.
// Holds what an unfinished event has so far and nothing else, up to a ceiling.

const {
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

const { TextDecoder } = require('encoding');

const kLf = 10;
// More than this of one event is a server that never ends it.
const kMaxEvent = 128 * 1024 * 1024;

class EventStreamParser {
  #decoder = new TextDecoder();
  #owner;
  /** A line that is not complete yet. */
  #rest = '';
  #endsWithCr = false;
  #data = '';
  #hasData = false;
  #type = '';
  #lastEventId;

  /** `owner` gets `event(type, data, id)` and `retry(milliseconds)`. */
  constructor(owner, lastEventId) {
    this.#owner = owner;
    this.#lastEventId = lastEventId;
  }

  /** Reads on. False when the event that is under way is larger than any may be. */
  read(bytes) {
    let text = this.#decoder.decode(bytes, { __proto__: null, stream: true });
    if (this.#endsWithCr && text.length > 0) {
      this.#endsWithCr = false;
      if (StringPrototypeCharCodeAt(text, 0) === kLf) text = StringPrototypeSlice(text, 1);
    }
    let start = 0;
    let lf = StringPrototypeIndexOf(text, '\n');
    let cr = StringPrototypeIndexOf(text, '\r');
    while (lf !== -1 || cr !== -1) {
      const isCr = cr !== -1 && (lf === -1 || cr < lf);
      const end = isCr ? cr : lf;
      this.#line(this.#rest + StringPrototypeSlice(text, start, end));
      this.#rest = '';
      start = end + 1;
      if (isCr && start === text.length) this.#endsWithCr = true;
      else if (isCr && start === lf) start++;
      if (lf !== -1 && lf < start) lf = StringPrototypeIndexOf(text, '\n', start);
      if (isCr) cr = StringPrototypeIndexOf(text, '\r', start);
    }
    this.#rest += StringPrototypeSlice(text, start);
    return this.#rest.length + this.#data.length <= kMaxEvent;
  }

  #line(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = StringPrototypeIndexOf(line, ':');
    if (colon === 0) return;
    let value = '';
    if (colon !== -1) {
      value = StringPrototypeSlice(line, colon + 1);
      if (value[0] === ' ') value = StringPrototypeSlice(value, 1);
    }
    switch (colon === -1 ? line : StringPrototypeSlice(line, 0, colon)) {
      case 'data':
        this.#data = this.#hasData ? `${this.#data}\n${value}` : value;
        this.#hasData = true;
        break;
      case 'event':
        this.#type = value;
        break;
      case 'id':
        if (!StringPrototypeIncludes(value, '\0')) this.#lastEventId = value;
        break;
      case 'retry':
        if (RegExpPrototypeExec(/^\d+$/, value) !== null) this.#owner.retry(+value);
        break;
      default:
    }
  }

  #dispatch() {
    const type = this.#type || 'message';
    const data = this.#data;
    const { event } = this.#owner;
    const isWhole = this.#hasData;
    this.#type = '';
    this.#data = '';
    this.#hasData = false;
    event(isWhole ? type : undefined, data, this.#lastEventId);
  }
}

module.exports = { EventStreamParser };
