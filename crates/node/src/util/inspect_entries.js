'use strict';
// How `util.inspect` writes what collections hold: arrays, typed arrays, buffers, sets, maps, their iterators, weak
// collections, promises and module namespaces. Each function returns a list of finished entries. Part of
// `util/inspect`, which loads this file and hands it the function that formats values.

const {
  ArrayPrototypePush,
  ArrayPrototypeSort,
  MapPrototypeEntries,
  MapPrototypeGetSize,
  MathMax,
  MathMin,
  NumberPrototypeToString,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ReferenceError,
  SetPrototypeGetSize,
  SetPrototypeValues,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  TypedArrayPrototypeGetLength,
  Uint8Array,
  uncurryThis,
} = primordials;

const { kList, kListExtras, kObject, layOut } = require('util/inspect_layout');
const { formatBigInt, formatNumber } = require('util/inspect_text');
const { formatProperty } = require('util/inspect_property');
const core = require('util/inspect_value');
const native = binding('util');

const nextOfMap = uncurryThis(MapPrototypeEntries(new primordials.Map()).next);
const nextOfSet = uncurryThis(SetPrototypeValues(new primordials.Set()).next);

const plural = (count) => (count > 1 ? 's' : '');

function pushRemaining(output, remaining, ctx) {
  if (remaining > 0) ArrayPrototypePush(output, `... ${remaining} more item${plural(remaining)}`);
}

function shownCount(ctx, length) {
  return MathMin(MathMax(0, ctx.maxArrayLength), length);
}

/** Arrays with holes: each run of missing entries is one entry of the output. */
function formatHoles(ctx, value, recurseTimes, limit, output, from) {
  const keys = ObjectKeys(value);
  let index = from;
  // Index keys come first, in order; only those from the first hole on matter.
  let i = from;
  for (; i < keys.length && output.length < limit; i++) {
    const key = keys[i];
    const number = +key;
    if (!(number < 4294967295) || `${number >>> 0}` !== key) break;
    if (number !== index) {
      const holes = number - index;
      ArrayPrototypePush(output, ctx.stylize(`<${holes} empty item${plural(holes)}>`, 'undefined'));
      index = number;
      if (output.length === limit) break;
    }
    ArrayPrototypePush(output, formatProperty(ctx, value, recurseTimes, key, kList));
    index++;
  }
  const remaining = value.length - index;
  if (output.length !== limit) {
    if (remaining > 0) {
      ArrayPrototypePush(output, ctx.stylize(`<${remaining} empty item${plural(remaining)}>`, 'undefined'));
    }
  } else {
    pushRemaining(output, remaining, ctx);
  }
  return output;
}

function formatArray(ctx, value, recurseTimes) {
  const { length } = value;
  const limit = shownCount(ctx, length);
  const output = [];
  for (let i = 0; i < limit; i++) {
    if (!ObjectPrototypeHasOwnProperty(value, i)) return formatHoles(ctx, value, recurseTimes, limit, output, i);
    ArrayPrototypePush(output, formatProperty(ctx, value, recurseTimes, i, kList));
  }
  pushRemaining(output, length - limit, ctx);
  return output;
}

const kTypedArrayProperties = ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer'];

/** `bound` is the array with its original prototype, by which its elements can be read. */
function formatTypedArray(ctx, value, recurseTimes, bound) {
  const length = TypedArrayPrototypeGetLength(bound);
  const limit = shownCount(ctx, length);
  const output = [];
  const format = length > 0 && typeof bound[0] === 'bigint' ? formatBigInt : formatNumber;
  for (let i = 0; i < limit; i++) ArrayPrototypePush(output, format(ctx.stylize, bound[i], ctx.numericSeparator));
  pushRemaining(output, length - limit, ctx);
  if (ctx.showHidden) {
    ctx.indentationLvl += 2;
    for (let i = 0; i < kTypedArrayProperties.length; i++) {
      const key = kTypedArrayProperties[i];
      const text = core.formatValue(ctx, value[key], recurseTimes, true);
      ArrayPrototypePush(output, `${ctx.stylize(`[${key}]`, 'string')}: ${text}`);
    }
    ctx.indentationLvl -= 2;
  }
  return output;
}

function hexOf(bytes, limit) {
  let text = '';
  for (let i = 0; i < limit; i++) {
    const byte = bytes[i];
    text += `${i > 0 ? ' ' : ''}${byte < 16 ? '0' : ''}${NumberPrototypeToString(byte, 16)}`;
  }
  return text;
}

function formatArrayBuffer(ctx, value) {
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    // The one way this fails: the memory went elsewhere.
    return [ctx.stylize('(detached)', 'special')];
  }
  const length = TypedArrayPrototypeGetLength(bytes);
  const limit = shownCount(ctx, length);
  let text = hexOf(bytes, limit);
  const remaining = length - limit;
  if (remaining > 0) text += ` ... ${remaining} more byte${plural(remaining)}`;
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`];
}

function formatSet(ctx, value, recurseTimes) {
  const limit = shownCount(ctx, SetPrototypeGetSize(value));
  const output = [];
  ctx.indentationLvl += 2;
  const iterator = SetPrototypeValues(value);
  for (let i = 0; i < limit; i++) {
    const step = nextOfSet(iterator);
    if (step.done) break;
    ArrayPrototypePush(output, core.formatValue(ctx, step.value, recurseTimes));
  }
  ctx.indentationLvl -= 2;
  pushRemaining(output, SetPrototypeGetSize(value) - limit, ctx);
  return output;
}

function formatMap(ctx, value, recurseTimes) {
  const limit = shownCount(ctx, MapPrototypeGetSize(value));
  const output = [];
  ctx.indentationLvl += 2;
  const iterator = MapPrototypeEntries(value);
  for (let i = 0; i < limit; i++) {
    const step = nextOfMap(iterator);
    if (step.done) break;
    ArrayPrototypePush(output, `${core.formatValue(ctx, step.value[0], recurseTimes)} => ` +
      `${core.formatValue(ctx, step.value[1], recurseTimes)}`);
  }
  ctx.indentationLvl -= 2;
  pushRemaining(output, MapPrototypeGetSize(value) - limit, ctx);
  return output;
}

/** The values of a set-like preview. A weak collection has no order of its own, so its output is sorted. */
function formatPreviewValues(ctx, recurseTimes, entries, weak) {
  const limit = shownCount(ctx, entries.length);
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < limit; i++) ArrayPrototypePush(output, core.formatValue(ctx, entries[i], recurseTimes));
  ctx.indentationLvl -= 2;
  if (weak && !ctx.sorted) ArrayPrototypeSort(output);
  pushRemaining(output, entries.length - limit, ctx);
  return output;
}

/** The pairs of a map-like preview, as `k => v` or, for entry iterators, as `[ k, v ]`. */
function formatPreviewPairs(ctx, recurseTimes, entries, weak) {
  const pairs = entries.length / 2;
  const limit = shownCount(ctx, pairs);
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < limit; i++) {
    const key = core.formatValue(ctx, entries[i * 2], recurseTimes);
    const held = core.formatValue(ctx, entries[i * 2 + 1], recurseTimes);
    ArrayPrototypePush(output, weak ? `${key} => ${held}` :
      layOut(ctx, [key, held], '', '[', ']', kListExtras, recurseTimes));
  }
  ctx.indentationLvl -= 2;
  if (weak && !ctx.sorted) ArrayPrototypeSort(output);
  pushRemaining(output, pairs - limit, ctx);
  return output;
}

/** Iterators are looked into without advancing them. */
function formatIterator(ctx, recurseTimes, preview) {
  return preview[1] ? formatPreviewPairs(ctx, recurseTimes, preview[0], false) :
    formatPreviewValues(ctx, recurseTimes, preview[0], false);
}

function formatWeakSet(ctx, value, recurseTimes) {
  if (!ctx.showHidden) return [ctx.stylize('<items unknown>', 'special')];
  return formatPreviewValues(ctx, recurseTimes, native.previewEntries(value), true);
}

function formatWeakMap(ctx, value, recurseTimes) {
  if (!ctx.showHidden) return [ctx.stylize('<items unknown>', 'special')];
  return formatPreviewPairs(ctx, recurseTimes, native.previewEntries(value), true);
}

// The engine's promise states.
const kPending = 0;
const kRejected = 2;

function formatPromise(ctx, value, recurseTimes) {
  const { 0: state, 1: result } = native.getPromiseDetails(value);
  if (state === kPending) return [ctx.stylize('<pending>', 'special')];
  ctx.indentationLvl += 2;
  const text = core.formatValue(ctx, result, recurseTimes);
  ctx.indentationLvl -= 2;
  return [state === kRejected ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
}

/** Exports of a module that has not run yet have no value to show. */
function formatNamespace(ctx, value, recurseTimes, keys) {
  const output = [];
  for (let i = 0; i < keys.length; i++) {
    try {
      ArrayPrototypePush(output, formatProperty(ctx, value, recurseTimes, keys[i], kObject));
    } catch (err) {
      if (!(err instanceof ReferenceError)) throw err;
      const stand = formatProperty(ctx, { __proto__: null, [keys[i]]: '' }, recurseTimes, keys[i], kObject);
      ArrayPrototypePush(output, StringPrototypeSlice(stand, 0, StringPrototypeLastIndexOf(stand, ' ') + 1) +
        ctx.stylize('<uninitialized>', 'special'));
    }
  }
  return output;
}

module.exports = {
  formatArray,
  formatArrayBuffer,
  formatIterator,
  formatMap,
  formatNamespace,
  formatPromise,
  formatSet,
  formatTypedArray,
  formatWeakMap,
  formatWeakSet,
};
