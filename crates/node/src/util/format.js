'use strict';
// `util.format`: printf-like text as `console.log` writes it. Hot: most calls are one string, or strings and
// numbers without a placeholder, so those paths build nothing but the result.

const {
  JSONStringify,
  Number,
  NumberParseFloat,
  NumberParseInt,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  SymbolToPrimitive,
} = primordials;

const { inspect, inspectDefaultOptions } = require('util/inspect');
const { noColor } = require('util/inspect_value');
const { formatBigInt, formatNumber } = require('util/inspect_text');
const { isBuiltInName, ownConstructor } = require('util/inspect_names');
const { getProxyDetails } = binding('util');

let circularMessage;

function stringifyJson(value) {
  try {
    return JSONStringify(value);
  } catch (err) {
    // The engine's text for a circular structure, found by making one: a program's own errors pass through.
    if (circularMessage === undefined) {
      try {
        const circle = {};
        circle.circle = circle;
        JSONStringify(circle);
      } catch (circleError) {
        circularMessage = firstLine(circleError);
      }
    }
    if (err.name === 'TypeError' && firstLine(err) === circularMessage) return '[Circular]';
    throw err;
  }
}

function firstLine(err) {
  const text = `${err.message}`;
  const end = StringPrototypeIndexOf(text, '\n');
  return end === -1 ? text : StringPrototypeSlice(text, 0, end);
}

/** True when `String(value)` would say nothing of the value: no class of the program gave it a text. */
function hasBuiltInToString(value) {
  const target = getProxyDetails(value, false);
  if (target !== undefined) {
    if (target === null) return true;
    value = target;
  }
  if (typeof value[SymbolToPrimitive] === 'function' && ObjectPrototypeHasOwnProperty(value, SymbolToPrimitive)) {
    return false;
  }
  if (typeof value.toString !== 'function') return true;
  if (ObjectPrototypeHasOwnProperty(value, 'toString')) return false;
  // Who of the prototypes defines it?
  let owner = value;
  do {
    owner = ObjectGetPrototypeOf(owner);
  } while (!ObjectPrototypeHasOwnProperty(owner, 'toString') &&
           !ObjectPrototypeHasOwnProperty(owner, SymbolToPrimitive));
  const constructor = ownConstructor(owner);
  return typeof constructor === 'function' && isBuiltInName(constructor.name);
}

/** Whether numbers get separators: what the call says, else what the program set for all. */
function separatorOf(options) {
  return options?.numericSeparator ?? inspectDefaultOptions.numericSeparator;
}

function asText(value, options) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return formatNumber(noColor, value, separatorOf(options));
    case 'bigint': return formatBigInt(noColor, value, separatorOf(options));
    case 'object':
      if (value !== null && hasBuiltInToString(value)) {
        return inspect(value, { ...options, depth: 0, colors: false, compact: 3 });
      }
  }
  return String(value);
}

function asNumber(value, options) {
  const separator = separatorOf(options);
  if (typeof value === 'bigint') return formatBigInt(noColor, value, separator);
  if (typeof value === 'symbol') return 'NaN';
  return formatNumber(noColor, Number(value), separator);
}

function asInteger(value, options) {
  const separator = separatorOf(options);
  if (typeof value === 'bigint') return formatBigInt(noColor, value, separator);
  if (typeof value === 'symbol') return 'NaN';
  return formatNumber(noColor, NumberParseInt(value), separator);
}

function asFloat(value, options) {
  if (typeof value === 'symbol') return 'NaN';
  return formatNumber(noColor, NumberParseFloat(value), separatorOf(options));
}

/** The text of one placeholder, or undefined when its letter is none. */
function substitute(letter, value, options) {
  switch (letter) {
    case 115: return asText(value, options); // 's'
    case 100: return asNumber(value, options); // 'd'
    case 105: return asInteger(value, options); // 'i'
    case 102: return asFloat(value, options); // 'f'
    case 106: return stringifyJson(value); // 'j'
    case 79: return inspect(value, options); // 'O'
    case 111: // 'o'
      return inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 });
    case 99: return ''; // 'c': styles of a browser's console
    default: return undefined;
  }
}

function formatArguments(options, args) {
  const first = args[0];
  if (typeof first !== 'string') return joinRest('', 0, args, options);
  if (args.length === 1) return first;
  if (!StringPrototypeIncludes(first, '%')) return joinRest(first, 1, args, options);

  let text = '';
  let from = 0;
  let used = 1;
  const last = first.length - 1;
  for (let at = StringPrototypeIndexOf(first, '%'); at !== -1 && at < last;
    at = StringPrototypeIndexOf(first, '%', at + 1)) {
    const letter = StringPrototypeCharCodeAt(first, at + 1);
    if (letter === 37) { // '%%'
      text += StringPrototypeSlice(first, from, at + 1);
      from = at + 2;
      at++;
      continue;
    }
    if (used === args.length) continue;
    const value = substitute(letter, args[used], options);
    if (value === undefined && letter !== 106) continue;
    text += `${StringPrototypeSlice(first, from, at)}${value}`;
    from = at + 2;
    at++;
    used++;
  }
  text += from === 0 ? first : StringPrototypeSlice(first, from);
  return used === args.length ? text : joinRest(text, used, args, options);
}

function joinRest(text, from, args, options) {
  for (let i = from; i < args.length; i++) {
    const value = args[i];
    if (i > 0) text += ' ';
    text += typeof value === 'string' ? value : inspect(value, options);
  }
  return text;
}

function format(...args) {
  return formatArguments(undefined, args);
}

function formatWithOptions(inspectOptions, ...args) {
  if (typeof inspectOptions !== 'object' || inspectOptions === null) {
    require('internal/validators').validateObject(inspectOptions, 'inspectOptions');
  }
  return formatArguments(inspectOptions, args);
}

module.exports = {
  format,
  formatArguments,
  formatWithOptions,
};
