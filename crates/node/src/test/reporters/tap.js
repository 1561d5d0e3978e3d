'use strict';

// The reporter `tap`: the Test Anything Protocol, version 13, with details of each result as YAML.
//
// Owner: test.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  DatePrototypeToISOString,
  ObjectKeys,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  RegExpPrototypeSymbolSplit,
  SafeSet,
  StringPrototypeRepeat,
  StringPrototypeSplit,
} = primordials;

const { kNoColors } = require('internal/colors');
const { show } = require('test/reporters/text');
const { inspect } = require('util/inspect');
const { isDate, isNativeError } = require('util/types');

const kEscapes = {
  '__proto__': null, '\b': '\\b', '\f': '\\f', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\v': '\\v', '\\': '\\', '#': '#',
};
const kFrameStart = /^\s+at\s/;
const kBareKey = /^[\w$-]+$/;

function indentOf(nesting) {
  return StringPrototypeRepeat('    ', nesting);
}

function escape(text) {
  const named = RegExpPrototypeSymbolReplace(/[\b\f\t\n\r\v]/g, text, (c) => kEscapes[c]);
  const doubled = RegExpPrototypeSymbolReplace(/\\/g, named, '\\\\');
  return RegExpPrototypeSymbolReplace(/#/g, doubled, '\\#');
}

function isErrorValue(value) {
  return isNativeError(value);
}

function quoted(text) {
  return inspect(text, { __proto__: null, maxStringLength: Infinity, breakLength: Infinity });
}

// --- YAML --------------------------------------------------------------------------------------------------

// A text of more than one line stands as a block below its key.
function block(indent, key, lines) {
  let text = `${indent}${key}: |-\n`;
  for (let i = 0; i < lines.length; i++) text += `${indent}  ${lines[i]}\n`;
  return text;
}

function scalar(indent, key, value) {
  const text = typeof value === 'string' && RegExpPrototypeExec(/\r?\n/, value) !== null ? value :
    typeof value === 'string' ? quoted(value) : inspect(value, { __proto__: null, colors: false, breakLength: 80 });
  const lines = RegExpPrototypeSymbolSplit(/\r?\n/, text);
  return lines.length === 1 ? `${indent}${key}: ${text}\n` : block(indent, key, lines);
}

function yaml(indent, key, value, seen) {
  if (value === null || value === undefined) return `${indent}${key}: ~\n`;
  if (isDate(value)) return `${indent}${key}: ${DatePrototypeToISOString(value)}\n`;
  if (typeof value !== 'object') return scalar(indent, key, value);
  if (seen.has(value)) return `${indent}${key}: <Circular>\n`;
  seen.add(value);
  let text = `${indent}${key}:\n`;
  if (isErrorValue(value)) text += errorYaml(`${indent}  `, value, value, seen);
  else text += entriesYaml(`${indent}  `, value, seen);
  seen.delete(value);
  return text;
}

function entriesYaml(indent, object, seen) {
  let text = '';
  const keys = ObjectKeys(object);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (object[key] === undefined) continue;
    text += yaml(indent, RegExpPrototypeExec(kBareKey, key) === null ? quoted(key) : key, object[key], seen);
  }
  return text;
}

// The frames of a stack, one a line, without their leading words.
function stackLines(stack) {
  const lines = StringPrototypeSplit(stack, '\n');
  const frames = [];
  for (let i = 0; i < lines.length; i++) {
    if (RegExpPrototypeExec(kFrameStart, lines[i]) === null) continue;
    ArrayPrototypePush(frames, RegExpPrototypeSymbolReplace(kFrameStart, lines[i], ''));
  }
  return frames;
}

// An error as YAML; `outer` is the runner's own around it, if there is one.
function errorYaml(indent, error, outer, seen) {
  let text = '';
  // Of what is no error, the runner's error around it has the text.
  const message = isErrorValue(error) ? error.message : outer.message;
  if (outer.failureType !== undefined && outer.code === 'ERR_TEST_FAILURE') text += scalar(indent, 'failureType', outer.failureType);
  text += scalar(indent, 'error', typeof message === 'string' ? message : show(message));
  const code = error?.code ?? outer.code;
  if (code !== undefined) text += scalar(indent, 'code', code);
  if (!isErrorValue(error)) return text;
  if (error.name && error.name !== 'Error') text += scalar(indent, 'name', error.name);
  if (error.code === 'ERR_ASSERTION' || error.name === 'AssertionError') {
    text += yaml(indent, 'expected', error.expected, seen);
    text += yaml(indent, 'actual', error.actual, seen);
    if (error.operator) text += scalar(indent, 'operator', error.operator);
  }
  if (typeof error.stack === 'string') {
    const frames = stackLines(error.stack);
    if (frames.length > 0) text += block(indent, 'stack', frames);
  }
  return text;
}

/** What is thrown may be the runner's error around a text; then the frames are those of the runner's error. */
function failureYaml(indent, error) {
  const seen = new SafeSet();
  if (error.code !== 'ERR_TEST_FAILURE' || error.failureType === undefined) return errorYaml(indent, error, error, seen);
  const { cause: inner } = error;
  let text = errorYaml(indent, inner, error, seen);
  if (!isErrorValue(inner) && typeof error.stack === 'string') {
    const frames = stackLines(error.stack);
    if (frames.length > 0) text += block(indent, 'stack', frames);
  }
  return text;
}

// --- Lines -------------------------------------------------------------------------------------------------

function directiveText({ skip, todo, expectFailure }) {
  if (skip !== undefined) return ` # SKIP${typeof skip === 'string' && skip.length > 0 ? ` ${escape(skip)}` : ''}`;
  if (todo !== undefined) return ` # TODO${typeof todo === 'string' && todo.length > 0 ? ` ${escape(todo)}` : ''}`;
  if (expectFailure !== undefined) {
    return ` # EXPECTED FAILURE${typeof expectFailure === 'string' ? ` ${escape(expectFailure)}` : ''}`;
  }
  return '';
}

function result(word, data) {
  const { details, file, line, column, name, nesting, testNumber } = data;
  const indent = indentOf(nesting);
  const inner = `${indent}  `;
  let text = `${indent}${word} ${testNumber} - ${escape(name)}${directiveText(data)}\n`;
  text += `${inner}---\n${inner}duration_ms: ${details.duration_ms}\n`;
  if (details.type !== undefined) text += scalar(inner, 'type', details.type);
  if (details.error) {
    if (file !== undefined) text += scalar(inner, 'location', `${file}:${line}:${column}`);
    text += failureYaml(inner, details.error);
  }
  return `${text}${inner}...\n`;
}

function comment(nesting, message) {
  return `${indentOf(nesting)}# ${escape(message)}\n`;
}

function output(message) {
  const lines = RegExpPrototypeSymbolSplit(/\r?\n/, RegExpPrototypeSymbolReplace(/\r?\n$/, message, ''));
  const commented = [];
  for (let i = 0; i < lines.length; i++) ArrayPrototypePush(commented, comment(0, lines[i]));
  return ArrayPrototypeJoin(commented, '');
}

module.exports = async function* tap(source) {
  yield 'TAP version 13\n';
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:fail':
        yield result('not ok', data);
        break;
      case 'test:pass':
        yield result('ok', data);
        break;
      case 'test:plan':
        yield `${indentOf(data.nesting)}1..${data.count}\n`;
        break;
      case 'test:start':
        yield comment(data.nesting, `Subtest: ${data.name}`);
        break;
      case 'test:stderr':
      case 'test:stdout':
        yield output(data.message);
        break;
      case 'test:diagnostic':
        yield comment(data.nesting, data.message);
        break;
      case 'test:coverage':
        yield require('test/coverage/report').coverageReport(`${indentOf(data.nesting)}# `, data.summary, kNoColors);
        break;
      case 'test:interrupted':
        for (let i = 0; i < data.tests.length; i++) {
          const { name, file, line, column } = data.tests[i];
          yield comment(0, `Interrupted while running: ${name}${file === undefined ? '' : ` at ${file}:${line}:${column}`}`);
        }
        break;
    }
  }
};
