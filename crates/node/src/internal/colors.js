'use strict';

// Whether text that goes to a stream should carry colours, and the escape sequences of the few colours that the
// runtime's own messages use.
//
// Owner: whoever prints for people: console, assert, the test reporters. It reads the environment at each call, as
// programs switch colours on and off while they run.

const kColors = {
  __proto__: null,
  blue: '\u001b[34m',
  green: '\u001b[32m',
  white: '\u001b[39m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  gray: '\u001b[90m',
  clear: '\u001bc',
  reset: '\u001b[0m',
};

const kNoColors = {
  __proto__: null,
  blue: '', green: '', white: '', yellow: '', red: '', gray: '', clear: '', reset: '',
};

function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) return require('tty/color_depth').getColorDepth() > 2;
  return Boolean(stream?.isTTY) && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2);
}

/** The palette for a stream: escape sequences, or empty strings where colours are off. */
function colorsFor(stream) {
  return shouldColorize(stream) ? kColors : kNoColors;
}

module.exports = { colorsFor, kColors, kNoColors, shouldColorize };
