'use strict';
// `util.styleText`: text between the codes of one or more styles, left plain where the stream shows no colors.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  NumberParseInt,
  ObjectGetOwnPropertyNames,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');
const { inspect } = require('util/inspect');

const kHex = /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;
const kDim = 22;

/** [on, off] of "#RGB" or "#RRGGBB", as a 24-bit foreground color. */
function hexCodes(format) {
  if (RegExpPrototypeExec(kHex, format) === null) {
    throw new ERR_INVALID_ARG_VALUE('format', format, 'must be a valid hex color (#RGB or #RRGGBB)');
  }
  const wide = format.length === 7;
  const part = (index) => {
    if (!wide) return NumberParseInt(`${format[1 + index]}${format[1 + index]}`, 16);
    return NumberParseInt(StringPrototypeSlice(format, 1 + index * 2, 3 + index * 2), 16);
  };
  return [`38;2;${part(0)};${part(1)};${part(2)}`, 39];
}

function codesOf(format) {
  if (typeof format === 'string' && StringPrototypeStartsWith(format, '#')) return hexCodes(format);
  const codes = inspect.colors[format];
  // Other names of the same styles are listed too.
  if (codes == null) validateOneOf(format, 'format', ObjectGetOwnPropertyNames(inspect.colors));
  return codes;
}

/** Wraps text in one style. Where the text ends a style of the same kind itself, ours is started again. */
function wrap(text, { 0: on, 1: off }) {
  const open = `\u001b[${on}m`;
  const close = `\u001b[${off}m`;
  // Bold and dim end together, so what ended must stay ended.
  const again = off === kDim ? close + open : open;
  let inner = '';
  let from = 0;
  for (let at = StringPrototypeIndexOf(text, close); at !== -1; at = StringPrototypeIndexOf(text, close, from)) {
    const next = at + close.length;
    if (next === text.length) break;
    inner += StringPrototypeSlice(text, from, at) + again;
    from = next;
  }
  return `${open}${inner}${StringPrototypeSlice(text, from)}${close}`;
}

/** Node streams and web streams, told by their methods, so that no stream module has to be loaded. */
function isStream(stream) {
  if (stream === null || typeof stream !== 'object') return false;
  if (stream._readableState || stream._writableState) return true;
  if (typeof stream.on === 'function' && (typeof stream.write === 'function' || typeof stream.pipe === 'function')) {
    return true;
  }
  return typeof stream.getReader === 'function' || typeof stream.getWriter === 'function';
}

function styleText(format, text, options = { __proto__: null }) {
  validateString(text, 'text');
  validateObject(options, 'options');
  const { validateStream = true } = options;
  validateBoolean(validateStream, 'options.validateStream');
  let plain = false;
  if (validateStream) {
    const { stream = process.stdout } = options;
    if (!isStream(stream)) {
      throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
    }
    plain = !require('internal/colors').shouldColorize(stream);
  }

  // Names are checked whether or not they are used.
  const formats = ArrayIsArray(format) ? format : [format];
  const styles = [];
  for (let i = 0; i < formats.length; i++) {
    if (formats[i] !== 'none') ArrayPrototypePush(styles, codesOf(formats[i]));
  }
  if (plain) return text;
  for (let i = styles.length - 1; i >= 0; i--) text = wrap(text, styles[i]);
  return text;
}

module.exports = {
  styleText,
};
