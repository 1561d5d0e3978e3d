'use strict';

// How the reporters for people write a result: one line with sign, name and time, and a failed test with its error.
//
// Owner: test.

const {
  RegExpPrototypeSymbolReplace,
  StringPrototypeRepeat,
} = primordials;

const { colorsFor, kNoColors } = require('internal/colors');
const { inspect } = require('util/inspect');

const kSigns = {
  '__proto__': null,
  'test:fail': '\u2716 ',
  'test:pass': '\u2714 ',
  'test:diagnostic': '\u2139 ',
  'test:coverage': '\u2139 ',
  'arrow:right': '\u25B6 ',
  'hyphen:minus': '\uFE63 ',
  'warning:alert': '\u26A0 ',
};

// Reporters write to what they are connected to, which is standard output as far as colours go.
function palette() {
  return colorsFor(process.stdout);
}

function indentOf(nesting) {
  return StringPrototypeRepeat('  ', nesting);
}

function colorOf(type, colors) {
  switch (type) {
    case 'test:fail': return colors.red;
    case 'test:pass': return colors.green;
    case 'test:diagnostic':
    case 'info': return colors.blue;
    case 'warn': return colors.yellow;
    case 'error': return colors.red;
    default: return colors.white;
  }
}

/** A value as text, also when its own way to be shown fails. */
function show(value, options) {
  try {
    return inspect(value, options);
  } catch {
    return inspect(value, { __proto__: null, ...options, customInspect: false });
  }
}

/** The error of a failed test, indented below its line. */
function errorText({ details }, indent) {
  const { error } = details;
  const text = show(error.code === 'ERR_TEST_FAILURE' ? error.cause : error, {
    __proto__: null,
    breakLength: Infinity,
    colors: palette() !== kNoColors,
  });
  return RegExpPrototypeSymbolReplace(/^/gm, text, `${indent}  `);
}

/** The line of a result, without its end. */
function resultLine(type, data, indent = '') {
  const colors = palette();
  let color = colorOf(type, colors);
  let sign = kSigns[type];
  const { skip, todo, expectFailure } = data;
  let note = '';
  const text = (value, fallback) => (typeof value === 'string' && value.length > 0 ? value : fallback);
  if (skip !== undefined) {
    color = colors.gray;
    sign = kSigns['hyphen:minus'];
    note = ` # ${text(skip, 'SKIP')}`;
  } else if (todo !== undefined) {
    note = ` # ${text(todo, 'TODO')}`;
    if (type === 'test:fail') {
      color = colors.yellow;
      sign = kSigns['warning:alert'];
    }
  } else if (expectFailure !== undefined) {
    note = ' # EXPECTED FAILURE';
  }
  const time = data.details?.duration_ms;
  const duration = time ? ` ${colors.gray}(${time}ms)${colors.white}` : '';
  return `${indent}${color}${sign}${data.name}${duration}${note}${colors.white}`;
}

/** A failed test with its error. */
function failureText(data, indent) {
  return `${resultLine('test:fail', data, indent)}\n${errorText(data, indent)}`;
}

module.exports = { colorOf, failureText, indentOf, kSigns, palette, resultLine, show };
