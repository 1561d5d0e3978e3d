'use strict';
// Completion at the cursor: asking the completer, inserting what all its answers share, and listing them.

const {
  ArrayPrototypeFilter,
  MathFloor,
  MathMax,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { getStringWidth } = require('util/inspect');

/** The longest text that all of a list begin with. */
function commonPrefix(texts) {
  if (texts.length === 0) return '';
  let prefix = texts[0];
  for (let i = 1; i < texts.length && prefix !== ''; i++) {
    const text = texts[i];
    let length = 0;
    while (length < prefix.length && prefix[length] === text[length]) length++;
    prefix = StringPrototypeSlice(prefix, 0, length);
  }
  return prefix;
}

/** Asks a completer that answers by its result or a promise. */
async function completeLine(rl, lastKeyWasTab) {
  rl.pause();
  let result;
  try {
    result = await rl.completer(StringPrototypeSlice(rl.line, 0, rl.cursor));
  } catch (error) {
    reportFailure(rl, error);
    return;
  } finally {
    if (!rl.closed) rl.resume();
  }
  showCompletions(rl, lastKeyWasTab, result);
}

function reportFailure(rl, error) {
  const { inspect } = require('util/inspect');
  rl._writeToOutput(`Tab completion error: ${inspect(error)}`);
}

// In columns as wide as the widest; an empty text ends a group.
function layOut(texts, columns) {
  const widths = [];
  let widest = 0;
  for (let i = 0; i < texts.length; i++) {
    widths[i] = getStringWidth(texts[i]);
    widest = MathMax(widest, widths[i]);
  }
  const width = widest + 2;
  let perRow = MathFloor(columns / width) || 1;
  if (perRow === Infinity) perRow = 1;

  let output = '\r\n';
  let inRow = 0;
  let gap = 0;
  for (let i = 0; i < texts.length; i++) {
    if (texts[i] === '' || inRow === perRow) {
      output += '\r\n';
      inRow = 0;
      gap = 0;
    } else {
      output += StringPrototypeRepeat(' ', gap);
    }
    if (texts[i] === '') {
      output += '\r\n';
    } else {
      output += texts[i];
      gap = width - widths[i];
      inRow++;
    }
  }
  return inRow === 0 ? output : `${output}\r\n\r\n`;
}

/** Acts on `[texts, completed]`: `completed` is what of the line before the cursor the texts stand for. */
function showCompletions(rl, lastKeyWasTab, result) {
  const { 0: texts, 1: completed } = result;
  if (!texts || texts.length === 0) return;

  const prefix = commonPrefix(ArrayPrototypeFilter(texts, (text) => text !== ''));
  if (StringPrototypeStartsWith(prefix, completed) && prefix.length > completed.length) {
    rl._insertString(StringPrototypeSlice(prefix, completed.length));
    return;
  }
  if (!StringPrototypeStartsWith(completed, prefix)) {
    rl._beforeEdit(rl.line, rl.cursor);
    const before = StringPrototypeSlice(rl.line, 0, rl.cursor - completed.length) + prefix;
    rl.line = before + StringPrototypeSlice(rl.line, rl.cursor);
    rl.cursor = before.length;
    rl._refreshLine();
    return;
  }
  // A list only when asked for twice.
  if (!lastKeyWasTab) return;
  rl._writeToOutput(layOut(texts, rl.columns));
  rl._refreshLine();
}

module.exports = { commonPrefix, completeLine, reportFailure, showCompletions };
