'use strict';
// How `util.inspect` writes text: quoting and escaping, primitives, numbers with separators, and the width of a
// string on a terminal. Pure functions of their arguments; part of `util/inspect`.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  NumberIsFinite,
  NumberPrototypeToString,
  ObjectIs,
  RegExp,
  RegExpPrototypeExec,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeNormalize,
  StringPrototypePadStart,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeToUpperCase,
  SymbolPrototypeToString,
} = primordials;

const { replaceMatches } = require('internal/util');

// Everything a quoted string may not hold as it is: controls, the backslash, lone surrogates and, between single
// quotes, the single quote.
const kLoneSurrogate = '[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]';
const kUnsafe = `${kLoneSurrogate}|[\\x00-\\x1f\\x5c\\x7f-\\x9f`;
const kMustEscape = new RegExp(`${kUnsafe}\\x27]`);
const kMustEscapeAll = new RegExp(`${kUnsafe}\\x27]`, 'g');
const kMustEscapeOther = new RegExp(`${kUnsafe}]`);
const kMustEscapeOtherAll = new RegExp(`${kUnsafe}]`, 'g');

const kShortEscapes = {
  __proto__: null, 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r', 39: "\\'", 92: '\\\\',
};

function escapeCharacter(character) {
  const code = StringPrototypeCharCodeAt(character, 0);
  const short = kShortEscapes[code];
  if (short !== undefined) return short;
  const hex = NumberPrototypeToString(code, 16);
  // Two digits for controls (upper case), four for lone surrogates (lower case).
  if (code > 0xFF) return `\\u${hex}`;
  return `\\x${StringPrototypeToUpperCase(StringPrototypePadStart(hex, 2, '0'))}`;
}

/** Quotes a string: single quotes, unless double quotes or backticks need less escaping. */
function quote(text) {
  let test = kMustEscape;
  let all = kMustEscapeAll;
  let mark = "'";
  if (StringPrototypeIncludes(text, "'")) {
    if (!StringPrototypeIncludes(text, '"')) {
      mark = '"';
    } else if (!StringPrototypeIncludes(text, '`') && !StringPrototypeIncludes(text, '${')) {
      mark = '`';
    }
    if (mark !== "'") {
      test = kMustEscapeOther;
      all = kMustEscapeOtherAll;
    }
  }
  if (RegExpPrototypeExec(test, text) === null) return `${mark}${text}${mark}`;
  return `${mark}${replaceMatches(text, all, escapeCharacter)}${mark}`;
}

/** Escapes without adding quotes. */
function escapeText(text) {
  return replaceMatches(text, kMustEscapeAll, escapeCharacter);
}

// --- Numbers -----------------------------------------------------------------------------------------------

function separateInteger(digits) {
  const first = digits[0] === '-' ? 1 : 0;
  let out = '';
  let end = digits.length;
  for (; end >= first + 4; end -= 3) out = `_${StringPrototypeSlice(digits, end - 3, end)}${out}`;
  return end === digits.length ? digits : `${StringPrototypeSlice(digits, 0, end)}${out}`;
}

function separateFraction(digits) {
  let out = '';
  let at = 0;
  for (; at < digits.length - 3; at += 3) out += `${StringPrototypeSlice(digits, at, at + 3)}_`;
  return at === 0 ? digits : `${out}${StringPrototypeSlice(digits, at)}`;
}

function numberText(number, separator) {
  if (number === 0) return ObjectIs(number, -0) ? '-0' : '0';
  const text = `${number}`;
  if (!separator || !NumberIsFinite(number) || StringPrototypeIncludes(text, 'e')) return text;
  const dot = StringPrototypeIndexOf(text, '.');
  if (dot === -1) return separateInteger(text);
  const fraction = separateFraction(StringPrototypeSlice(text, dot + 1));
  return `${separateInteger(StringPrototypeSlice(text, 0, dot))}.${fraction}`;
}

function formatNumber(stylize, number, separator) {
  return stylize(numberText(number, separator), 'number');
}

function formatBigInt(stylize, bigint, separator) {
  const text = String(bigint);
  return stylize(`${separator ? separateInteger(text) : text}n`, 'bigint');
}

// --- Primitives --------------------------------------------------------------------------------------------

const kShortestSplit = 16;

/** A string value: long ones are split at their line ends so that each line stands on its own. */
function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    const remaining = value.length - ctx.maxStringLength;
    value = StringPrototypeSlice(value, 0, ctx.maxStringLength);
    trailer = `... ${remaining} more character${remaining > 1 ? 's' : ''}`;
  }
  if (ctx.compact !== true && value.length > kShortestSplit &&
      value.length > ctx.breakLength - ctx.indentationLvl - 4) {
    let from = 0;
    let at = StringPrototypeIndexOf(value, '\n');
    if (at !== -1 && at + 1 < value.length) {
      const parts = [];
      for (; at !== -1 && at + 1 < value.length; at = StringPrototypeIndexOf(value, '\n', from)) {
        ArrayPrototypePush(parts, stylize(quote(StringPrototypeSlice(value, from, at + 1)), 'string'));
        from = at + 1;
      }
      ArrayPrototypePush(parts, stylize(quote(StringPrototypeSlice(value, from)), 'string'));
      return ArrayPrototypeJoin(parts, ` +\n${StringPrototypeRepeat(' ', ctx.indentationLvl + 2)}`) + trailer;
    }
  }
  return stylize(quote(value), 'string') + trailer;
}

function formatPrimitive(stylize, value, ctx) {
  switch (typeof value) {
    case 'string': return formatString(stylize, value, ctx);
    case 'number': return formatNumber(stylize, value, ctx.numericSeparator);
    case 'boolean': return stylize(`${value}`, 'boolean');
    case 'undefined': return stylize('undefined', 'undefined');
    case 'bigint': return formatBigInt(stylize, value, ctx.numericSeparator);
    default: return stylize(SymbolPrototypeToString(value), 'symbol');
  }
}

// --- Terminals ---------------------------------------------------------------------------------------------

// ECMA-48: an OSC string up to its terminator (BEL, ESC \ or ST), or a CSI sequence with its parameters. An OSC
// without terminator is not one, so the text after it stays.
const kOsc = '\\u001B\\][^\\u0007\\u001B\\u009C]*(?:\\u0007|\\u001B\\u005C|\\u009C)';
const kCsi = '[\\u001B\\u009B][[\\]()#;?]*(?:\\d{1,4}(?:[;:]\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]';
const kControlSequences = new RegExp(`${kOsc}|${kCsi}`, 'g');

function stripControlSequences(text) {
  // Most text has none; looking for the introducers is cheaper than the pattern.
  if (!StringPrototypeIncludes(text, '\u001B') && !StringPrototypeIncludes(text, '\u009B')) return text;
  return replaceMatches(text, kControlSequences, '');
}

// Inclusive ranges of code points that take two columns (East Asian wide and full width, emoji).
const kWide = [
  0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE,
  0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE,
  0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA,
  0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755,
  0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
  0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
  0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18DFF, 0x1AFF0, 0x1B2FF, 0x1F004, 0x1F004,
  0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C,
  0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E,
  0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A,
  0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2,
  0x1F6D5, 0x1F6D7, 0x1F6DC, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB, 0x1F7F0, 0x1F7F0,
  0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD,
];

function isWide(code) {
  if (code < 0x1100) return false;
  let low = 0;
  let high = kWide.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < kWide[middle * 2]) high = middle - 1;
    else if (code > kWide[middle * 2 + 1]) low = middle + 1;
    else return true;
  }
  return false;
}

function isZeroWidth(code) {
  return code <= 0x1F || (code >= 0x7F && code <= 0x9F) || // Controls
    (code >= 0x300 && code <= 0x36F) || // Combining marks
    (code >= 0x200B && code <= 0x200F) || // Zero-width spaces and joiners
    (code >= 0x20D0 && code <= 0x20FF) || // Combining marks for symbols
    (code >= 0xFE00 && code <= 0xFE0F) || // Variation selectors
    (code >= 0xFE20 && code <= 0xFE2F) || // Combining half marks
    (code >= 0xE0100 && code <= 0xE01EF); // Variation selectors supplement
}

/** Columns that a string takes on a terminal. */
function getStringWidth(text, removeControlChars = true) {
  let width = 0;
  let i = 0;
  // Plain printable ASCII needs no further thought.
  for (; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code < 0x20 || code >= 0x7F) break;
  }
  if (i === text.length) return i;
  if (removeControlChars) text = stripControlSequences(text);
  text = StringPrototypeNormalize(text, 'NFC');
  for (i = 0; i < text.length; i++) {
    const code = StringPrototypeCodePointAt(text, i);
    if (code > 0xFFFF) i++;
    if (isWide(code)) width += 2;
    else if (!isZeroWidth(code)) width++;
  }
  return width;
}

module.exports = {
  escapeText,
  formatBigInt,
  formatNumber,
  formatPrimitive,
  getStringWidth,
  numberText,
  quote,
  separateInteger,
  stripControlSequences,
};
