// `node:sqlite`. The classes are native; here is what of them is JavaScript: the objects that answers are, iterators over
// rows, tag stores and backups. Must not touch what a statement does: one method is one crossing.
'use strict';

const {
  ArrayPrototypePush,
  Error,
  IteratorPrototype,
  NumberIsInteger,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  RangeError,
  ReflectApply,
  SymbolDispose,
  TypeError,
} = primordials;

const {
  classes, begin, next, finish, requireOpen, requireLocation, beginBackup, stepBackup, endBackup,
} = binding('sqlite');
const { kEnumerableProperty } = require('internal/util');
const { plainError } = require('internal/plain_error');
const constants = require('sqlite/constants');

const { 0: DatabaseSync, 1: StatementSync, 2: Session } = classes();

const kMake = {};

// The row at `index` of a list of cells, with the values that follow it.
function rowOf(names, cells, index) {
  const row = cells[index];
  for (let i = 0; i < names.length; i++) row[names[i]] = cells[index + 1 + i];
  return row;
}

// What a list of cells of one row stands for.
function onlyRow(cells) {
  if (cells === undefined) return undefined;
  const names = cells[0];
  return names === undefined ? cells[1] : rowOf(names, cells, 1);
}

function illegal() {
  return new TypeError('Illegal invocation');
}

// The rows of a statement from its start on, for as long as nobody else starts it.
class StatementSyncIterator {
  #statement;
  #start;
  #done = false;

  constructor(key, statement, start) {
    if (key !== kMake) throw plainError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    this.#statement = statement;
    this.#start = start;
  }

  next() {
    if (typeof this !== 'object' || this === null || !(#start in this)) throw illegal();
    if (this.#done) {
      // One whose statement is gone says so.
      finish(this.#statement, this.#start);
    } else {
      // Also when the step throws: the statement is at its start then, and must not run again.
      this.#done = true;
      const row = onlyRow(next(this.#statement, this.#start));
      if (row !== undefined) {
        this.#done = false;
        return { __proto__: null, done: false, value: row };
      }
    }
    return { __proto__: null, done: true, value: null };
  }

  return() {
    if (typeof this !== 'object' || this === null || !(#start in this)) throw illegal();
    finish(this.#statement, this.#start);
    this.#done = true;
    return { __proto__: null, done: true, value: null };
  }
}

ObjectDefineProperties(StatementSyncIterator.prototype, {
  __proto__: null,
  next: kEnumerableProperty,
  return: kEnumerableProperty,
});
ObjectSetPrototypeOf(StatementSyncIterator.prototype, IteratorPrototype);

function method(prototype, name, value) {
  ObjectDefineProperty(prototype, name, {
    __proto__: null, value, writable: true, enumerable: true, configurable: true,
  });
}

const { get: getCells, all: allCells, run: runCounts } = StatementSync.prototype;

const methods = {
  __proto__: null,

  get() {
    return onlyRow(ReflectApply(getCells, this, arguments));
  },

  all() {
    const cells = ReflectApply(allCells, this, arguments);
    const rows = [];
    if (cells === undefined) return rows;
    const names = cells[0];
    const step = names === undefined ? 1 : names.length + 1;
    for (let i = 1; i < cells.length; i += step) {
      ArrayPrototypePush(rows, names === undefined ? cells[i] : rowOf(names, cells, i));
    }
    return rows;
  },

  run() {
    const counts = ReflectApply(runCounts, this, arguments);
    if (typeof counts === 'number') return { changes: 1, lastInsertRowid: counts };
    return { changes: counts[0], lastInsertRowid: counts[1] };
  },

  iterate() {
    const list = [this];
    for (let i = 0; i < arguments.length; i++) ArrayPrototypePush(list, arguments[i]);
    return new StatementSyncIterator(kMake, this, ReflectApply(begin, undefined, list));
  },
};
for (const name of ['all', 'get', 'run', 'iterate']) method(StatementSync.prototype, name, methods[name]);

// Tag stores use the methods as they are now, whatever a program makes of them.
const { prepare } = DatabaseSync.prototype;
const { get, all, run, iterate } = methods;
let makeTagStore;

method(DatabaseSync.prototype, 'createTagStore', {
  createTagStore() {
    requireOpen(this);
    if (makeTagStore === undefined) {
      const store = require('sqlite/tag_store');
      store.setMethods({ __proto__: null, prepare, get, all, run, iterate });
      makeTagStore = store.makeTagStore;
    }
    return makeTagStore(this, arguments[0]);
  },
}.createTagStore);

for (const { prototype } of [DatabaseSync, Session]) {
  const { dispose } = prototype;
  delete prototype.dispose;
  method(prototype, SymbolDispose, dispose);
}

function positiveInteger(value) {
  if (!NumberIsInteger(value) || (value | 0) !== value) {
    throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "options.rate" argument must be an integer.');
  }
  if (value < 1) {
    throw plainError(RangeError, 'ERR_OUT_OF_RANGE', 'The "options.rate" argument must be a positive integer.');
  }
  return value;
}

function nameOption(options, name) {
  const value = options[name];
  if (value === undefined) return 'main';
  if (typeof value !== 'string') {
    throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', `The "options.${name}" argument must be a string.`);
  }
  return value;
}

// Copies a database into a file, batch by batch; what it promises is the number of pages.
function backup(sourceDb, path) {
  if ((typeof sourceDb !== 'object' && typeof sourceDb !== 'function') || sourceDb === null) {
    throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "sourceDb" argument must be an object.');
  }
  requireOpen(sourceDb);
  requireLocation(path);
  const options = arguments[2];
  let rate = 100;
  let source = 'main';
  let target = 'main';
  let progress;
  if (options !== undefined) {
    if ((typeof options !== 'object' && typeof options !== 'function') || options === null) {
      throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "options" argument must be an object.');
    }
    const given = options.rate;
    if (given !== undefined) rate = positiveInteger(given);
    source = nameOption(options, 'source');
    target = nameOption(options, 'target');
    progress = options.progress;
    if (progress !== undefined && typeof progress !== 'function') {
      throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "options.progress" argument must be a function.');
    }
  }
  return new Promise((resolve, reject) => {
    const id = beginBackup(sourceDb, path, source, target);
    const step = () => stepBackup(id, rate, (error, state) => {
      if (error) return reject(error);
      const { 0: totalPages, 1: remainingPages, 2: isDone } = state;
      if (isDone) return resolve(totalPages);
      try {
        if (progress !== undefined) ReflectApply(progress, null, [{ totalPages, remainingPages }]);
        step();
      } catch (error) {
        endBackup(id);
        reject(error);
      }
    });
    step();
  });
}

module.exports = { DatabaseSync, StatementSync, Session, constants, backup };
