'use strict';
// Small tools shared by the built-in modules: well-known symbols, promisify and deprecate, encoding names,
// lazily defined properties, signals and system error names. What a program sees of them is exported by `util`.
// This file is loaded at boot, so anything larger than a function is required when first used.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSort,
  Error,
  ErrorCaptureStackTrace,
  NumberParseInt,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyDescriptors,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectSetPrototypeOf,
  ObjectValues,
  Promise,
  ReflectApply,
  ReflectConstruct,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  RegExpPrototypeSymbolSplit,
  SafeMap,
  SafeSet,
  SafeWeakRef,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  StringPrototypeToUpperCase,
  StringPrototypeToWellFormed,
  Symbol,
  SymbolFor,
  SymbolPrototypeGetDescription,
} = primordials;

const { codes, isErrorLike, startStackAt, uvErrmapGet } = require('internal/errors');
const { isNativeError, isPromise } = require('util/types');
const native = binding('util');

const kEmptyObject = ObjectFreeze({ __proto__: null });
const kEnumerableProperty = ObjectFreeze({ __proto__: null, enumerable: true });
const customInspectSymbol = SymbolFor('nodejs.util.inspect.custom');
const customPromisify = SymbolFor('nodejs.util.promisify.custom');
const customPromisifyArgs = Symbol('customPromisifyArgs');
const kIsEncodingSymbol = Symbol('kIsEncodingSymbol');
const kVmBreakFirstLineSymbol = Symbol('kVmBreakFirstLineSymbol');

// What the platform is decides code paths at load time; only Linux is built so far.
const isWindows = false;
const isMacOS = false;

// --- Encodings ---------------------------------------------------------------------------------------------

// The numbers are the wire form that native code takes an encoding in.
const encodingsMap = {
  __proto__: null, ascii: 0, utf8: 1, base64: 2, utf16le: 3, latin1: 4, hex: 5, buffer: 6, base64url: 7,
};

const canonicalEncodings = {
  __proto__: null,
  'utf8': 'utf8',
  'utf-8': 'utf8',
  'ucs2': 'utf16le',
  'ucs-2': 'utf16le',
  'utf16le': 'utf16le',
  'utf-16le': 'utf16le',
  'latin1': 'latin1',
  'binary': 'latin1',
  'base64': 'base64',
  'base64url': 'base64url',
  'ascii': 'ascii',
  'hex': 'hex',
};

/** The canonical name of an encoding, 'utf8' for nothing, undefined for an unknown one. */
function normalizeEncoding(encoding) {
  if (encoding == null || encoding === '') return 'utf8';
  if (typeof encoding !== 'string') return undefined;
  return canonicalEncodings[encoding] ?? canonicalEncodings[StringPrototypeToLowerCase(encoding)];
}

// --- Functions ---------------------------------------------------------------------------------------------

function once(callback, { preserveReturnValue = false } = kEmptyObject) {
  let called = false;
  let result;
  return function(...args) {
    if (called) return preserveReturnValue ? result : undefined;
    called = true;
    const value = ReflectApply(callback, this, args);
    if (preserveReturnValue) result = value;
    return value;
  };
}

/** Computes once, on first call. */
function getLazy(initializer) {
  let value;
  let done = false;
  return function() {
    if (!done) {
      value = initializer();
      done = true;
    }
    return value;
  };
}

/** Like getLazy for arrays: every caller gets its own copy. */
function cachedResult(fn) {
  const lazy = getLazy(fn);
  return () => {
    const source = lazy();
    if (source === null || typeof source !== 'object') return source;
    const copy = [];
    for (let i = 0; i < source.length; i++) ArrayPrototypePush(copy, source[i]);
    return copy;
  };
}

function assignFunctionName(name, fn, descriptor = kEmptyObject) {
  const text = typeof name === 'symbol' ? `[${SymbolPrototypeGetDescription(name) ?? ''}]` : name;
  return ObjectDefineProperty(fn, 'name', {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    ...ObjectGetOwnPropertyDescriptor(fn, 'name'),
    ...descriptor,
    value: text,
  });
}

function promisify(original) {
  require('internal/validators').validateFunction(original, 'original');
  const custom = original[customPromisify];
  if (custom) {
    if (typeof custom !== 'function') {
      throw new codes.ERR_INVALID_ARG_TYPE('util.promisify.custom', 'Function', custom);
    }
    return ObjectDefineProperty(custom, customPromisify, {
      __proto__: null, value: custom, enumerable: false, writable: false, configurable: true,
    });
  }

  // Names of the values after the error, for functions that call back with several.
  const argumentNames = original[customPromisifyArgs];

  function fn(...args) {
    return new Promise((resolve, reject) => {
      ArrayPrototypePush(args, (err, ...values) => {
        if (err) return reject(err);
        if (argumentNames !== undefined && values.length > 1) {
          const named = {};
          for (let i = 0; i < argumentNames.length; i++) named[argumentNames[i]] = values[i];
          resolve(named);
        } else {
          resolve(values[0]);
        }
      });
      const returned = ReflectApply(original, this, args);
      if (isPromise(returned)) {
        process.emitWarning('Calling promisify on a function that returns a Promise is likely a mistake.',
                            'DeprecationWarning', 'DEP0174');
      }
    });
  }

  ObjectSetPrototypeOf(fn, ObjectGetPrototypeOf(original));
  ObjectDefineProperty(fn, customPromisify, {
    __proto__: null, value: fn, enumerable: false, writable: false, configurable: true,
  });
  const descriptors = ObjectGetOwnPropertyDescriptors(original);
  const values = ObjectValues(descriptors);
  for (let i = 0; i < values.length; i++) ObjectSetPrototypeOf(values[i], null);
  return ObjectDefineProperties(fn, descriptors);
}
promisify.custom = customPromisify;

// --- Warnings ----------------------------------------------------------------------------------------------

const warnedCodes = new SafeSet();

function warningKind(name) {
  return require('internal/options').getOptionValue(name);
}

/** Returns a function that warns on its first call; a code warns once, however many functions carry it. */
function getDeprecationWarningEmitter(code, message, deprecated, useEmitSync, shouldEmit = () => true) {
  let warned = false;
  return function() {
    if (warned || !shouldEmit()) return;
    warned = true;
    if (code === 'ExperimentalWarning') {
      process.emitWarning(message, code, deprecated);
      return;
    }
    if (code !== undefined) {
      if (warnedCodes.has(code)) return;
      if (useEmitSync) {
        require('process/warning').emitWarningSync(message, 'DeprecationWarning', code, deprecated);
      } else {
        process.emitWarning(message, 'DeprecationWarning', code, deprecated);
      }
      warnedCodes.add(code);
    } else {
      process.emitWarning(message, 'DeprecationWarning', deprecated);
    }
  };
}

function isPendingDeprecation() {
  return warningKind('--pending-deprecation') && !process.noDeprecation;
}

/** Marks a function, class or method as deprecated. */
function deprecate(fn, message, code, { useEmitSync = false, modifyPrototype = true } = kEmptyObject) {
  if (code !== undefined) require('internal/validators').validateString(code, 'code');
  const emit = getDeprecationWarningEmitter(code, message, deprecated, useEmitSync);

  function deprecated(...args) {
    if (!process.noDeprecation) emit();
    if (new.target) return ReflectConstruct(fn, args, new.target);
    return ReflectApply(fn, this, args);
  }
  if (!modifyPrototype) return keepLength(deprecated, fn);

  // The wrapper must pass for the original: same static properties by inheritance, same prototype for instanceof.
  ObjectSetPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  return keepLength(deprecated, fn);
}

function keepLength(wrapper, fn) {
  return ObjectDefineProperty(wrapper, 'length', {
    __proto__: null, ...ObjectGetOwnPropertyDescriptor(fn, 'length'),
  });
}

/** Like deprecate, but silent unless the program runs with --pending-deprecation. */
function pendingDeprecate(fn, message, code) {
  const emit = getDeprecationWarningEmitter(code, message, deprecated, false, isPendingDeprecation);
  function deprecated(...args) {
    emit();
    if (new.target) return ReflectConstruct(fn, args, new.target);
    return ReflectApply(fn, this, args);
  }
  ObjectSetPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  return keepLength(deprecated, fn);
}

/** Turns an own property into an accessor pair that warns. */
function deprecateProperty(key, message, code, isPending = false) {
  const emit = getDeprecationWarningEmitter(code, message, undefined, false,
                                            isPending ? isPendingDeprecation : undefined);
  return (options) => {
    if (key in options) emit();
  };
}

/** Warns that a class was called without `new` and constructs it. */
function deprecateInstantiation(target, code, ...args) {
  if (!warnedCodes.has(code)) {
    warnedCodes.add(code);
    process.emitWarning(`Instantiating ${target.name} without the 'new' keyword has been deprecated.`,
                        'DeprecationWarning', code);
  }
  return ReflectConstruct(target, args);
}

const experimentalWarnings = new SafeSet();

function emitExperimentalWarning(feature, messagePrefix, code, ctor) {
  if (experimentalWarnings.has(feature)) return;
  experimentalWarnings.add(feature);
  const message = `${messagePrefix ?? ''}${feature} is an experimental feature and might change at any time`;
  process.emitWarning(message, 'ExperimentalWarning', code, ctor);
}

// --- Properties --------------------------------------------------------------------------------------------

/** Defines an own, writable, enumerable data property even where the prototype has an accessor. */
function setOwnProperty(object, key, value) {
  return ObjectDefineProperty(object, key, {
    __proto__: null, configurable: true, enumerable: true, value, writable: true,
  });
}

/** Defines properties whose values are exports of module `id`, which is loaded on first use. */
function defineLazyProperties(target, id, keys, enumerable = true) {
  const { defineLazyData } = binding('engine');
  for (let i = 0; i < keys.length; i++) {
    defineLazyData(target, keys[i], id, enumerable);
  }
}

/** The same for attributes of a global interface: assigning replaces them, as [Replaceable] says. */
function defineReplaceableLazyAttribute(target, id, keys, writable = true, check) {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    let value;
    let loaded = false;
    const get = assignFunctionName(`get ${key}`, function() {
      check?.(this);
      if (!loaded) {
        value = require(id)[key];
        loaded = true;
      }
      return value;
    });
    const set = writable ? assignFunctionName(`set ${key}`, function(replacement) {
      ObjectDefineProperty(target, key, {
        __proto__: null, writable: true, enumerable: true, configurable: true, value: replacement,
      });
    }) : undefined;
    ObjectDefineProperty(target, key, { __proto__: null, enumerable: true, configurable: true, get, set });
  }
}

/** A Web IDL operation: enumerable method. */
function defineOperation(target, name, method) {
  ObjectDefineProperty(target, name, {
    __proto__: null, writable: true, enumerable: true, configurable: true, value: method,
  });
}

/** A Web IDL interface object: hidden property. */
function exposeInterface(target, name, interfaceObject) {
  ObjectDefineProperty(target, name, {
    __proto__: null, writable: true, enumerable: false, configurable: true, value: interfaceObject,
  });
}

function exposeLazyInterfaces(target, id, keys) {
  defineLazyProperties(target, id, keys, false);
}

function exposeNamespace(target, name, namespaceObject) {
  exposeInterface(target, name, namespaceObject);
}

// --- Strings and lists -------------------------------------------------------------------------------------

const kColors = /\u001b\[\d\d?m/g;

function removeColors(text) {
  return StringPrototypeIncludes(text, '\u001b') ? replaceMatches(text, kColors, '') : text;
}

/**
 * Replaces every match of a global pattern by a text or by what a function makes of the match. Unlike the language's
 * own `replace`, it does not call `exec` through the prototype, which a program may have changed.
 */
function replaceMatches(text, pattern, replacement) {
  pattern.lastIndex = 0;
  let match = RegExpPrototypeExec(pattern, text);
  if (match === null) return text;
  let out = '';
  let from = 0;
  for (; match !== null; match = RegExpPrototypeExec(pattern, text)) {
    const found = match[0];
    const made = typeof replacement === 'function' ? replacement(found) : replacement;
    out += `${StringPrototypeSlice(text, from, match.index)}${made}`;
    from = match.index + found.length;
    // An empty match would be found again at the same place.
    if (found === '') pattern.lastIndex = from + 1;
  }
  return out + StringPrototypeSlice(text, from);
}

function join(list, separator) {
  let text = '';
  for (let i = 0; i < list.length; i++) text += i === 0 ? `${list[i]}` : `${separator}${list[i]}`;
  return text;
}

/** Removes one entry in place, cheaper than splice. */
function spliceOne(list, index) {
  for (; index + 1 < list.length; index++) list[index] = list[index + 1];
  list.length--;
}

function filterDuplicateStrings(items, low) {
  const seen = new SafeMap();
  const result = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const key = StringPrototypeToLowerCase(item);
    if (low) {
      if (!seen.has(key)) {
        seen.set(key, true);
        ArrayPrototypePush(result, key);
      }
    } else if (!seen.has(key)) {
      seen.set(key, result.length);
      ArrayPrototypePush(result, item);
    } else {
      result[seen.get(key)] = item;
    }
  }
  return ArrayPrototypeSort(result);
}

/** "address/prefix" for an interface, or null when the mask has holes. */
function getCIDR(address, netmask, family) {
  const v6 = family === 'IPv6';
  const groups = StringPrototypeSplit(netmask, v6 ? ':' : '.');
  const width = v6 ? 16 : 8;
  let ones = 0;
  let ended = false;
  for (let i = 0; i < groups.length; i++) {
    if (groups[i] === '') continue;
    const bits = NumberParseInt(groups[i], v6 ? 16 : 10);
    for (let bit = width - 1; bit >= 0; bit--) {
      if ((bits >> bit) & 1) {
        if (ended) return null;
        ones++;
      } else {
        ended = true;
      }
    }
  }
  return `${address}/${ones}`;
}

// --- Errors, signals, the system ---------------------------------------------------------------------------

function isError(value) {
  return isNativeError(value) || (typeof value === 'object' && value !== null && value instanceof Error);
}

function getSystemErrorName(errno) {
  return uvErrmapGet(errno)?.[0] ?? `Unknown system error ${errno}`;
}

function getSystemErrorMessage(errno) {
  return uvErrmapGet(errno)?.[1] ?? `Unknown system error ${errno}`;
}

function getSystemErrorMap() {
  return binding('uv').getErrorMap();
}

let signalNumbers;
function signals() {
  signalNumbers ??= require('os').constants.signals;
  return signalNumbers;
}

/** The number of a signal given by name (any case) or number. */
function convertToValidSignal(signal) {
  const known = signals();
  if (typeof signal === 'number' && ArrayPrototypeIndexOf(ObjectValues(known), signal) !== -1) return signal;
  if (typeof signal === 'string') {
    const upper = StringPrototypeToUpperCase(signal);
    if (ObjectPrototypeHasOwnProperty(known, upper)) return known[upper];
  }
  throw startStackAt(new codes.ERR_UNKNOWN_SIGNAL(signal), convertToValidSignal);
}

/** The exit status a shell reports for a process that a signal ended. */
function convertProcessSignalToExitCode(signalCode) {
  const known = signals();
  require('internal/validators').validateOneOf(signalCode, 'signalCode', ObjectKeys(known));
  return known[signalCode] + 128;
}

function sleep(milliseconds) {
  require('internal/validators').validateUint32(milliseconds, 'msec');
  native.sleep(milliseconds);
}

/** 'FILE', 'PIPE', 'TCP', 'TTY', 'UDP' or 'UNKNOWN'. */
function guessHandleType(fd) {
  return native.guessHandleType(fd);
}

/** True when the code that calls a built-in function lies under a node_modules folder. */
function isInsideNodeModules(frameLimit = 100, onlyNodeModulesFrames = false) {
  return native.isInsideNodeModules(frameLimit, onlyNodeModulesFrames);
}

const kNodeModules = /(?:^|[\\/])node_modules(?:[\\/])/;

function isUnderNodeModules(path) {
  return RegExpPrototypeExec(kNodeModules, path) !== null;
}

function getCallSites(frameCount) {
  return native.getCallSites(frameCount);
}

/** The call sites of the current stack as V8's CallSite objects. */
function getStructuredStack() {
  const holder = {};
  const { overrideStackTrace } = require('internal/errors');
  overrideStackTrace.set(holder, (error, trace) => trace);
  ErrorCaptureStackTrace(holder, getStructuredStack);
  return holder.stack;
}

function getConstructorOf(object) {
  for (let current = object; current; current = ObjectGetPrototypeOf(current)) {
    const descriptor = ObjectGetOwnPropertyDescriptor(current, 'constructor');
    if (descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.name !== '') {
      return descriptor.value;
    }
  }
  return null;
}

let cwdUrl;
let cwdUrlPath;
function getCWDURL() {
  const path = `${process.cwd()}/`;
  if (cwdUrlPath !== path) {
    cwdUrl = require('url').pathToFileURL(path);
    cwdUrlPath = path;
  }
  return cwdUrl;
}

function assertCrypto() {
  if (!process.versions.openssl) throw new codes.ERR_NO_CRYPTO();
}

function lazyDOMExceptionClass() {
  return require('internal/dom_exception').DOMException;
}

function lazyDOMException(message, name) {
  const DOMException = lazyDOMExceptionClass();
  return startStackAt(new DOMException(message, name), lazyDOMException);
}

function toUSVString(value) {
  return StringPrototypeToWellFormed(`${value}`);
}

/** A reference that keeps its target alive only while someone counts on it. */
class WeakReference {
  #weak;
  #strong;
  #count = 0;

  constructor(object) {
    this.#weak = new SafeWeakRef(object);
  }

  incRef() {
    if (++this.#count === 1) this.#strong = this.#weak.deref();
    return this.#count;
  }

  decRef() {
    if (--this.#count === 0) this.#strong = undefined;
    return this.#count;
  }

  get() {
    return this.#weak.deref();
  }
}

/** A SharedArrayBuffer, also where --enable-sharedarraybuffer-per-context hides the class: WebAssembly still makes some. */
function constructSharedArrayBuffer(length) {
  const Class = primordials.SharedArrayBuffer ??
    ObjectGetPrototypeOf(new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer).constructor;
  return new Class(length);
}

module.exports = {
  SideEffectFreeRegExpPrototypeExec: RegExpPrototypeExec,
  SideEffectFreeRegExpPrototypeSymbolReplace: RegExpPrototypeSymbolReplace,
  SideEffectFreeRegExpPrototypeSymbolSplit: RegExpPrototypeSymbolSplit,
  WeakReference,
  assertCrypto,
  assignFunctionName,
  cachedResult,
  constructSharedArrayBuffer,
  convertProcessSignalToExitCode,
  convertToValidSignal,
  customInspectSymbol,
  customPromisifyArgs,
  defineLazyProperties,
  defineOperation,
  defineReplaceableLazyAttribute,
  deprecate,
  deprecateInstantiation,
  deprecateProperty,
  emitExperimentalWarning,
  encodingsMap,
  exposeInterface,
  exposeLazyInterfaces,
  exposeNamespace,
  filterDuplicateStrings,
  getCIDR,
  getCWDURL,
  getCallSites,
  getConstructorOf,
  getDeprecationWarningEmitter,
  getLazy,
  getStructuredStack,
  getSystemErrorMap,
  getSystemErrorMessage,
  getSystemErrorName,
  guessHandleType,
  isError,
  isErrorLike,
  isInsideNodeModules,
  isMacOS,
  isPendingDeprecation,
  isUnderNodeModules,
  isWindows,
  join,
  kEmptyObject,
  kEnumerableProperty,
  kIsEncodingSymbol,
  kVmBreakFirstLineSymbol,
  lazy: getLazy,
  lazyDOMException,
  lazyDOMExceptionClass,
  normalizeEncoding,
  once,
  pendingDeprecate,
  promisify,
  removeColors,
  replaceMatches,
  setOwnProperty,
  sleep,
  spliceOne,
  toUSVString,
};
