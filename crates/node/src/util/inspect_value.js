'use strict';
// The centre of `util.inspect`: one value, its kind, its braces and what goes between them. The engine tells the
// kind in one native call; properties a program controls are read only where their value is shown.
// Part of `util/inspect`. The files it requires need `formatValue` back, so it exports before it requires them.

module.exports = {
  formatValue,
  noColor,
};

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeSort,
  ArrayPrototypeSplice,
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  Error,
  FunctionPrototypeCall,
  MapPrototypeGetSize,
  NumberPrototypeValueOf,
  Object,
  ObjectGetOwnPropertyNames,
  ObjectGetOwnPropertySymbols,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototypePropertyIsEnumerable,
  ObjectSetPrototypeOf,
  ReferenceError,
  RegExp,
  RegExpPrototypeToString,
  SafeMap,
  SetPrototypeGetSize,
  StringPrototypeReplaceAll,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeValueOf,
  SymbolIterator,
  SymbolPrototypeValueOf,
  SymbolToStringTag,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

const { customInspectSymbol } = require('internal/util');
const { isStackOverflowError } = require('internal/errors');
const native = binding('util');
const { getOwnNonIndexProperties, getProxyDetails, kindOf } = native;
const { kListExtras, kObject, layOut } = require('util/inspect_layout');
const { formatNumber, formatPrimitive } = require('util/inspect_text');
const { timeText } = require('util/inspect_date');
const { getConstructorName, getFunctionHead, getPrefix } = require('util/inspect_names');
const { addPrototypeProperties, formatProperty } = require('util/inspect_property');
const entries = require('util/inspect_entries');
const { formatError } = require('util/inspect_error');

// What `binding('util').kindOf` answers.
const kKindArray = 1;
const kKindSet = 2;
const kKindMap = 3;
const kKindTypedArray = 4;
const kKindMapIterator = 5;
const kKindSetIterator = 6;
const kKindArguments = 7;
const kKindRegExp = 8;
const kKindDate = 9;
const kKindError = 10;
const kKindArrayBuffer = 11;
const kKindSharedArrayBuffer = 12;
const kKindDataView = 13;
const kKindPromise = 14;
const kKindWeakSet = 15;
const kKindWeakMap = 16;
const kKindNamespace = 17;
const kKindBoxed = 18;
const kKindExternal = 19;
const kKindFunction = 20;
const kKindProxy = 21;

// The property filters of getOwnNonIndexProperties.
const kAllProperties = 0;
const kOnlyEnumerable = 2;

// Output beyond this many characters on one level stops further nesting, so that inspecting always ends.
const kBudget = 2 ** 27;

function noColor(text) {
  return text;
}

/** Text of any value at the given depth. `typedArray` is set for the buffer inside a typed array's output. */
function formatValue(ctx, value, recurseTimes, typedArray) {
  if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(ctx.stylize, value, ctx);
  if (value === null) return ctx.stylize('null', 'null');

  // Hooks run on what the program passed, while everything else is read from the target, past the traps.
  const original = value;
  let kind = kindOf(value);
  const isProxy = kind === kKindProxy;
  if (isProxy) {
    if (ctx.showProxy) return formatProxy(ctx, value, recurseTimes);
    do {
      value = getProxyDetails(value, false);
      if (value === null) return ctx.stylize('<Revoked Proxy>', 'special');
      kind = kindOf(value);
    } while (kind === kKindProxy);
  }

  if (ctx.customInspect) {
    const custom = value[customInspectSymbol];
    if (typeof custom === 'function' && custom !== ctx.inspect) {
      const { constructor } = value;
      // A class's prototype object holds the hook but is no instance.
      if (constructor?.prototype !== value) {
        const text = runCustom(ctx, custom, original, recurseTimes, isProxy);
        if (text !== undefined) return text;
      }
    }
  }

  if (ArrayPrototypeIncludes(ctx.seen, value)) return formatCircular(ctx, value);
  return formatObject(ctx, value, recurseTimes, typedArray, kind);
}

function formatCircular(ctx, value) {
  ctx.circular ??= new SafeMap();
  let index = ctx.circular.get(value);
  if (index === undefined) {
    index = ctx.circular.size + 1;
    ctx.circular.set(value, index);
  }
  return ctx.stylize(`[Circular *${index}]`, 'special');
}

// --- Hooks of programs -------------------------------------------------------------------------------------

/** The options as a hook sees them. A value of another realm must not get hold of this realm's objects. */
function optionsForHook(ctx, foreign) {
  const options = {
    stylize: ctx.stylize,
    showHidden: ctx.showHidden,
    depth: ctx.depth,
    colors: ctx.colors,
    customInspect: ctx.customInspect,
    showProxy: ctx.showProxy,
    maxArrayLength: ctx.maxArrayLength,
    maxStringLength: ctx.maxStringLength,
    breakLength: ctx.breakLength,
    compact: ctx.compact,
    sorted: ctx.sorted,
    getters: ctx.getters,
    numericSeparator: ctx.numericSeparator,
    ...ctx.userOptions,
  };
  if (!foreign) return options;
  ObjectSetPrototypeOf(options, null);
  const keys = ObjectKeys(options);
  for (let i = 0; i < keys.length; i++) {
    const option = options[keys[i]];
    if ((typeof option === 'object' || typeof option === 'function') && option !== null) delete options[keys[i]];
  }
  options.stylize = ObjectSetPrototypeOf((text, style) => {
    let styled;
    try {
      styled = `${ctx.stylize(text, style)}`;
    } catch {
      // A value that cannot become text stays as it is.
      styled = undefined;
    }
    return typeof styled === 'string' ? styled : text;
  }, null);
  return options;
}

function runCustom(ctx, custom, original, recurseTimes, isProxy) {
  const depth = ctx.depth === null ? null : ctx.depth - recurseTimes;
  const foreign = isProxy || !(original instanceof Object);
  const result = FunctionPrototypeCall(custom, original, depth, optionsForHook(ctx, foreign), ctx.inspect);
  // A hook that returns its own object asks for the default.
  if (result === original) return undefined;
  if (typeof result === 'object') return formatValue(ctx, result, recurseTimes);
  return StringPrototypeReplaceAll(`${result}`, '\n', `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`);
}

function formatProxy(ctx, proxy, recurseTimes) {
  const details = getProxyDetails(proxy, true);
  if (details === null || details[0] === null) return ctx.stylize('<Revoked Proxy>', 'special');
  if (recurseTimes > ctx.depth && ctx.depth !== null) return ctx.stylize('Proxy [Array]', 'special');
  recurseTimes++;
  ctx.indentationLvl += 2;
  const output = [
    formatValue(ctx, details[0], recurseTimes),
    formatValue(ctx, details[1], recurseTimes),
  ];
  ctx.indentationLvl -= 2;
  return layOut(ctx, output, '', 'Proxy [', ']', kListExtras, recurseTimes);
}

// --- Objects -----------------------------------------------------------------------------------------------

function keysOf(value, showHidden) {
  const symbols = ObjectGetOwnPropertySymbols(value);
  let keys;
  if (showHidden) {
    keys = ObjectGetOwnPropertyNames(value);
    for (let i = 0; i < symbols.length; i++) ArrayPrototypePush(keys, symbols[i]);
    return keys;
  }
  try {
    keys = ObjectKeys(value);
  } catch (err) {
    // A module whose exports are not initialised yet refuses to tell which are enumerable: all are.
    if (!(err instanceof ReferenceError)) throw err;
    keys = ObjectGetOwnPropertyNames(value);
  }
  for (let i = 0; i < symbols.length; i++) {
    if (ObjectPrototypePropertyIsEnumerable(value, symbols[i])) ArrayPrototypePush(keys, symbols[i]);
  }
  return keys;
}

/** The tag of a value, unless it is an own property, which is listed as such. */
function tagOf(ctx, value) {
  const tag = value[SymbolToStringTag];
  if (typeof tag !== 'string' || tag === '') return '';
  const listed = ctx.showHidden ? ObjectPrototypeHasOwnProperty(value, SymbolToStringTag) :
    ObjectPrototypePropertyIsEnumerable(value, SymbolToStringTag);
  return listed ? '' : tag;
}

function boxedText(ctx, value, keys, constructor, tag) {
  let type;
  let primitive;
  const { isNumberObject, isStringObject, isBooleanObject, isBigIntObject } = require('util/types');
  if (isNumberObject(value)) {
    type = 'Number';
    primitive = NumberPrototypeValueOf(value);
  } else if (isStringObject(value)) {
    type = 'String';
    primitive = StringPrototypeValueOf(value);
    // The characters are properties too; the text shows them already.
    ArrayPrototypeSplice(keys, 0, primitive.length);
  } else if (isBooleanObject(value)) {
    type = 'Boolean';
    primitive = BooleanPrototypeValueOf(value);
  } else if (isBigIntObject(value)) {
    type = 'BigInt';
    primitive = BigIntPrototypeValueOf(value);
  } else {
    type = 'Symbol';
    primitive = SymbolPrototypeValueOf(value);
  }
  let text = `[${type}`;
  if (type !== constructor) text += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  text += `: ${formatPrimitive(noColor, primitive, ctx)}]`;
  if (tag !== '' && tag !== constructor) text += ` [${tag}]`;
  if (keys.length !== 0 || ctx.stylize === noColor) return text;
  return ctx.stylize(text, StringPrototypeToLowerCase(type));
}

function dateText(value, constructor, tag) {
  const text = timeText(value);
  const prefix = getPrefix(constructor, tag, 'Date');
  return prefix === 'Date ' ? text : `${prefix}${text}`;
}

function regexpText(value, constructor, tag) {
  const text = RegExpPrototypeToString(constructor !== null ? value : new RegExp(value));
  const prefix = getPrefix(constructor, tag, 'RegExp');
  return prefix === 'RegExp ' ? text : `${prefix}${text}`;
}

function iteratorOpen(type, tag, isEntries) {
  const own = `${type} Iterator`;
  const name = tag === own || tag === '' ? own : `${tag}] [${own}`;
  if (!isEntries) return `[${name}] {`;
  // The name ends with " Iterator" by now.
  return `[${StringPrototypeSlice(name, 0, -9)} Entries] {`;
}

/** What is shown of an object besides its own properties: its head, its braces and which content it has. */
function makeShape() {
  return {
    keys: undefined,
    base: '',
    open: '{',
    close: '}',
    // One of the kKind constants when the object has content of its own, else 0.
    content: 0,
    extras: kObject,
    // What the content is read from: the value, or a stand-in with its original prototype.
    source: undefined,
    // Set when the whole text is known already.
    text: undefined,
  };
}

/** Lists and collections that still are iterable, or have no prototype that could say so. */
function shapeOfList(ctx, value, kind, constructor, tag, bare, shape) {
  shape.content = kind;
  shape.source = value;
  switch (kind) {
    case kKindArray: {
      const keys = shape.keys = getOwnNonIndexProperties(value, ctx.showHidden ? kAllProperties : kOnlyEnumerable);
      const prefix = constructor !== 'Array' || tag !== '' ?
        getPrefix(constructor, tag, 'Array', `(${value.length})`) : '';
      shape.open = `${prefix}[`;
      shape.close = ']';
      shape.extras = kListExtras;
      if (value.length === 0 && keys.length === 0 && bare) shape.text = `${shape.open}]`;
      break;
    }
    case kKindSet:
    case kKindMap: {
      const keys = shape.keys = keysOf(value, ctx.showHidden);
      const size = kind === kKindSet ? SetPrototypeGetSize(value) : MapPrototypeGetSize(value);
      shape.open = `${getPrefix(constructor, tag, kind === kKindSet ? 'Set' : 'Map', `(${size})`)}{`;
      if (size === 0 && keys.length === 0 && bare) shape.text = `${shape.open}}`;
      break;
    }
    case kKindTypedArray: {
      const keys = shape.keys = getOwnNonIndexProperties(value, ctx.showHidden ? kAllProperties : kOnlyEnumerable);
      let fallback = '';
      if (constructor === null) {
        fallback = TypedArrayPrototypeGetSymbolToStringTag(value);
        shape.source = new primordials[fallback](value);
      }
      const length = TypedArrayPrototypeGetLength(value);
      shape.open = `${getPrefix(constructor, tag, fallback, `(${length})`)}[`;
      shape.close = ']';
      shape.extras = kListExtras;
      if (length === 0 && keys.length === 0 && !ctx.showHidden) shape.text = `${shape.open}]`;
      break;
    }
    default:
      shape.keys = keysOf(value, ctx.showHidden);
      shape.source = native.previewEntries(value, true);
      shape.open = iteratorOpen(kind === kKindMapIterator ? 'Map' : 'Set', tag, shape.source[1]);
  }
}

/** Everything else. `bare` tells that there is nothing to list from prototypes; `tooDeep` that content is not shown. */
function shapeOfObject(ctx, value, kind, constructor, tag, bare, tooDeep, typedArray, shape) {
  const keys = shape.keys = keysOf(value, ctx.showHidden);
  if (kind === kKindFunction) {
    shape.base = getFunctionHead(value, constructor, tag);
    if (keys.length === 0 && bare) shape.text = ctx.stylize(shape.base, 'special');
    return;
  }
  const isEmpty = bare && keys.length === 0;
  // What claims to be a plain object is shown as one, whatever it holds inside.
  if (constructor === 'Object' && kind !== kKindNamespace && kind !== kKindExternal) {
    if (kind === kKindArguments) shape.open = '[Arguments] {';
    else if (tag !== '') shape.open = `${getPrefix(constructor, tag, 'Object')}{`;
    if (isEmpty) shape.text = `${shape.open}}`;
    return;
  }
  switch (kind) {
    case kKindRegExp:
      shape.base = regexpText(value, constructor, tag);
      if (isEmpty || tooDeep) shape.text = ctx.stylize(shape.base, 'regexp');
      return;
    case kKindDate:
      shape.base = dateText(value, constructor, tag);
      if (isEmpty) shape.text = ctx.stylize(shape.base, 'date');
      return;
    case kKindBoxed:
      shape.base = boxedText(ctx, value, keys, constructor, tag);
      if (keys.length === 0 && bare) shape.text = shape.base;
      return;
    case kKindArrayBuffer:
    case kKindSharedArrayBuffer:
      shape.open = `${getPrefix(constructor, tag, kind === kKindArrayBuffer ? 'ArrayBuffer' : 'SharedArrayBuffer')}{`;
      shape.content = kind;
      shape.source = value;
      // Inside a typed array the bytes are on screen already.
      if (typedArray !== undefined) {
        shape.source = undefined;
        if (isEmpty) shape.text = `${shape.open} [byteLength]: ${formatNumber(ctx.stylize, value.byteLength, false)} }`;
      }
      return;
    case kKindDataView:
      shape.open = `${getPrefix(constructor, tag, 'DataView')}{`;
      shape.content = kind;
      return;
    case kKindPromise:
      shape.open = `${getPrefix(constructor, tag, 'Promise')}{`;
      shape.content = kind;
      return;
    case kKindWeakSet:
      shape.open = `${getPrefix(constructor, tag, 'WeakSet')}{`;
      shape.content = kind;
      return;
    case kKindWeakMap:
      shape.open = `${getPrefix(constructor, tag, 'WeakMap')}{`;
      shape.content = kind;
      return;
    case kKindNamespace:
      shape.open = `${getPrefix(constructor, tag, 'Module')}{`;
      shape.content = kind;
      return;
    case kKindExternal:
      if (isEmpty) {
        shape.text = ctx.stylize(`[External: ${native.getExternalValue(value)}]`, 'special');
        return;
      }
      break;
    default:
      if (kind === kKindError || value instanceof Error) {
        shape.base = formatError(value, constructor, tag, ctx, keys);
        if (keys.length === 0 && bare) shape.text = shape.base;
        return;
      }
      if ((constructor === 'URL' || tag === 'URL') && !tooDeep && typeof value.href === 'string') {
        shape.base = value.href;
        if (isEmpty) shape.text = shape.base;
        return;
      }
  }
  shape.open = `${getPrefix(constructor, tag, plainName(value, constructor, tag))}{`;
  if (isEmpty) shape.text = `${shape.open}}`;
}

/** What stands for the class of an object that lost its prototype: the engine remembers who made it. */
function plainName(value, constructor, tag) {
  if (constructor !== null) return 'Object';
  const name = native.getConstructorName(value);
  // The engine may have taken the name from the tag, which is shown anyway.
  return name === tag ? 'Object' : name;
}

/** An accessor of a buffer or view that reads like a hidden property of it. */
function formatHidden(ctx, value, recurseTimes, key) {
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, value[key], recurseTimes);
  ctx.indentationLvl -= 2;
  return `${ctx.stylize(`[${key}]`, 'string')}: ${text}`;
}

function formatContent(ctx, value, recurseTimes, shape) {
  switch (shape.content) {
    case kKindArray:
      return entries.formatArray(ctx, value, recurseTimes);
    case kKindSet:
      return entries.formatSet(ctx, value, recurseTimes);
    case kKindMap:
      return entries.formatMap(ctx, value, recurseTimes);
    case kKindTypedArray:
      return entries.formatTypedArray(ctx, value, recurseTimes, shape.source);
    case kKindMapIterator:
    case kKindSetIterator:
      return entries.formatIterator(ctx, recurseTimes, shape.source);
    case kKindArrayBuffer:
    case kKindSharedArrayBuffer: {
      const output = shape.source === undefined ? [] : entries.formatArrayBuffer(ctx, value);
      ArrayPrototypePush(output, formatHidden(ctx, value, recurseTimes, 'byteLength'));
      return output;
    }
    case kKindDataView:
      return [
        formatHidden(ctx, value, recurseTimes, 'byteLength'),
        formatHidden(ctx, value, recurseTimes, 'byteOffset'),
        formatHidden(ctx, value, recurseTimes, 'buffer'),
      ];
    case kKindPromise:
      return entries.formatPromise(ctx, value, recurseTimes);
    case kKindWeakSet:
      return entries.formatWeakSet(ctx, value, recurseTimes);
    case kKindWeakMap:
      return entries.formatWeakMap(ctx, value, recurseTimes);
    case kKindNamespace: {
      const output = entries.formatNamespace(ctx, value, recurseTimes, shape.keys);
      shape.keys = [];
      return output;
    }
    default:
      return [];
  }
}

function sortOutput(ctx, output, shape) {
  const comparator = ctx.sorted === true ? undefined : ctx.sorted;
  if (shape.extras === kObject) {
    ArrayPrototypeSort(output, comparator);
  } else if (shape.keys.length > 1) {
    // The order of a list is its content; only what was added to it is sorted.
    const added = ArrayPrototypeSort(ArrayPrototypeSplice(output, output.length - shape.keys.length), comparator);
    for (let i = 0; i < added.length; i++) ArrayPrototypePush(output, added[i]);
  }
}

/** Text of an object or function that is neither a proxy nor hooked nor an ancestor of itself. */
function formatObject(ctx, value, recurseTimes, typedArray, kind) {
  const tooDeep = ctx.depth !== null && recurseTimes > ctx.depth;
  // No depth at all, as opposed to one without an end, leaves out what the prototypes have.
  let protoProps = ctx.showHidden && (ctx.depth === null || recurseTimes <= ctx.depth) ? [] : undefined;
  const constructor = getConstructorName(value, ctx, recurseTimes, protoProps, addPrototypeProperties, ctx.inspect);
  if (protoProps !== undefined && protoProps.length === 0) protoProps = undefined;
  const tag = tagOf(ctx, value);
  const bare = protoProps === undefined;

  const shape = makeShape();
  if (kind >= kKindArray && kind <= kKindSetIterator && (constructor === null || SymbolIterator in value)) {
    shapeOfList(ctx, value, kind, constructor, tag, bare, shape);
  } else {
    shapeOfObject(ctx, value, kind, constructor, tag, bare, tooDeep, typedArray, shape);
  }
  if (shape.text !== undefined) return shape.text;

  if (tooDeep) {
    const fallback = kind === kKindArray ? 'Array' : plainName(value, constructor, tag);
    const name = StringPrototypeSlice(getPrefix(constructor, tag, fallback), 0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }

  recurseTimes++;
  ArrayPrototypePush(ctx.seen, value);
  ctx.currentDepth = recurseTimes;
  let output;
  let index = 0;
  try {
    output = formatContent(ctx, value, recurseTimes, shape);
    const { keys, extras } = shape;
    for (; index < keys.length; index++) {
      ArrayPrototypePush(output, formatProperty(ctx, value, recurseTimes, keys[index], extras));
    }
    if (protoProps !== undefined) {
      for (let i = 0; i < protoProps.length; i++) ArrayPrototypePush(output, protoProps[i]);
    }
  } catch (err) {
    if (!isStackOverflowError(err)) throw err;
    ArrayPrototypePop(ctx.seen);
    const name = StringPrototypeSlice(getPrefix(constructor, tag, kind === kKindArray ? 'Array' : 'Object'), 0, -1);
    return ctx.stylize(
      `[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  if (ctx.circular !== undefined) markReference(ctx, value, shape);
  ArrayPrototypePop(ctx.seen);

  if (ctx.sorted) sortOutput(ctx, output, shape);
  const text = layOut(ctx, output, shape.base, shape.open, shape.close, shape.extras, recurseTimes, value);
  const budget = ctx.budget[ctx.indentationLvl] || 0;
  const used = budget + text.length;
  ctx.budget[ctx.indentationLvl] = used;
  if (used > kBudget) ctx.depth = -1;
  return text;
}

function markReference(ctx, value, shape) {
  const index = ctx.circular.get(value);
  if (index === undefined) return;
  const reference = ctx.stylize(`<ref *${index}>`, 'special');
  if (ctx.compact === true) shape.open = `${reference} ${shape.open}`;
  else shape.base = shape.base === '' ? reference : `${reference} ${shape.base}`;
}
