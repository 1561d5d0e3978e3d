'use strict';
// FormData: names with texts or files, in order. Owner: fetch. How it goes over the wire is multipart.js.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeFindIndex,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectPrototypeIsPrototypeOf,
  SymbolIterator,
  SymbolToStringTag,
} = primordials;

const { customInspectSymbol, kEnumerableProperty, setOwnProperty } = require('internal/util');
const { kClone } = require('structured_clone/host');
const { File, isBlob } = require('buffer/blob');
const {
  checkArguments,
  checkCallback,
  checkInstance,
  illegalInvocation,
  notConvertible,
  toUSVString,
} = require('fetch/idl');
const { iteratorsOf } = require('fetch/iterator');

const iterate = iteratorsOf('FormData');

function isFile(value) {
  return isBlob(value) && ObjectPrototypeIsPrototypeOf(File.prototype, value);
}

/** A pair as it is kept: a Blob becomes a File. */
function entryOf(name, value, fileName) {
  name = toUSVString(name);
  if (!isBlob(value)) return [name, toUSVString(value)];
  if (isFile(value)) {
    if (fileName === undefined) return [name, value];
    return [name, new File([value], fileName, { __proto__: null, type: value.type, lastModified: value.lastModified })];
  }
  return [name, new File([value], fileName ?? 'blob', { __proto__: null, type: value.type })];
}

let isFormData;
let entriesOf;

class FormData {
  #entries = [];

  constructor(form = undefined) {
    if (form !== undefined) throw notConvertible('FormData constructor', 'Argument 1', ['undefined']);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #entries in value;
  }

  static #of(value) {
    if (!FormData.#is(value)) throw illegalInvocation();
    return value.#entries;
  }

  static {
    isFormData = FormData.#is;
    entriesOf = (form) => form.#entries;
  }

  append(name, value, filename = undefined) {
    const entries = FormData.#of(this);
    checkArguments(arguments.length, 2, 'FormData.append');
    ArrayPrototypePush(entries, argumentsOf('FormData.append', arguments, name, value, filename));
  }

  delete(name) {
    FormData.#of(this);
    checkArguments(arguments.length, 1, 'FormData.delete');
    name = toUSVString(name);
    this.#entries = ArrayPrototypeFilter(this.#entries, (entry) => entry[0] !== name);
  }

  get(name) {
    const entries = FormData.#of(this);
    checkArguments(arguments.length, 1, 'FormData.get');
    name = toUSVString(name);
    const index = ArrayPrototypeFindIndex(entries, (entry) => entry[0] === name);
    return index === -1 ? null : entries[index][1];
  }

  getAll(name) {
    const entries = FormData.#of(this);
    checkArguments(arguments.length, 1, 'FormData.getAll');
    name = toUSVString(name);
    const found = ArrayPrototypeFilter(entries, (entry) => entry[0] === name);
    return ArrayPrototypeMap(found, (entry) => entry[1]);
  }

  has(name) {
    const entries = FormData.#of(this);
    checkArguments(arguments.length, 1, 'FormData.has');
    name = toUSVString(name);
    return ArrayPrototypeFindIndex(entries, (entry) => entry[0] === name) !== -1;
  }

  set(name, value, filename = undefined) {
    const entries = FormData.#of(this);
    checkArguments(arguments.length, 2, 'FormData.set');
    const entry = argumentsOf('FormData.set', arguments, name, value, filename);
    const index = ArrayPrototypeFindIndex(entries, (other) => other[0] === entry[0]);
    if (index === -1) {
      ArrayPrototypePush(entries, entry);
      return;
    }
    ArrayPrototypeSplice(entries, index, 1, entry);
    this.#entries = ArrayPrototypeFilter(entries, (other, at) => at <= index || other[0] !== entry[0]);
  }

  keys() {
    FormData.#of(this);
    return iterate(() => this.#entries, 'key');
  }

  values() {
    FormData.#of(this);
    return iterate(() => this.#entries, 'value');
  }

  entries() {
    FormData.#of(this);
    return iterate(() => this.#entries, 'key+value');
  }

  forEach(callback, thisArg = undefined) {
    FormData.#of(this);
    checkArguments(arguments.length, 1, 'FormData.forEach');
    checkCallback(callback, 'FormData', 'forEach');
    for (let i = 0; i < this.#entries.length; i++) {
      const { 0: name, 1: value } = this.#entries[i];
      FunctionPrototypeCall(callback, thisArg, value, name, this);
    }
  }

  get [kClone]() {
    return FormData.#is(this) ? null : undefined;
  }

  [customInspectSymbol](depth, options) {
    const entries = FormData.#of(this);
    const fields = {};
    const counts = { __proto__: null };
    for (let i = 0; i < entries.length; i++) {
      const { 0: name, 1: value } = entries[i];
      const count = counts[name] ?? 0;
      counts[name] = count + 1;
      if (count === 0) setOwnProperty(fields, name, value);
      else if (count === 1) setOwnProperty(fields, name, [fields[name], value]);
      else ArrayPrototypePush(fields[name], value);
    }
    options.depth ??= depth;
    options.colors ??= true;
    return `FormData ${require('util/inspect').formatWithOptions(options, fields)}`;
  }
}

/** The entry that the arguments of append() and set() ask for. */
function argumentsOf(prefix, given, name, value, filename) {
  if (given.length > 2) checkInstance(isBlob(value), value, 'Blob', prefix, 'value');
  return entryOf(name, value, filename === undefined ? undefined : toUSVString(filename));
}

ObjectDefineProperties(FormData.prototype, {
  __proto__: null,
  append: kEnumerableProperty,
  delete: kEnumerableProperty,
  get: kEnumerableProperty,
  getAll: kEnumerableProperty,
  has: kEnumerableProperty,
  set: kEnumerableProperty,
  keys: kEnumerableProperty,
  values: kEnumerableProperty,
  entries: kEnumerableProperty,
  forEach: kEnumerableProperty,
});
ObjectDefineProperty(FormData.prototype, SymbolIterator, {
  __proto__: null, configurable: true, enumerable: false, value: FormData.prototype.entries, writable: true,
});
ObjectDefineProperty(FormData.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: 'FormData' });

module.exports = { FormData, entriesOf, isFormData };
