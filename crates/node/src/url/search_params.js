'use strict';
// The WHATWG `URLSearchParams` class and its iterators. Owner: url. The pairs stand in one flat
// array, name and value in turn. A list that belongs to a URL tells it of each change; it never
// reaches into the URL by itself.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  ArrayPrototypeSplice,
  FunctionPrototypeCall,
  IteratorPrototype,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  SafeMap,
  StringPrototypeToWellFormed,
  SymbolIterator,
  SymbolToStringTag,
} = primordials;

const {
  codes: {
    ERR_ARG_NOT_ITERABLE,
    ERR_INVALID_THIS,
    ERR_INVALID_TUPLE,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { validateFunction } = require('internal/validators');
const { kClone } = require('structured_clone/host');
const { parseForm, serializeForm } = require('url/form_encoding');

const kKeys = 0;
const kValues = 1;
const kEntries = 2;

function toUSV(value) {
  return StringPrototypeToWellFormed(`${value}`);
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The pairs of an iterable of two-item iterables, flat. */
function pairsOfSequence(init) {
  const list = [];
  for (const pair of init) {
    if (!isObject(pair) || typeof pair[SymbolIterator] !== 'function') {
      throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    }
    const length = list.length;
    for (const item of pair) ArrayPrototypePush(list, toUSV(item));
    if (list.length !== length + 2) {
      throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    }
  }
  return list;
}

/** The pairs of a record, flat. Names that become equal as USVStrings share the first one's place. */
function pairsOfRecord(init) {
  const list = [];
  const places = new SafeMap();
  const keys = ReflectOwnKeys(init);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = ReflectGetOwnPropertyDescriptor(init, keys[i]);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const name = toUSV(keys[i]);
    const value = toUSV(init[keys[i]]);
    const place = places.get(name);
    if (place !== undefined) {
      list[place] = value;
    } else {
      places.set(name, list.length + 1);
      ArrayPrototypePush(list, name, value);
    }
  }
  return list;
}

let createLinked;
let refill;
let listOf;

class URLSearchParams {
  #list = [];
  #owner = undefined;
  #changed = undefined;

  constructor(init = undefined) {
    if (init === undefined) return;
    if (!isObject(init)) {
      init = toUSV(init);
      this.#list = parseForm(init, init[0] === '?' ? 1 : 0);
      return;
    }
    const method = init[SymbolIterator];
    if (method === URLSearchParams.prototype[SymbolIterator] && #list in init) {
      this.#list = ArrayPrototypeSlice(init.#list);
    } else if (method !== null && method !== undefined) {
      if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
      this.#list = pairsOfSequence(init);
    } else {
      this.#list = pairsOfRecord(init);
    }
  }

  static {
    createLinked = (search, owner, changed) => {
      const params = new URLSearchParams();
      params.#list = parseForm(search, 1);
      params.#owner = owner;
      params.#changed = changed;
      return params;
    };
    refill = (params, search) => {
      params.#list = parseForm(search, 1);
    };
    listOf = (params) => params.#list;
  }

  static #check(value) {
    if (!isObject(value) || !(#list in value)) throw new ERR_INVALID_THIS('URLSearchParams');
  }

  #notify() {
    if (this.#owner !== undefined) this.#changed(this.#owner);
  }

  get size() {
    URLSearchParams.#check(this);
    return this.#list.length / 2;
  }

  append(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    name = toUSV(name);
    value = toUSV(value);
    ArrayPrototypePush(this.#list, name, value);
    this.#notify();
  }

  delete(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSV(name);
    if (value !== undefined) value = toUSV(value);
    const list = this.#list;
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) continue;
      list[kept] = list[i];
      list[kept + 1] = list[i + 1];
      kept += 2;
    }
    list.length = kept;
    this.#notify();
  }

  get(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    const list = this.#list;
    name = toUSV(name);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) return list[i + 1];
    }
    return null;
  }

  getAll(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    const list = this.#list;
    const values = [];
    name = toUSV(name);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) ArrayPrototypePush(values, list[i + 1]);
    }
    return values;
  }

  has(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    const list = this.#list;
    name = toUSV(name);
    if (value !== undefined) value = toUSV(value);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) return true;
    }
    return false;
  }

  set(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    const list = this.#list;
    name = toUSV(name);
    value = toUSV(value);
    let found = false;
    for (let i = 0; i < list.length;) {
      if (list[i] !== name) {
        i += 2;
      } else if (found) {
        ArrayPrototypeSplice(list, i, 2);
      } else {
        list[i + 1] = value;
        found = true;
        i += 2;
      }
    }
    if (!found) ArrayPrototypePush(list, name, value);
    this.#notify();
  }

  sort() {
    URLSearchParams.#check(this);
    const list = this.#list;
    const pairs = [];
    for (let i = 0; i < list.length; i += 2) {
      ArrayPrototypePush(pairs, { name: list[i], value: list[i + 1] });
    }
    // Strings compare by code units, and the sort is stable: both are what the standard asks.
    ArrayPrototypeSort(pairs, (a, b) => {
      if (a.name === b.name) return 0;
      return a.name < b.name ? -1 : 1;
    });
    for (let i = 0; i < pairs.length; i++) {
      list[i * 2] = pairs[i].name;
      list[i * 2 + 1] = pairs[i].value;
    }
    this.#notify();
  }

  entries() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this, kEntries);
  }

  forEach(callback, thisArg = undefined) {
    URLSearchParams.#check(this);
    validateFunction(callback, 'callback');
    // The list may change under the callback: what stands behind the index counts.
    for (let i = 0; i < this.#list.length; i += 2) {
      FunctionPrototypeCall(callback, thisArg, this.#list[i + 1], this.#list[i], this);
    }
  }

  keys() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this, kKeys);
  }

  values() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this, kValues);
  }

  toString() {
    URLSearchParams.#check(this);
    return serializeForm(this.#list);
  }

  get [kClone]() {
    return #list in this ? null : undefined;
  }

  [customInspectSymbol](depth, options, inspect) {
    URLSearchParams.#check(this);
    return require('url/inspect').inspectSearchParams(this, this.#list, depth, options, inspect);
  }
}

ObjectDefineProperties(URLSearchParams.prototype, {
  append: kEnumerableProperty,
  delete: kEnumerableProperty,
  get: kEnumerableProperty,
  getAll: kEnumerableProperty,
  has: kEnumerableProperty,
  set: kEnumerableProperty,
  size: kEnumerableProperty,
  sort: kEnumerableProperty,
  entries: kEnumerableProperty,
  forEach: kEnumerableProperty,
  keys: kEnumerableProperty,
  values: kEnumerableProperty,
  toString: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
  [SymbolIterator]: {
    __proto__: null,
    configurable: true,
    writable: true,
    value: URLSearchParams.prototype.entries,
  },
});

class URLSearchParamsIterator {
  #target;
  #kind;
  #index = 0;

  constructor(target, kind) {
    this.#target = target;
    this.#kind = kind;
  }

  static #check(value) {
    if (!isObject(value) || !(#target in value)) {
      throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    }
  }

  #valueAt(index) {
    const list = listOf(this.#target);
    if (this.#kind === kKeys) return list[index];
    return this.#kind === kValues ? list[index + 1] : [list[index], list[index + 1]];
  }

  next() {
    URLSearchParamsIterator.#check(this);
    const index = this.#index;
    if (index >= listOf(this.#target).length) return { value: undefined, done: true };
    this.#index = index + 2;
    return { value: this.#valueAt(index), done: false };
  }

  [customInspectSymbol](depth, options, inspect) {
    URLSearchParamsIterator.#check(this);
    const rest = [];
    for (let i = this.#index; i < listOf(this.#target).length; i += 2) {
      ArrayPrototypePush(rest, this.#valueAt(i));
    }
    return require('url/inspect').inspectIterator(
      this[SymbolToStringTag], rest, depth, options, inspect);
  }
}

delete URLSearchParamsIterator.prototype.constructor;
ObjectSetPrototypeOf(
  URLSearchParamsIterator.prototype,
  IteratorPrototype,
);
ObjectDefineProperties(URLSearchParamsIterator.prototype, {
  next: kEnumerableProperty,
  [SymbolToStringTag]: {
    __proto__: null,
    configurable: true,
    value: 'URLSearchParams Iterator',
  },
});

module.exports = { URLSearchParams, createLinked, refill };
