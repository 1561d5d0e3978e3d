'use strict';
// node:punycode, deprecated: the Bootstring code of RFC 3492 and its use on domain names and
// e-mail addresses. Owner: url. What weir itself needs of domains is native (binding 'url').

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  MathFloor,
  RangeError,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringFromCharCode,
  StringFromCodePoint,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
} = primordials;

const { isInsideNodeModules } = require('internal/util');

if (!isInsideNodeModules(100, true)) {
  process.emitWarning(
    'The `punycode` module is deprecated. Please use a userland alternative instead.',
    'DeprecationWarning', 'DEP0040');
}

// The parameters of Punycode, RFC 3492 section 5.
const kMaxInt = 0x7fffffff;
const kBase = 36;
const kTMin = 1;
const kTMax = 26;
const kSkew = 38;
const kDamp = 700;
const kInitialBias = 72;
const kInitialN = 0x80;

const notASCII = /[^\x00-\x7f]/; // eslint-disable-line no-control-regex
const separators = /[.\u3002\uff0e\uff61]/g;

function overflow() {
  return new RangeError('Overflow: input needs wider integers to process');
}

// What is no string is asked for what strings have; where it has it not, that is the error that programs know.

function codeAt(input, index) {
  return typeof input === 'string' ? StringPrototypeCharCodeAt(input, index) : input.charCodeAt(index);
}

/** The code points of a string; lone surrogates stand for themselves. */
function ucs2decode(string) {
  const points = [];
  for (let i = 0; i < string.length; i++) {
    const unit = typeof string === 'string' ? StringPrototypeCodePointAt(string, i) : string.charCodeAt(i);
    ArrayPrototypePush(points, unit);
    if (unit > 0xffff) i++;
  }
  return points;
}

function ucs2encode(points) {
  let string = '';
  for (let i = 0; i < points.length; i++) string += StringFromCodePoint(points[i]);
  return string;
}

/** Section 6.1: the bias for the next delta. */
function adapt(delta, count, isFirst) {
  delta = isFirst ? MathFloor(delta / kDamp) : delta >> 1;
  delta += MathFloor(delta / count);
  let k = 0;
  for (; delta > ((kBase - kTMin) * kTMax) >> 1; k += kBase) {
    delta = MathFloor(delta / (kBase - kTMin));
  }
  return k + MathFloor((kBase - kTMin + 1) * delta / (delta + kSkew));
}

function threshold(k, bias) {
  if (k <= bias) return kTMin;
  return k >= bias + kTMax ? kTMax : k - bias;
}

/** a-z are 0 to 25, 0-9 are 26 to 35; anything else is kBase. */
function digitOf(code) {
  if (code >= 48 && code <= 57) return code - 22;
  const lower = code | 0x20;
  return lower >= 97 && lower <= 122 ? lower - 97 : kBase;
}

function charOf(digit) {
  return StringFromCharCode(digit < 26 ? digit + 97 : digit + 22);
}

function decode(input) {
  const output = [];
  const length = input.length;
  let basicEnd = typeof input === 'string' ? StringPrototypeLastIndexOf(input, '-') : input.lastIndexOf('-');
  if (basicEnd < 0) basicEnd = 0;
  for (let i = 0; i < basicEnd; i++) {
    const code = codeAt(input, i);
    if (code >= 0x80) throw new RangeError('Illegal input >= 0x80 (not a basic code point)');
    ArrayPrototypePush(output, code);
  }

  let n = kInitialN;
  let bias = kInitialBias;
  let i = 0;
  for (let at = basicEnd > 0 ? basicEnd + 1 : 0; at < length;) {
    // One variable-length integer: how far to step through (point, position) pairs.
    const before = i;
    let weight = 1;
    for (let k = kBase; ; k += kBase) {
      if (at >= length) throw new RangeError('Invalid input');
      const digit = digitOf(codeAt(input, at++));
      if (digit >= kBase) throw new RangeError('Invalid input');
      if (digit > MathFloor((kMaxInt - i) / weight)) throw overflow();
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > MathFloor(kMaxInt / (kBase - t))) throw overflow();
      weight *= kBase - t;
    }
    const count = output.length + 1;
    bias = adapt(i - before, count, before === 0);
    if (MathFloor(i / count) > kMaxInt - n) throw overflow();
    n += MathFloor(i / count);
    i %= count;
    ArrayPrototypeSplice(output, i++, 0, n);
  }
  return ucs2encode(output);
}

function encode(input) {
  const points = ucs2decode(input);
  let output = '';
  for (let i = 0; i < points.length; i++) {
    if (points[i] < 0x80) output += StringFromCharCode(points[i]);
  }
  const basicCount = output.length;
  let handled = basicCount;
  if (basicCount > 0) output += '-';

  let n = kInitialN;
  let delta = 0;
  let bias = kInitialBias;
  while (handled < points.length) {
    let next = kMaxInt;
    for (let i = 0; i < points.length; i++) {
      if (points[i] >= n && points[i] < next) next = points[i];
    }
    const count = handled + 1;
    if (next - n > MathFloor((kMaxInt - delta) / count)) throw overflow();
    delta += (next - n) * count;
    n = next;
    for (let i = 0; i < points.length; i++) {
      if (points[i] < n && ++delta > kMaxInt) throw overflow();
      if (points[i] !== n) continue;
      output += encodeInteger(delta, bias);
      bias = adapt(delta, handled + 1, handled === basicCount);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

/** A delta in the variable-length digits of the moment. */
function encodeInteger(value, bias) {
  let digits = '';
  for (let k = kBase; ; k += kBase) {
    const t = threshold(k, bias);
    if (value < t) return digits + charOf(value);
    digits += charOf(t + (value - t) % (kBase - t));
    value = MathFloor((value - t) / (kBase - t));
  }
}

/** Maps each label of a domain; the local part of an e-mail address stays as it is. */
function mapLabels(domain, map) {
  if (typeof domain !== 'string') domain = ArrayPrototypeJoin(domain.split('@'), '@');
  const at = StringPrototypeIndexOf(domain, '@');
  let local = '';
  if (at !== -1) {
    const end = StringPrototypeIndexOf(domain, '@', at + 1);
    local = StringPrototypeSlice(domain, 0, at + 1);
    domain = StringPrototypeSlice(domain, at + 1, end === -1 ? domain.length : end);
  }
  const labels = StringPrototypeSplit(RegExpPrototypeSymbolReplace(separators, domain, '.'), '.');
  for (let i = 0; i < labels.length; i++) labels[i] = map(labels[i]);
  return local + ArrayPrototypeJoin(labels, '.');
}

function toUnicode(input) {
  return mapLabels(input, (label) => (
    StringPrototypeStartsWith(label, 'xn--') ?
      decode(StringPrototypeToLowerCase(StringPrototypeSlice(label, 4))) : label
  ));
}

function toASCII(input) {
  return mapLabels(input, (label) => (
    RegExpPrototypeExec(notASCII, label) !== null ? `xn--${encode(label)}` : label
  ));
}

module.exports = {
  version: '2.1.0',
  ucs2: { decode: ucs2decode, encode: ucs2encode },
  decode,
  encode,
  toASCII,
  toUnicode,
};
