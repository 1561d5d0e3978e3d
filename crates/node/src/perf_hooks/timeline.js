'use strict';
// What the timeline keeps, and who watches it: the buffers of marks, measures
// and resources, and PerformanceObserver.

const {
  ArrayIsArray,
  ArrayPrototypeFilter,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  Error,
  ObjectDefineProperties,
  ObjectFreeze,
  SafeArrayIterator,
  SafeMap,
  SafeSet,
  Symbol,
  SymbolToStringTag,
} = primordials;

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const {
  customInspectSymbol,
  kEmptyObject,
  kEnumerableProperty,
} = require('internal/util');
const { inspectEntry } = require('perf_hooks/entry');

const kSingle = 0;
const kMultiple = 1;
const kDispatch = Symbol('kDispatch');
const kMaybeBuffer = Symbol('kMaybeBuffer');
const kAllow = Symbol('kSkipThrow');

// Above this somebody forgot to clear.
const kWarnAt = 1e6;

const kSupported = ObjectFreeze(['dns', 'function', 'gc', 'http', 'mark', 'measure', 'net', 'resource']);

// --- buffers -------------------------------------------------------------------

let marks = [];
let measures = [];
let resources = [];
// Startings of measures: the newest mark of each name.
const markTimes = new SafeMap();
let warnedMarks = false;
let warnedMeasures = false;

function warnOfMany(type, count, clear) {
  const warning = new Error(
    'Possible perf_hooks memory leak detected. ' +
    `${count} ${type} entries added to the global ` +
    `performance entry buffer. Use performance.${clear} to clear the buffer.`);
  warning.name = 'MaxPerformanceEntryBufferExceededWarning';
  warning.entryType = type;
  warning.count = count;
  process.emitWarning(warning);
}

function keepMark(entry) {
  markTimes.set(entry.name, entry.startTime);
  ArrayPrototypePush(marks, entry);
  if (!warnedMarks && marks.length > kWarnAt) {
    warnedMarks = true;
    warnOfMany('mark', marks.length, 'clearMarks');
  }
}

function keepMeasure(entry) {
  ArrayPrototypePush(measures, entry);
  if (!warnedMeasures && measures.length > kWarnAt) {
    warnedMeasures = true;
    warnOfMany('measure', measures.length, 'clearMeasures');
  }
}

function withoutName(entries, name) {
  return name === undefined ? [] :
    ArrayPrototypeFilter(entries, (entry) => entry.name !== name);
}

function clear(type, name) {
  if (name !== undefined) name = `${name}`;
  switch (type) {
    case 'mark':
      if (name === undefined) markTimes.clear();
      else markTimes.delete(name);
      marks = withoutName(marks, name);
      break;
    case 'measure':
      measures = withoutName(measures, name);
      break;
    default:
      resources = withoutName(resources, name);
  }
}

function sorted(entries) {
  return ArrayPrototypeSort(entries, (a, b) => a.startTime - b.startTime);
}

function select(entries, name, type) {
  return ArrayPrototypeFilter(entries, (entry) =>
    (name === undefined || entry.name === name) &&
    (type === undefined || entry.entryType === type));
}

// The kept entries in order of time.
function entriesOf(name, type) {
  let all;
  if (type === 'mark') all = marks;
  else if (type === 'measure') all = measures;
  else if (type === 'resource') all = resources;
  else if (type !== undefined) return [];
  else all = [...new SafeArrayIterator(marks),
              ...new SafeArrayIterator(measures),
              ...new SafeArrayIterator(resources)];
  return sorted(name === undefined ?
    ArrayPrototypeSlice(all) : select(all, name, undefined));
}

// --- observers -----------------------------------------------------------------

const observers = new SafeSet();
const pending = new SafeSet();
const observed = { __proto__: null };
let scheduled = false;

function schedule() {
  if (scheduled) return;
  scheduled = true;
  require('timers').setImmediate(() => {
    scheduled = false;
    const due = [];
    pending.forEach((observer) => ArrayPrototypePush(due, observer));
    pending.clear();
    for (let i = 0; i < due.length; i++) due[i][kDispatch]();
  });
}

// Tells the observers of a new entry.
function publish(entry) {
  if (observers.size === 0) return;
  observers.forEach((observer) => observer[kMaybeBuffer](entry));
}

function isObserved(type) {
  return observed[type] > 0;
}

// What makes the entries of a type while they are observed, for types whose makers do not ask `isObserved` themselves.
function makerOf(type) {
  if (type === 'gc') return require('perf_hooks/gc');
  return type === 'http' ? require('perf_hooks/http') : undefined;
}

class PerformanceObserverEntryList {
  #entries;

  constructor(allow = undefined, entries = []) {
    if (allow !== kAllow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = sorted(entries);
  }

  getEntries() {
    return ArrayPrototypeSlice(this.#entries);
  }

  getEntriesByType(type) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    return select(this.#entries, undefined, `${type}`);
  }

  getEntriesByName(name, type = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return select(this.#entries, `${name}`,
                  type === undefined || type === null ? undefined : `${type}`);
  }

  [customInspectSymbol](depth, options) {
    return inspectEntry(this, this.#entries, depth, options);
  }
}

class PerformanceObserver {
  #buffer = [];
  #types = new SafeSet();
  #mode;
  #callback;

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  static get supportedEntryTypes() {
    return kSupported;
  }

  observe(options = kEmptyObject) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = options;
    if (entryTypes === undefined && type === undefined) {
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes !== undefined && type !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.entryTypes', entryTypes,
        'options.entryTypes can not set with options.type together');
    }
    const mode = entryTypes !== undefined ? kMultiple : kSingle;
    this.#mode ??= mode;
    if (this.#mode !== mode) {
      const { DOMException } = require('internal/dom_exception');
      throw new DOMException(
        'PerformanceObserver can not change to ' +
        `${mode === kMultiple ? 'multiple observations' : 'single observation'}`,
        'InvalidModificationError');
    }

    if (mode === kMultiple) {
      if (!ArrayIsArray(entryTypes)) {
        throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
      }
      this.#forgetTypes();
      for (let i = 0; i < entryTypes.length; i++) this.#addType(entryTypes[i]);
    } else if (this.#addType(type) && buffered) {
      const kept = entriesOf(undefined, type);
      for (let i = 0; i < kept.length; i++) {
        ArrayPrototypePush(this.#buffer, kept[i]);
      }
      if (kept.length > 0) this.#queue();
    }
    if (this.#types.size > 0) observers.add(this);
    else this.disconnect();
  }

  // Types that are not known are passed over in silence, as the standard says.
  #addType(type) {
    let known = false;
    for (let i = 0; i < kSupported.length; i++) known ||= kSupported[i] === type;
    if (!known) return false;
    if (!this.#types.has(type)) {
      this.#types.add(type);
      observed[type] = (observed[type] ?? 0) + 1;
      if (observed[type] === 1) makerOf(type)?.start();
    }
    return true;
  }

  #forgetTypes() {
    this.#types.forEach((type) => {
      observed[type]--;
      if (observed[type] === 0) makerOf(type)?.stop();
    });
    this.#types.clear();
  }

  #queue() {
    pending.add(this);
    schedule();
  }

  disconnect() {
    this.#forgetTypes();
    this.#mode = undefined;
    this.#buffer = [];
    observers.delete(this);
    pending.delete(this);
  }

  takeRecords() {
    const records = this.#buffer;
    this.#buffer = [];
    return records;
  }

  [kMaybeBuffer](entry) {
    if (!this.#types.has(entry.entryType)) return;
    ArrayPrototypePush(this.#buffer, entry);
    this.#queue();
  }

  [kDispatch]() {
    if (this.#buffer.length === 0) return;
    const list = new PerformanceObserverEntryList(kAllow, this.takeRecords());
    const callback = this.#callback;
    callback(list, this);
  }

  [customInspectSymbol](depth, options) {
    const types = [];
    this.#types.forEach((type) => ArrayPrototypePush(types, type));
    return inspectEntry(this, {
      connected: observers.has(this),
      pending: pending.has(this),
      entryTypes: types,
      buffer: this.#buffer,
    }, depth, options);
  }
}

function tag(value) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: false,
    value,
  };
}

ObjectDefineProperties(PerformanceObserverEntryList.prototype, {
  __proto__: null,
  getEntries: kEnumerableProperty,
  getEntriesByType: kEnumerableProperty,
  getEntriesByName: kEnumerableProperty,
  [SymbolToStringTag]: tag('PerformanceObserverEntryList'),
});
ObjectDefineProperties(PerformanceObserver.prototype, {
  __proto__: null,
  observe: kEnumerableProperty,
  disconnect: kEnumerableProperty,
  takeRecords: kEnumerableProperty,
  [SymbolToStringTag]: tag('PerformanceObserver'),
});
ObjectDefineProperties(PerformanceObserver, {
  __proto__: null,
  supportedEntryTypes: kEnumerableProperty,
});

module.exports = {
  PerformanceObserver,
  PerformanceObserverEntryList,
  clear,
  entriesOf,
  isObserved,
  keepMark,
  keepMeasure,
  markTimes,
  publish,
  resources: {
    count: () => resources.length,
    keep: (entry) => ArrayPrototypePush(resources, entry),
  },
};
