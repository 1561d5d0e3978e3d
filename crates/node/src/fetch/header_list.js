'use strict';
// A list of headers: what Headers objects show, requests send and responses bring. Owner: fetch. Names compare without
// case and keep the case that they came with first; values of one name are joined. Checks nothing.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
} = primordials;

const { setOwnProperty } = require('internal/util');

function byName(a, b) {
  return a[0] < b[0] ? -1 : 1;
}

class HeaderList {
  // By lower-case name: [name, value]. Most lists of responses are never taken apart, and need none.
  #map = undefined;
  // The values of Set-Cookie, which cannot be joined.
  #cookies = undefined;
  // Lines `name:value\n` of a response that nobody has asked for yet.
  #lines;
  #sorted = undefined;

  constructor(lines = '') {
    this.#lines = lines;
  }

  #load() {
    const lines = this.#lines;
    this.#lines = '';
    for (let at = 0; at < lines.length;) {
      const colon = StringPrototypeIndexOf(lines, ':', at);
      const end = StringPrototypeIndexOf(lines, '\n', colon);
      const name = StringPrototypeToLowerCase(StringPrototypeSlice(lines, at, colon));
      this.#add(name, name, StringPrototypeSlice(lines, colon + 1, end));
      at = end + 1;
    }
  }

  #add(key, name, value) {
    this.#sorted = undefined;
    const map = this.#map ??= new SafeMap();
    const there = map.get(key);
    if (there === undefined) map.set(key, [name, value]);
    else there[1] = `${there[1]}${key === 'cookie' ? '; ' : ', '}${value}`;
    if (key === 'set-cookie') ArrayPrototypePush(this.#cookies ??= [], value);
  }

  append(name, value) {
    if (this.#lines !== '') this.#load();
    this.#add(StringPrototypeToLowerCase(name), name, value);
  }

  set(name, value) {
    if (this.#lines !== '') this.#load();
    const key = StringPrototypeToLowerCase(name);
    this.#sorted = undefined;
    if (key === 'set-cookie') this.#cookies = [value];
    (this.#map ??= new SafeMap()).set(key, [name, value]);
  }

  delete(key) {
    if (this.#lines !== '') this.#load();
    if (key === 'set-cookie') this.#cookies = undefined;
    if (this.#map?.delete(key)) this.#sorted = undefined;
  }

  /** Whether a header may be there, without taking the lines apart: `pattern` finds its line. */
  mayHave(pattern) {
    return this.#lines === '' || RegExpPrototypeExec(pattern, this.#lines) !== null;
  }

  // Of these the key is in lower case.

  has(key) {
    if (this.#lines !== '') this.#load();
    return this.#map !== undefined && this.#map.has(key);
  }

  get(key) {
    if (this.#lines !== '') this.#load();
    return this.#map?.get(key)?.[1];
  }

  get size() {
    if (this.#lines !== '') this.#load();
    return this.#map === undefined ? 0 : this.#map.size;
  }

  cookies() {
    if (this.#lines !== '') this.#load();
    return this.#cookies === undefined ? [] : ArrayPrototypeSlice(this.#cookies);
  }

  /** Calls `visit(name, value)` for each header as it is sent, in the order of first appearance. */
  each(visit) {
    if (this.#lines !== '') this.#load();
    this.#map?.forEach(({ 0: name, 1: value }, key) => {
      if (key !== 'set-cookie') {
        visit(name, value);
        return;
      }
      for (let i = 0; i < this.#cookies.length; i++) visit(name, this.#cookies[i]);
    });
  }

  /** Names and joined values, names as they came. */
  shown() {
    if (this.#lines !== '') this.#load();
    const fields = {};
    this.#map?.forEach(({ 0: name, 1: value }) => {
      setOwnProperty(fields, name, value);
    });
    return fields;
  }

  /** Pairs sorted by lower-case name, one for each cookie. */
  sorted() {
    if (this.#lines !== '') this.#load();
    if (this.#sorted !== undefined) return this.#sorted;
    const pairs = [];
    this.#map?.forEach(({ 1: value }, key) => {
      if (key !== 'set-cookie') ArrayPrototypePush(pairs, [key, value]);
    });
    // Cookies keep their order, which the sorting would have to know.
    ArrayPrototypeSort(pairs, byName);
    if (this.#cookies !== undefined) {
      const all = [];
      let at = 0;
      while (at < pairs.length && pairs[at][0] < 'set-cookie') ArrayPrototypePush(all, pairs[at++]);
      for (let i = 0; i < this.#cookies.length; i++) ArrayPrototypePush(all, ['set-cookie', this.#cookies[i]]);
      while (at < pairs.length) ArrayPrototypePush(all, pairs[at++]);
      return this.#sorted = all;
    }
    return this.#sorted = pairs;
  }

  copy() {
    const copy = new HeaderList(this.#lines);
    if (this.#map !== undefined) {
      const map = copy.#map = new SafeMap();
      this.#map.forEach(({ 0: name, 1: value }, key) => map.set(key, [name, value]));
    }
    if (this.#cookies !== undefined) copy.#cookies = ArrayPrototypeSlice(this.#cookies);
    return copy;
  }
}

module.exports = { HeaderList };
