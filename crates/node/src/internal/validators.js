'use strict';
// Argument checks shared by all built-in modules. A check returns nothing when the value is good and throws the
// registry's error otherwise, with the stack beginning at the function that called the check.
// Checks must not convert, call into the value or keep it; the two that return a value say so.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  NumberIsFinite,
  NumberIsInteger,
  NumberIsNaN,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
  NumberParseInt,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  String,
  StringPrototypeIncludes,
  StringPrototypeToUpperCase,
  StringPrototypeTrim,
} = primordials;

const { codes, startStackAt } = require('internal/errors');
const { isArrayBufferView, isAsyncFunction, isRegExp } = require('util/types');

function wrongType(check, name, expected, value) {
  return startStackAt(new codes.ERR_INVALID_ARG_TYPE(name, expected, value), check);
}

function wrongValue(check, name, value, reason) {
  return startStackAt(new codes.ERR_INVALID_ARG_VALUE(name, value, reason), check);
}

function outOfRange(check, name, range, value) {
  return startStackAt(new codes.ERR_OUT_OF_RANGE(name, range, value), check);
}

const isInt32 = (value) => value === (value | 0);
const isUint32 = (value) => value === (value >>> 0);

const kOctal = /^[0-7]+$/;
const kModeText = 'must be a 32-bit unsigned integer or an octal string';

/** Returns a file mode as a number; strings are read as octal, null and undefined give the default. */
function parseFileMode(value, name, defaultValue) {
  value ??= defaultValue;
  if (typeof value === 'string') {
    if (RegExpPrototypeExec(kOctal, value) === null) throw wrongValue(parseFileMode, name, value, kModeText);
    const parsed = NumberParseInt(value, 8);
    if (!isUint32(parsed)) throw wrongValue(parseFileMode, name, value, kModeText);
    return parsed;
  }
  validateUint32(value, name);
  return value;
}

function validateInteger(value, name, min = NumberMIN_SAFE_INTEGER, max = NumberMAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw wrongType(validateInteger, name, 'number', value);
  if (!NumberIsInteger(value)) throw outOfRange(validateInteger, name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(validateInteger, name, `>= ${min} && <= ${max}`, value);
}

function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  if (typeof value !== 'number') throw wrongType(validateInt32, name, 'number', value);
  if (!NumberIsInteger(value)) throw outOfRange(validateInt32, name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(validateInt32, name, `>= ${min} && <= ${max}`, value);
}

function validateUint32(value, name, positive = false) {
  if (typeof value !== 'number') throw wrongType(validateUint32, name, 'number', value);
  if (!NumberIsInteger(value)) throw outOfRange(validateUint32, name, 'an integer', value);
  const min = positive ? 1 : 0;
  if (value < min || value > 4294967295) throw outOfRange(validateUint32, name, `>= ${min} && <= 4294967295`, value);
}

function validateString(value, name) {
  if (typeof value !== 'string') throw wrongType(validateString, name, 'string', value);
}

function validateStringWithoutNullBytes(value, name) {
  if (typeof value !== 'string') throw wrongType(validateStringWithoutNullBytes, name, 'string', value);
  if (StringPrototypeIncludes(value, '\u0000')) {
    throw wrongValue(validateStringWithoutNullBytes, name, value, 'must be a string without null bytes');
  }
}

function validateNumber(value, name, min = undefined, max = undefined) {
  if (typeof value !== 'number') throw wrongType(validateNumber, name, 'number', value);
  if ((min != null && value < min) || (max != null && value > max) ||
      ((min != null || max != null) && NumberIsNaN(value))) {
    const low = min != null ? `>= ${min}` : '';
    const high = max != null ? `<= ${max}` : '';
    throw outOfRange(validateNumber, name, `${low}${low && high ? ' && ' : ''}${high}`, value);
  }
}

/** True for a finite number; false when the value is missing or NaN, which callers take as "use the default". */
function validateFiniteNumber(value, name) {
  if (value === undefined) return false;
  if (NumberIsFinite(value)) return true;
  if (NumberIsNaN(value)) return false;
  if (typeof value !== 'number') throw wrongType(validateFiniteNumber, name, 'number', value);
  throw outOfRange(validateFiniteNumber, name, 'a finite number', value);
}

/** Returns the number when it lies in the range, or `defaultValue` when it is missing. */
function checkRangesOrGetDefault(value, name, lower, upper, defaultValue) {
  if (!validateFiniteNumber(value, name)) return defaultValue;
  if (value < lower || value > upper) {
    throw outOfRange(checkRangesOrGetDefault, name, `>= ${lower} and <= ${upper}`, value);
  }
  return value;
}

function showChoice(choice) {
  return typeof choice === 'string' ? `'${choice}'` : String(choice);
}

function validateOneOf(value, name, oneOf) {
  if (ArrayPrototypeIncludes(oneOf, value)) return;
  const shown = [];
  for (let i = 0; i < oneOf.length; i++) ArrayPrototypePush(shown, showChoice(oneOf[i]));
  throw wrongValue(validateOneOf, name, value, `must be one of: ${ArrayPrototypeJoin(shown, ', ')}`);
}

function validateUnion(value, name, union) {
  if (!ArrayPrototypeIncludes(union, value)) {
    throw wrongType(validateUnion, name, `('${ArrayPrototypeJoin(union, '|')}')`, value);
  }
}

function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw wrongType(validateBoolean, name, 'boolean', value);
}

const kValidateObjectNone = 0;
const kValidateObjectAllowNullable = 1 << 0;
const kValidateObjectAllowArray = 1 << 1;
const kValidateObjectAllowFunction = 1 << 2;
const kValidateObjectAllowObjects = kValidateObjectAllowArray | kValidateObjectAllowFunction;
const kValidateObjectAllowObjectsAndNull = kValidateObjectAllowObjects | kValidateObjectAllowNullable;

function validateObject(value, name, options = kValidateObjectNone) {
  if (options === kValidateObjectNone) {
    if (value !== null && typeof value === 'object' && !ArrayIsArray(value)) return;
  } else if (value === null) {
    if ((options & kValidateObjectAllowNullable) !== 0) return;
  } else if (typeof value === 'object') {
    if ((options & kValidateObjectAllowArray) !== 0 || !ArrayIsArray(value)) return;
  } else if (typeof value === 'function' && (options & kValidateObjectAllowFunction) !== 0) {
    return;
  }
  throw wrongType(validateObject, name, 'Object', value);
}

/** A dictionary as Web IDL reads it: nothing, an object or a function. */
function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    throw wrongType(validateDictionary, name, 'a dictionary', value);
  }
}

function validateArray(value, name, minLength = 0) {
  if (!ArrayIsArray(value)) throw wrongType(validateArray, name, 'Array', value);
  if (value.length < minLength) {
    throw wrongValue(validateArray, name, value, `must have a length of at least ${minLength}`);
  }
}

function validateStringArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateString(value[i], `${name}[${i}]`);
}

function validateBooleanArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateBoolean(value[i], `${name}[${i}]`);
}

function validateAbortSignalArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    const indexed = `${name}[${i}]`;
    const signal = value[i];
    if (signal == null) throw wrongType(validateAbortSignalArray, indexed, 'AbortSignal', signal);
    validateAbortSignal(signal, indexed);
  }
}

let signals;
function signalNumbers() {
  signals ??= require('os').constants.signals;
  return signals;
}

function validateSignalName(signal, name = 'signal') {
  validateString(signal, name);
  const numbers = signalNumbers();
  if (ObjectPrototypeHasOwnProperty(numbers, signal)) return;
  const hint = ObjectPrototypeHasOwnProperty(numbers, StringPrototypeToUpperCase(signal)) ?
    ' (signals must use all capital letters)' : '';
  throw startStackAt(new codes.ERR_UNKNOWN_SIGNAL(`${signal}${hint}`), validateSignalName);
}

function validateBuffer(value, name = 'buffer') {
  if (!isArrayBufferView(value)) throw wrongType(validateBuffer, name, ['Buffer', 'TypedArray', 'DataView'], value);
}

/** Rejects hex text of odd length; every other data fits every encoding. */
function validateEncoding(data, encoding) {
  if (typeof encoding !== 'string' || (encoding !== 'hex' && StringPrototypeToUpperCase(encoding) !== 'HEX')) return;
  const { length } = data;
  if (length % 2 !== 0) {
    throw wrongValue(validateEncoding, 'encoding', encoding, `is invalid for data of length ${length}`);
  }
}

/** Returns the port as a number; digits in a string are accepted. */
function validatePort(port, name = 'Port', allowZero = true) {
  const number = typeof port === 'number' ? port :
    typeof port === 'string' && StringPrototypeTrim(port).length > 0 ? +port : -1;
  if (number !== (number >>> 0) || number > 0xFFFF || (number === 0 && !allowZero)) {
    throw startStackAt(new codes.ERR_SOCKET_BAD_PORT(name, port, allowZero), validatePort);
  }
  return number | 0;
}

function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw wrongType(validateAbortSignal, name, 'AbortSignal', signal);
  }
}

function validateFunction(value, name) {
  if (typeof value !== 'function') throw wrongType(validateFunction, name, 'function', value);
}

/** Functions whose result is used at once, so async functions are refused. */
function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || isAsyncFunction(value)) {
    throw wrongType(validatePlainFunction, name, 'function', value);
  }
}

function validateUndefined(value, name) {
  if (value !== undefined) throw wrongType(validateUndefined, name, 'undefined', value);
}

const kLinkHeader = /^(?:<[^>]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;
const kLinkText = 'must be an array or string of format "</styles.css>; rel=preload; as=style"';

function validateLinkHeaderFormat(value, name) {
  if (typeof value === 'undefined' || RegExpPrototypeExec(kLinkHeader, value) === null) {
    throw wrongValue(validateLinkHeaderFormat, name, value, kLinkText);
  }
}

/** Returns the value of a Link header made of one hint or a list of them. */
function validateLinkHeaderValue(hints) {
  if (typeof hints === 'string') {
    validateLinkHeaderFormat(hints, 'hints');
    return hints;
  }
  if (!ArrayIsArray(hints)) throw wrongValue(validateLinkHeaderValue, 'hints', hints, kLinkText);
  let result = '';
  for (let i = 0; i < hints.length; i++) {
    validateLinkHeaderFormat(hints[i], 'hints');
    result += i === 0 ? hints[i] : `, ${hints[i]}`;
  }
  return result;
}

/** Checks that `object` is an instance that carries the class's own field. */
function validateThisInternalField(object, fieldKey, className) {
  if (typeof object !== 'object' || object === null || !ObjectPrototypeHasOwnProperty(object, fieldKey)) {
    throw startStackAt(new codes.ERR_INVALID_THIS(className), validateThisInternalField);
  }
}

function validateIgnoreItem(value, name) {
  if (typeof value === 'string') {
    if (value.length === 0) throw wrongValue(validateIgnoreOption, name, value, 'must be a non-empty string');
  } else if (typeof value !== 'function' && !isRegExp(value)) {
    throw wrongType(validateIgnoreOption, name, ['string', 'RegExp', 'Function'], value);
  }
}

/** The `ignore` option of file watchers: a glob, a pattern, a function or a list of them. */
function validateIgnoreOption(value, name) {
  if (value == null) return;
  if (!ArrayIsArray(value)) return validateIgnoreItem(value, name);
  for (let i = 0; i < value.length; i++) validateIgnoreItem(value[i], `${name}[${i}]`);
}

module.exports = {
  checkRangesOrGetDefault,
  isInt32,
  isUint32,
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  kValidateObjectNone,
  parseFileMode,
  validateAbortSignal,
  validateAbortSignalArray,
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateBuffer,
  validateDictionary,
  validateEncoding,
  validateFiniteNumber,
  validateFunction,
  validateIgnoreOption,
  validateInt32,
  validateInteger,
  validateLinkHeaderValue,
  validateNumber,
  validateObject,
  validateOneOf,
  validatePlainFunction,
  validatePort,
  validateSignalName,
  validateString,
  validateStringArray,
  validateStringWithoutNullBytes,
  validateThisInternalField,
  validateUint32,
  validateUndefined,
  validateUnion,
};
