'use strict';

// The difference of two texts, by Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986),
// and its two renderings: lines with + and -, and characters in colours.
//
// Owner: assert/message, which loads this when an assertion on structured values fails. It knows nothing of values;
// it only gets text.

const {
  ArrayPrototypeJoin,
  Int32Array,
  StringPrototypeEndsWith,
  TypedArrayPrototypeSlice,
} = primordials;

const kNop = 0;
const kActual = 1;
const kExpected = 2;

// How many steps of the search are kept to find the way back. They take 4 bytes times the square of this number; past
// it the rest is reported as wholly different, which is what a reader of such a diff would find anyway.
const kMaxSteps = 4000;

// How many equal lines in a row are printed before the others are left out.
const kContext = 5;

function sameLine(actual, expected) {
  return actual === expected;
}

// Elements that differ by the comma after them are the same: the last one of a list has none.
function sameLineButComma(actual, expected) {
  return actual === expected || `${actual},` === expected || actual === `${expected},`;
}

/**
 * The steps that lead through both lists, as `{ type, value }`: lines of both, of `actual` alone or of `expected` alone.
 */
function diff(actual, expected, ignoreCommas) {
  const same = ignoreCommas ? sameLineButComma : sameLine;
  const lengthA = actual.length;
  const lengthB = expected.length;
  const max = lengthA + lengthB;
  const limit = max < kMaxSteps ? max : kMaxSteps;

  // reach[k + limit + 1] is how far in `actual` the furthest path on diagonal k (x - y) has come.
  const offset = limit + 1;
  const reach = new Int32Array(2 * limit + 3);
  // For each step the part of `reach` that the next one starts from.
  const trace = [];

  for (let d = 0; d <= limit; d++) {
    for (let k = -d; k <= d; k += 2) {
      const fromExpected = k === -d || (k !== d && reach[offset + k - 1] < reach[offset + k + 1]);
      let x = fromExpected ? reach[offset + k + 1] : reach[offset + k - 1] + 1;
      let y = x - k;
      while (x < lengthA && y < lengthB && same(actual[x], expected[y])) {
        x++;
        y++;
      }
      reach[offset + k] = x;
      if (x >= lengthA && y >= lengthB) return wayBack(trace, d, actual, expected);
    }
    // Diagonals -d..d, in which the way back looks up its predecessors.
    trace[d] = TypedArrayPrototypeSlice(reach, offset - d, offset + d + 1);
  }
  return replaceAll(actual, expected);
}

function wayBack(trace, steps, actual, expected) {
  const result = [];
  let x = actual.length;
  let y = expected.length;
  for (let d = steps; d >= 0; d--) {
    let startX = 0;
    let startY = 0;
    let k = x - y;
    if (d > 0) {
      const before = trace[d - 1];
      // The index of diagonal 0 in it.
      const zero = d - 1;
      const down = k === -d || (k !== d && before[zero + k - 1] < before[zero + k + 1]);
      k += down ? 1 : -1;
      startX = before[zero + k];
      startY = startX - k;
    }
    while (x > startX && y > startY) {
      x--;
      y--;
      const value = StringPrototypeEndsWith(actual[x], ',') ? actual[x] : expected[y];
      result[result.length] = { type: kNop, value };
    }
    if (d === 0) break;
    if (x > startX) {
      x--;
      result[result.length] = { type: kActual, value: actual[x] };
    } else {
      y--;
      result[result.length] = { type: kExpected, value: expected[y] };
    }
  }
  return reversed(result);
}

function reversed(list) {
  const result = [];
  for (let i = list.length - 1; i >= 0; i--) result[result.length] = list[i];
  return result;
}

function replaceAll(actual, expected) {
  const result = [];
  for (let i = 0; i < actual.length; i++) result[result.length] = { type: kActual, value: actual[i] };
  for (let i = 0; i < expected.length; i++) result[result.length] = { type: kExpected, value: expected[i] };
  return result;
}

/** Both texts in one line, each character in the colour of where it belongs. */
function renderCharacters(steps, colors) {
  const prefixes = [colors.white, colors.green, colors.red];
  const parts = [];
  for (let i = 0; i < steps.length; i++) {
    const { type, value } = steps[i];
    parts[i] = `${prefixes[type]}${value}${colors.white}`;
  }
  return `\n${ArrayPrototypeJoin(parts, '')}`;
}

/**
 * The lines with their signs. Of long runs of equal lines the first ones and the last one before a change are shown.
 * Returns the text and whether lines between changes were left out.
 */
function renderLines(steps, colors, partial) {
  const lines = [];
  let equal = 0;
  let skipped = false;
  const plainActual = partial && colors.white !== '';

  for (let i = 0; i < steps.length; i++) {
    const { type, value } = steps[i];
    if (type === kNop) {
      equal++;
      if (equal <= kContext) lines[lines.length] = `${colors.white}  ${value}`;
      continue;
    }
    if (equal > kContext) {
      // One or two lines more are not worth a gap.
      if (equal === kContext + 2) lines[lines.length] = `${colors.white}  ${steps[i - 2].value}`;
      if (equal > kContext + 2) {
        lines[lines.length] = `${colors.blue}...${colors.white}`;
        skipped = true;
      }
      lines[lines.length] = `${colors.white}  ${steps[i - 1].value}`;
    }
    equal = 0;
    if (type === kExpected) {
      lines[lines.length] = `${colors.red}-${colors.white} ${value}`;
    } else if (plainActual) {
      lines[lines.length] = `${colors.gray}  ${value}${colors.white}`;
    } else {
      lines[lines.length] = `${colors.green}+${colors.white} ${value}`;
    }
  }
  return { text: `\n${ArrayPrototypeJoin(lines, '\n')}`, skipped };
}

module.exports = { diff, renderCharacters, renderLines };
