// `SQLTagStore`: statements by the text of the template literals that they are tagged in, the least recently used one
// going first. A statement that is gone with its connection is made anew.
'use strict';

const {
  ArrayIsArray,
  ArrayPrototypeSlice,
  Error,
  NumberIsInteger,
  ObjectDefineProperties,
  RangeError,
  ReflectApply,
  SafeMap,
  TypeError,
} = primordials;

const { isAlive, parameterCount, requireOpen } = binding('sqlite');
const { kEnumerableProperty } = require('internal/util');
const { plainError } = require('internal/plain_error');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

const kMake = {};
const kDefaultCapacity = 1000;
const kMaxCapacity = 2 ** 31 - 1;

// The methods of databases and statements as they were at first: programs may have others by now.
let methods;

// The text with a placeholder for each value.
function textOf(strings, count) {
  if (!ArrayIsArray(strings)) {
    throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', 'First argument must be an array of strings (template literal).');
  }
  let text = '';
  for (let i = 0; i < strings.length; i++) {
    const part = strings[i];
    if (typeof part !== 'string') {
      throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Template literal parts must be strings.');
    }
    text += part;
    if (i < count) text += '?';
  }
  return text;
}

function isNoValue(value) {
  return typeof value === 'function' ||
    (typeof value === 'object' && value !== null && !isAnyArrayBuffer(value) && !isArrayBufferView(value));
}

class SQLTagStore {
  #database;
  #capacity;
  #statements = new SafeMap();

  constructor(key, database, capacity) {
    if (key !== kMake) throw plainError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    this.#database = database;
    this.#capacity = capacity;
    const own = (get) => ({ __proto__: null, get, enumerable: true, configurable: false });
    ObjectDefineProperties(this, {
      __proto__: null,
      capacity: own(function() { return SQLTagStore.#own(this).#capacity; }),
      db: own(function() { return SQLTagStore.#own(this).#database; }),
      size: own(function() { return SQLTagStore.#own(this).#statements.size; }),
    });
  }

  static #own(that) {
    if (typeof that !== 'object' || that === null || !(#database in that)) throw new TypeError('Illegal invocation');
    return that;
  }

  // Runs a statement's method with the values of a template.
  #use(method, args) {
    requireOpen(this.#database);
    // An object in the first place would be taken for named parameters.
    if (args.length > 1 && isNoValue(args[1])) {
      throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Provided value cannot be bound to SQLite parameter 1.');
    }
    const values = ArrayPrototypeSlice(args, 1);
    return ReflectApply(method, this.#statement(textOf(args[0], values.length), values.length), values);
  }

  #statement(text, count) {
    const statements = this.#statements;
    let entry = statements.get(text);
    if (entry !== undefined) {
      statements.delete(text);
      if (isAlive(entry.statement)) statements.set(text, entry);
      else entry = undefined;
    }
    if (entry === undefined) {
      const statement = ReflectApply(methods.prepare, this.#database, [text]);
      entry = { __proto__: null, statement, count: parameterCount(statement) };
    }
    // The same text may stand for a template with fewer values and a placeholder of its own.
    if (entry.count !== count) {
      throw plainError(TypeError, 'ERR_INVALID_ARG_VALUE',
                       'SQLite parameters must be bound using template literal placeholders.');
    }
    if (!statements.has(text)) {
      if (statements.size >= this.#capacity) statements.delete(statements.keys().next().value);
      statements.set(text, entry);
    }
    return entry.statement;
  }

  get() {
    return SQLTagStore.#own(this).#use(methods.get, arguments);
  }

  all() {
    return SQLTagStore.#own(this).#use(methods.all, arguments);
  }

  iterate() {
    return SQLTagStore.#own(this).#use(methods.iterate, arguments);
  }

  run() {
    return SQLTagStore.#own(this).#use(methods.run, arguments);
  }

  clear() {
    SQLTagStore.#own(this).#statements.clear();
  }
}

ObjectDefineProperties(SQLTagStore.prototype, {
  __proto__: null,
  get: kEnumerableProperty,
  all: kEnumerableProperty,
  iterate: kEnumerableProperty,
  run: kEnumerableProperty,
  clear: kEnumerableProperty,
});

function makeTagStore(database, capacity = kDefaultCapacity) {
  const message = 'The "maxSize" argument must be a positive integer.';
  if (typeof capacity !== 'number') throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
  if (!NumberIsInteger(capacity) || capacity < 1 || capacity > kMaxCapacity) {
    throw plainError(RangeError, 'ERR_OUT_OF_RANGE', message);
  }
  return new SQLTagStore(kMake, database, capacity);
}

function setMethods(given) {
  methods = given;
}

module.exports = { makeTagStore, setMethods };
