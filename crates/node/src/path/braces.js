'use strict';
// Brace expansion of glob patterns: `a{b,c}` and `{1..3}`. Owner: path. Knows nothing of paths.

const {
  ArrayPrototypePush,
  MathAbs,
  MathMax,
  Number,
  RegExpPrototypeExec,
  String,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypePadStart,
  StringPrototypeSlice,
} = primordials;

// A pattern multiplies with each brace; past this many alternatives it is taken no further.
const kMaxAlternatives = 100_000;

const range = /^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/;
const isNumber = /^-?\d+$/;
const isPadded = /^-?0\d/;

/** `1..5`, `a..e`, `01..10..2`: the members, or undefined where `body` is no range. */
function expandRange(body) {
  const match = RegExpPrototypeExec(range, body);
  if (match === null) return undefined;
  const { 1: first, 2: last, 3: step } = match;
  const numeric = RegExpPrototypeExec(isNumber, first) !== null;
  if (numeric !== (RegExpPrototypeExec(isNumber, last) !== null)) return undefined;
  const from = numeric ? Number(first) : StringPrototypeCharCodeAt(first, 0);
  const to = numeric ? Number(last) : StringPrototypeCharCodeAt(last, 0);
  const padded = numeric && (RegExpPrototypeExec(isPadded, first) !== null ||
    RegExpPrototypeExec(isPadded, last) !== null);
  const width = padded ? MathMax(first.length, last.length) : 0;
  const stride = MathMax(MathAbs(step === undefined ? 1 : Number(step)), 1);
  const members = [];
  for (let i = 0; i <= MathAbs(to - from) && members.length < kMaxAlternatives; i += stride) {
    const value = to < from ? from - i : from + i;
    if (!numeric) ArrayPrototypePush(members, StringFromCharCode(value));
    else if (value < 0) {
      const digits = StringPrototypePadStart(String(-value), MathMax(width - 1, 0), '0');
      ArrayPrototypePush(members, `-${digits}`);
    } else {
      ArrayPrototypePush(members, StringPrototypePadStart(String(value), width, '0'));
    }
  }
  return members;
}

/** The first balanced `{...}` at or after `from`: where it opens and closes and its commas. */
function findBrace(pattern, from) {
  for (let open = from; open < pattern.length; open++) {
    if (pattern[open] !== '{') continue;
    let depth = 0;
    const commas = [];
    for (let i = open; i < pattern.length; i++) {
      if (pattern[i] === '{') depth++;
      else if (pattern[i] === ',' && depth === 1) ArrayPrototypePush(commas, i);
      else if (pattern[i] === '}' && --depth === 0) return { open, close: i, commas };
    }
  }
  return undefined;
}

/** All patterns that `pattern` stands for, in order. */
function expandBraces(pattern) {
  let from = 0;
  for (let brace = findBrace(pattern, from); brace !== undefined;
    brace = findBrace(pattern, from)) {
    const { open, close, commas } = brace;
    const bodies = commas.length === 0 ?
      expandRange(StringPrototypeSlice(pattern, open + 1, close)) :
      splitAt(pattern, open, close, commas);
    if (bodies === undefined) {
      // `{}` and `{x}` are literal; a brace inside may still expand.
      from = open + 1;
      continue;
    }
    return multiply(StringPrototypeSlice(pattern, 0, open), bodies,
                    expandBraces(StringPrototypeSlice(pattern, close + 1)));
  }
  return [pattern];
}

function splitAt(pattern, open, close, commas) {
  const bodies = [];
  let from = open + 1;
  for (let i = 0; i <= commas.length; i++) {
    const to = i < commas.length ? commas[i] : close;
    const inner = expandBraces(StringPrototypeSlice(pattern, from, to));
    for (let j = 0; j < inner.length; j++) ArrayPrototypePush(bodies, inner[j]);
    from = to + 1;
  }
  return bodies;
}

function multiply(before, bodies, tails) {
  const all = [];
  for (let i = 0; i < bodies.length; i++) {
    for (let j = 0; j < tails.length; j++) {
      if (all.length >= kMaxAlternatives) return all;
      ArrayPrototypePush(all, `${before}${bodies[i]}${tails[j]}`);
    }
  }
  return all;
}

module.exports = { expandBraces };
