'use strict';
// `util.diff`: the shortest edit between two texts or lists of lines, after Myers' O(ND) algorithm. `assert` draws
// its messages from the same edit.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeReverse,
  Int32Array,
  StringPrototypeEndsWith,
  TypedArrayPrototypeSlice,
} = primordials;

const { validateString, validateStringArray } = require('internal/validators');

const kUnchanged = 0;
const kInsert = 1;
const kDelete = -1;

function same(a, b, ignoreComma) {
  return a === b || (ignoreComma && (`${a},` === b || a === `${b},`));
}

/**
 * The edit from `expected` to `actual` as [operation, value] pairs: 0 stands in both, 1 in `actual` alone, -1 in
 * `expected` alone. With `ignoreComma`, lines that differ in a trailing comma are alike.
 */
function myersDiff(actual, expected, ignoreComma = false) {
  const actualLength = actual.length;
  const expectedLength = expected.length;
  const most = actualLength + expectedLength;
  // furthest[k + most] is how far along `actual` the best path on diagonal k has come.
  const furthest = new Int32Array(2 * most + 1);
  const trace = [];
  for (let depth = 0; depth <= most; depth++) {
    ArrayPrototypePush(trace, TypedArrayPrototypeSlice(furthest));
    for (let k = -depth; k <= depth; k += 2) {
      const at = k + most;
      const down = k === -depth || (k !== depth && furthest[at - 1] < furthest[at + 1]);
      let x = down ? furthest[at + 1] : furthest[at - 1] + 1;
      let y = x - k;
      while (x < actualLength && y < expectedLength && same(actual[x], expected[y], ignoreComma)) {
        x++;
        y++;
      }
      furthest[at] = x;
      if (x >= actualLength && y >= expectedLength) return backtrack(trace, actual, expected, ignoreComma, most);
    }
  }
  return [];
}

function backtrack(trace, actual, expected, ignoreComma, most) {
  const result = [];
  let x = actual.length;
  let y = expected.length;
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const furthest = trace[depth];
    const k = x - y;
    const at = k + most;
    const down = k === -depth || (k !== depth && furthest[at - 1] < furthest[at + 1]);
    const previousK = down ? k + 1 : k - 1;
    const previousX = furthest[previousK + most];
    const previousY = previousX - previousK;
    while (x > previousX && y > previousY) {
      // Of two lines alike but for a comma, the one with it is shown.
      const value = ignoreComma && !StringPrototypeEndsWith(actual[x - 1], ',') ? expected[y - 1] : actual[x - 1];
      ArrayPrototypePush(result, [kUnchanged, value]);
      x--;
      y--;
    }
    if (depth > 0) {
      if (x > previousX) ArrayPrototypePush(result, [kInsert, actual[--x]]);
      else ArrayPrototypePush(result, [kDelete, expected[--y]]);
    }
  }
  return ArrayPrototypeReverse(result);
}

function validateInput(value, name) {
  if (ArrayIsArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

function diff(actual, expected) {
  if (actual === expected) return [];
  validateInput(actual, 'actual');
  validateInput(expected, 'expected');
  return myersDiff(actual, expected);
}

module.exports = {
  diff,
  myersDiff,
};
