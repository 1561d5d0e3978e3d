'use strict';
// The public module `util`: what it is made of and the few functions that live nowhere else. Everything a program
// may never touch (argument parsing, MIME types, diffs, ...) is loaded on first use.

const {
  ArrayIsArray,
  ArrayPrototypePop,
  ErrorCaptureStackTrace,
  FunctionPrototypeBind,
  NumberIsSafeInteger,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptors,
  ObjectKeys,
  ObjectSetPrototypeOf,
  ObjectValues,
  ReflectApply,
} = primordials;

const {
  ErrnoException,
  ExceptionWithHostPort,
  codes: {
    ERR_FALSY_VALUE_REJECTION,
    ERR_INVALID_ARG_TYPE,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const internalUtil = require('internal/util');
const {
  validateBoolean,
  validateFunction,
  validateInteger,
  validateNumber,
  validateObject,
  validateString,
} = require('internal/validators');
const { inspect, stripVTControlCharacters } = require('util/inspect');
const { format, formatWithOptions } = require('util/format');
const types = require('util/types');
const native = binding('util');
const { kEmptyObject } = internalUtil;

// --- Callbacks and promises --------------------------------------------------------------------------------

function callBackWithReason(reason, callback) {
  // A callback takes a falsy first argument for success, so such a reason travels inside an error.
  if (!reason) {
    reason = new ERR_FALSY_VALUE_REJECTION(reason);
    ErrorCaptureStackTrace(reason, callBackWithReason);
  }
  return callback(reason);
}

function callbackify(original) {
  validateFunction(original, 'original');

  function callbackified(...args) {
    const callback = ArrayPrototypePop(args);
    if (typeof callback !== 'function') throw new ERR_INVALID_ARG_TYPE('last argument', 'Function', callback);
    const bound = FunctionPrototypeBind(callback, this);
    // The callback runs outside the promise chain, so that what it throws is an uncaught error.
    // Any thenable will do.
    ReflectApply(original, this, args).then((value) => process.nextTick(bound, null, value),
                                            (reason) => process.nextTick(callBackWithReason, reason, bound));
  }

  const descriptors = ObjectGetOwnPropertyDescriptors(original);
  // The wrapper takes one argument more, unless a program made these into something else.
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  const values = ObjectValues(descriptors);
  for (let i = 0; i < values.length; i++) ObjectSetPrototypeOf(values[i], null);
  return ObjectDefineProperties(callbackified, descriptors);
}

// --- Classes and objects -----------------------------------------------------------------------------------

function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) {
    throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  ObjectDefineProperty(ctor, 'super_', { __proto__: null, value: superCtor, writable: true, configurable: true });
  ObjectSetPrototypeOf(ctor.prototype, superCtor.prototype);
}

function _extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  const keys = ObjectKeys(source);
  for (let i = keys.length - 1; i >= 0; i--) target[keys[i]] = source[keys[i]];
  return target;
}

function isDeepStrictEqual(a, b, skipPrototype) {
  return require('util/comparisons').isDeepStrictEqual(a, b, skipPrototype);
}

// --- System errors -----------------------------------------------------------------------------------------

function checkErrno(err) {
  validateNumber(err, 'err');
  if (err >= 0 || !NumberIsSafeInteger(err)) throw new ERR_OUT_OF_RANGE('err', 'a negative integer', err);
}

function getSystemErrorName(err) {
  checkErrno(err);
  return internalUtil.getSystemErrorName(err);
}

function getSystemErrorMessage(err) {
  checkErrno(err);
  return internalUtil.getSystemErrorMessage(err);
}

function _errnoException(...args) {
  return ReflectApply(ErrnoException, this, args);
}

function _exceptionWithHostPort(...args) {
  return ReflectApply(ExceptionWithHostPort, this, args);
}

// --- The call stack ----------------------------------------------------------------------------------------

function mapCallSite(site) {
  const map = require('module').findSourceMap(site.scriptName);
  if (map === undefined) return site;
  const entry = map.findEntry(site.lineNumber - 1, site.columnNumber - 1);
  const { originalSource, originalLine, originalColumn, name } = entry;
  if (originalSource === undefined) return site;
  return {
    ...site,
    functionName: name ?? site.functionName,
    scriptName: originalSource,
    lineNumber: originalLine + 1,
    columnNumber: originalColumn + 1,
    column: originalColumn + 1,
  };
}

const kDefaultCallSites = 10;
const kMostCallSites = 200;

function getCallSites(frameCount = kDefaultCallSites, options) {
  // The count may be left out.
  if (options === undefined) {
    if (typeof frameCount === 'object') {
      options = frameCount;
      validateObject(options, 'options');
      if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
      frameCount = kDefaultCallSites;
    }
  } else {
    validateObject(options, 'options');
    if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
  }
  validateInteger(frameCount, 'frameCount', 1, kMostCallSites);
  const sites = native.getCallSites(frameCount);
  const wanted = options?.sourceMap ?? require('internal/options').getOptionValue('--enable-source-maps');
  if (wanted) {
    for (let i = 0; i < sites.length; i++) sites[i] = mapCallSite(sites[i]);
  }
  return sites;
}

// --- The rest ----------------------------------------------------------------------------------------------

function deprecate(fn, message, code, { modifyPrototype } = kEmptyObject) {
  return internalUtil.deprecate(fn, message, code, { __proto__: null, modifyPrototype });
}

function parseEnv(content) {
  validateString(content, 'content');
  return native.parseEnv(content);
}

function setTraceSigInt(enable) {
  validateBoolean(enable, 'enable');
  native.setTraceSigInt(enable);
}

// Rarely used: the module behind each of these is loaded by the first call.

function debuglog(section, callback) {
  return require('util/debuglog').debuglog(section, callback);
}

function styleText(style, text, options) {
  return require('util/style_text').styleText(style, text, options);
}

function parseArgs(...args) {
  return ReflectApply(require('util/parse_args').parseArgs, undefined, args);
}

function diff(actual, expected) {
  return require('util/diff').diff(actual, expected);
}

function lazy(id, key) {
  const replace = (value) => ObjectDefineProperty(util, key, {
    __proto__: null, value, configurable: true, enumerable: true, writable: true,
  });
  ObjectDefineProperty(util, key, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = require(id)[key];
      replace(value);
      return value;
    },
    set: replace,
  });
}

const util = {
  _errnoException,
  _exceptionWithHostPort,
  _extend: deprecate(_extend, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify,
  convertProcessSignalToExitCode: internalUtil.convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  getCallSites,
  getSystemErrorMap: internalUtil.getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
  inspect,
  isArray: deprecate(ArrayIsArray, 'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.',
                     'DEP0044'),
  isDeepStrictEqual,
  promisify: internalUtil.promisify,
  stripVTControlCharacters,
  toUSVString: internalUtil.toUSVString,
};

lazy('events/abort_controller', 'transferableAbortSignal');
lazy('events/abort_controller', 'transferableAbortController');
lazy('events/abort_controller', 'aborted');
util.types = types;
util.parseEnv = parseEnv;
util.parseArgs = parseArgs;
lazy('encoding', 'TextDecoder');
lazy('encoding', 'TextEncoder');
lazy('util/mime', 'MIMEType');
lazy('util/mime', 'MIMEParams');
util.diff = diff;
util.setTraceSigInt = setTraceSigInt;

module.exports = util;
