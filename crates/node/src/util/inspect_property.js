'use strict';
// How `util.inspect` writes one property: its key, and its value or what kind of accessor it is. Part of
// `util/inspect`, which loads this file and hands it the function that formats values.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  FunctionPrototypeCall,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  ReflectOwnKeys,
  SafeSet,
  StringPrototypeCharCodeAt,
  StringPrototypeRepeat,
  SymbolPrototypeToString,
} = primordials;

const { replaceMatches } = require('internal/util');
const { kList, kObject } = require('util/inspect_layout');
const { escapeText, formatPrimitive, getStringWidth, quote } = require('util/inspect_text');
const { isBuiltInName, ownConstructor } = require('util/inspect_names');
const value = require('util/inspect_value');

// eslint-disable-next-line no-control-regex
const kControls = /[\x00-\x1f\x7f-\x9f]/g;

/** Whether a key needs no quotes: letters, digits and low lines of ASCII, no digit first. */
function isIdentifier(key) {
  const { length } = key;
  for (let i = 0; i < length; i++) {
    const code = StringPrototypeCharCodeAt(key, i);
    const lower = code | 0x20;
    if ((lower < 97 || lower > 122) && code !== 95 && (code < 48 || code > 57 || i === 0)) return false;
  }
  return length > 0;
}

function formatKey(ctx, key, enumerable) {
  if (typeof key === 'symbol') {
    // A description may hold anything; only controls would damage the output.
    const text = replaceMatches(SymbolPrototypeToString(key), kControls, escapeText);
    const styled = ctx.stylize(text, 'symbol');
    return enumerable ? styled : `[${styled}]`;
  }
  let name;
  if (key === '__proto__') name = "['__proto__']";
  else if (isIdentifier(key)) name = ctx.stylize(key, 'name');
  else name = ctx.stylize(quote(key), 'string');
  return enumerable ? name : `[${name}]`;
}

function runGetter(ctx, descriptor, label, receiver, recurseTimes) {
  const { stylize } = ctx;
  let result;
  try {
    result = FunctionPrototypeCall(descriptor.get, receiver);
  } catch (err) {
    ctx.indentationLvl += 2;
    const shown = value.formatValue(ctx, err, recurseTimes);
    ctx.indentationLvl -= 2;
    return `${stylize(`[${label}:`, 'special')} <Inspection threw (${shown})>${stylize(']', 'special')}`;
  }
  ctx.indentationLvl += 2;
  let text;
  if (result === null) {
    text = `${stylize(`[${label}:`, 'special')} ${stylize('null', 'null')}${stylize(']', 'special')}`;
  } else if (typeof result === 'object' || typeof result === 'function') {
    text = `${stylize(`[${label}]`, 'special')} ${value.formatValue(ctx, result, recurseTimes)}`;
  } else {
    const primitive = formatPrimitive(stylize, result, ctx);
    text = `${stylize(`[${label}:`, 'special')} ${primitive}${stylize(']', 'special')}`;
  }
  ctx.indentationLvl -= 2;
  return text;
}

function formatAccessor(ctx, descriptor, receiver, recurseTimes) {
  // A data descriptor has neither, whatever a program put onto Object.prototype.
  const isAccessor = ObjectPrototypeHasOwnProperty(descriptor, 'get');
  const get = isAccessor ? descriptor.get : undefined;
  const set = isAccessor ? descriptor.set : undefined;
  if (get === undefined) {
    return set === undefined ? ctx.stylize('undefined', 'undefined') : ctx.stylize('[Setter]', 'special');
  }
  const label = set === undefined ? 'Getter' : 'Getter/Setter';
  const { getters } = ctx;
  if (getters && (getters === true || (getters === 'get' && set === undefined) ||
      (getters === 'set' && set !== undefined))) {
    return runGetter(ctx, descriptor, label, receiver, recurseTimes);
  }
  return ctx.stylize(`[${label}]`, 'special');
}

/** "key: value", or the value alone for an entry of a list. `receiver` is what getters run on. */
function formatProperty(ctx, object, recurseTimes, key, kind, descriptor, receiver = object) {
  descriptor ??= ObjectGetOwnPropertyDescriptor(object, key) ??
    { __proto__: null, value: object[key], configurable: true, enumerable: true };
  let text;
  let gap = ' ';
  if (ObjectPrototypeHasOwnProperty(descriptor, 'value') && descriptor.value !== undefined) {
    // In the filling mode a long value starts on its own line, three columns in.
    const indent = ctx.compact === true && kind === kObject ? 3 : 2;
    ctx.indentationLvl += indent;
    text = value.formatValue(ctx, descriptor.value, recurseTimes);
    if (indent === 3 && ctx.breakLength < getStringWidth(text, ctx.colors)) {
      gap = `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`;
    }
    ctx.indentationLvl -= indent;
  } else {
    text = formatAccessor(ctx, descriptor, receiver, recurseTimes);
  }
  if (kind === kList) return text;
  return `${formatKey(ctx, key, descriptor.enumerable !== false)}:${gap}${text}`;
}

const kPrototypesShown = 3;

/** Adds what a class defines on its prototypes (accessors, data; no methods), for `showHidden`. */
function addPrototypeProperties(ctx, main, first, recurseTimes, output) {
  const seenKeys = new SafeSet();
  let object = first;
  for (let depth = 0; depth < kPrototypesShown; depth++) {
    if (depth !== 0 || main === object) {
      object = ObjectGetPrototypeOf(object);
      if (object === null) return;
      const constructor = ownConstructor(object);
      if (typeof constructor === 'function' && isBuiltInName(constructor.name)) return;
    }
    const keys = ReflectOwnKeys(object);
    ArrayPrototypePush(ctx.seen, main);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key === 'constructor' || ObjectPrototypeHasOwnProperty(main, key) || seenKeys.has(key)) continue;
      const descriptor = ObjectGetOwnPropertyDescriptor(object, key);
      if (typeof descriptor.value === 'function') continue;
      const text = formatProperty(ctx, object, recurseTimes, key, kObject, descriptor, main);
      // Faint: these do not belong to the object itself.
      ArrayPrototypePush(output, ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ArrayPrototypePop(ctx.seen);
    for (let i = 0; i < keys.length; i++) seenKeys.add(keys[i]);
  }
}

module.exports = {
  addPrototypeProperties,
  formatProperty,
};
