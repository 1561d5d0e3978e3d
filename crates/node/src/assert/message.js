'use strict';

// The text of a failed assertion.
//
// Owner: assert/assertion_error, which loads this with the first error whose message has to be made. Texts and layout
// are what programs and their snapshots see; the table and the limits below are all of it.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  ObjectAssign,
  ObjectCreate,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { inspect } = require('util/inspect');
const { isError } = require('internal/util');

const headlines = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

// Two values whose texts are not longer than this together stand in one line, `a !== b`.
const kMaxShortLength = 12;
// Lengths at which the text of a value and the message of `notDeepEqual` are cut.
const kMaxTextLength = 512;
const kMaxNegatedLength = 1024;
// Lines of a single value, at most.
const kMaxLines = 50;
// What is kept of a value for a negated assertion that is longer.
const kKeptLines = 46;

const kGap = '... Skipped lines';

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function inspectValue(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    // Hidden properties and prototypes would drown the difference.
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

// An error as text is its stack, which differs at every place. Of two errors only what tells them apart is shown:
// messages, properties and causes.
function withoutStack(error) {
  const copy = ObjectAssign(ObjectCreate(ObjectGetPrototypeOf(error)), error);
  defineHidden(copy, 'message', error.message);
  if (ObjectPrototypeHasOwnProperty(error, 'cause')) {
    const { cause } = error;
    defineHidden(copy, 'cause', isErrorWithStack(cause) ? withoutStack(cause) : cause);
  }
  return copy;
}

function defineHidden(object, key, value) {
  ObjectDefineProperty(object, key, { __proto__: null, value, writable: true, configurable: true });
}

function isErrorWithStack(value) {
  return isObject(value) && 'stack' in value && isError(value);
}

function cut(text, limit, full) {
  return full || text.length <= limit ? text : `${StringPrototypeSlice(text, 0, limit - 3)}...`;
}

/** The message for an operator that has its own layout, and `actual operator expected` for all others. */
function createMessage(actual, expected, operator, customMessage, diffOption) {
  const full = diffOption === 'full';
  if (isErrorWithStack(actual) && isErrorWithStack(expected)) {
    actual = withoutStack(actual);
    expected = withoutStack(expected);
  }
  switch (operator) {
    case 'deepStrictEqual':
    case 'strictEqual':
    case 'partialDeepStrictEqual':
      return differenceMessage(actual, expected, operator, customMessage, full);
    case 'notDeepStrictEqual':
    case 'notStrictEqual':
      return negatedMessage(actual, operator, full);
    default:
      return pairMessage(actual, expected, operator, full);
  }
}

function differenceMessage(actual, expected, operator, customMessage, full) {
  const colors = require('internal/colors').colorsFor(process.stderr);
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  const actualLines = StringPrototypeSplit(actualText, '\n');
  const expectedLines = StringPrototypeSplit(expectedText, '\n');
  const bothObjects = isObject(actual) && isObject(expected);
  const byReference = operator === 'strictEqual' &&
    (bothObjects || (typeof actual === 'function' && typeof expected === 'function'));
  const headline = customMessage ?? headlines[byReference ? 'strictEqualObject' : operator];

  if (actualLines.length === 1 && expectedLines.length === 1 && !bothObjects) {
    return oneLineEach(actual, actualText, expected, expectedText, headline, colors);
  }
  if (actualText === expectedText) {
    return sameTextMessage(actualLines, customMessage, full);
  }

  const { diff, renderLines } = require('assert/diff');
  const steps = diff(actualLines, expectedLines, true);
  const partial = operator === 'partialDeepStrictEqual';
  const { text, skipped } = renderLines(steps, colors, partial);
  const legend = partial && colors.white !== '' ?
    `${colors.gray}actual${colors.white} ${colors.red}- expected${colors.white}` :
    `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
  return `${headline}\n${legend}${skipped ? `\n${kGap}` : ''}\n${text}\n`;
}

// Both values have one line.
function oneLineEach(actual, actualText, expected, expectedText, headline, colors) {
  const bothStrings = typeof actual === 'string' && typeof expected === 'string';
  const quotes = (typeof actual === 'string' ? 2 : 0) + (typeof expected === 'string' ? 2 : 0);
  const length = actualText.length + expectedText.length;
  if (length - quotes <= kMaxShortLength && (actual !== 0 || expected !== 0)) {
    return `${headline}\n\n${actualText} !== ${expectedText}\n`;
  }
  if (bothStrings && colors.white !== '') {
    const { diff, renderCharacters } = require('assert/diff');
    const legend = `${colors.green}actual${colors.white} ${colors.red}expected${colors.white}`;
    return `${headline}\n${legend}\n${renderCharacters(diff(actualText, expectedText, false), colors)}\n`;
  }

  let text = `\n${colors.green}+${colors.white} ${actualText}\n${colors.red}- ${colors.white}${expectedText}`;
  const width = process.stderr.isTTY ? process.stderr.columns : 80;
  if (length <= width) {
    let index = 0;
    while (actualText[index] === expectedText[index] && index < actualText.length) index++;
    // A difference right at the start is seen without a pointer.
    if (index > 2 && index < actualText.length) text += `\n${StringPrototypeRepeat(' ', index + 2)}^`;
  }
  const legend = `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
  return `${headline}\n${legend}\n${text}\n`;
}

// The values differ, but not in what can be shown.
function sameTextMessage(lines, customMessage, full) {
  const headline = customMessage || headlines.notIdentical;
  if (lines.length > kMaxLines && !full) {
    const kept = ArrayPrototypeJoin(ArrayPrototypeSlice(lines, 0, kMaxLines), '\n');
    return `${headline}\n\n${kGap}\n${kept}\n...}\n`;
  }
  return `${headline}\n\n${ArrayPrototypeJoin(lines, '\n')}\n`;
}

function negatedMessage(actual, operator, full) {
  let headline = headlines[operator];
  if (operator === 'notStrictEqual' && (isObject(actual) || typeof actual === 'function')) {
    headline = headlines.notStrictEqualObject;
  }
  const lines = StringPrototypeSplit(inspectValue(actual), '\n');
  if (lines.length === 1) return `${headline}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  if (lines.length > kMaxLines && !full) {
    lines.length = kKeptLines;
    lines[kKeptLines] = '...';
  }
  return `${headline}\n\n${ArrayPrototypeJoin(lines, '\n')}\n`;
}

function pairMessage(actual, expected, operator, full) {
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  if (operator === 'notDeepEqual' && actualText === expectedText) {
    return cut(`${headlines.notDeepEqual}\n\n${actualText}`, kMaxNegatedLength, full);
  }
  const left = cut(actualText, kMaxTextLength, full);
  const right = cut(expectedText, kMaxTextLength, full);
  if (operator === 'deepEqual') {
    return `${headlines.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  }
  if (operator === 'notDeepEqual') {
    return `${headlines.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  }
  return `${left} ${operator} ${right}`;
}

module.exports = { createMessage };
