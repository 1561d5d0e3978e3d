'use strict';
// How a REPL shows an error: without the frames below its own code, syntax errors with their place and no frames, and
// with the word `Uncaught` where it belongs.

const {
  ArrayPrototypeFindLastIndex,
  ArrayPrototypeSlice,
  ArrayPrototypeMap,
  ArrayPrototypeJoin,
  Error,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  RegExpPrototypeSymbolSplit,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeSlice,
} = primordials;

const { defaultPrepareStackTrace, overrideStackTrace } = require('internal/errors');
const { isError } = require('internal/util');
const { kStrict } = require('repl/evaluate');

const kImport = 'Cannot use import statement outside a module';

// An `import` statement as the dynamic import that does the same.
function toDynamicImport(statement) {
  const { scan } = require('repl/scan');
  const tokens = scan(statement);
  const last = ArrayPrototypeFindLastIndex(tokens, (token) => token.kind === 'string');
  if (last === -1) return '';
  const source = `"${StringPrototypeSlice(tokens[last].text, 1, -1)}"`;
  let whole = '';
  const names = [];
  for (let i = 1; i < last; i++) {
    const { kind, text, depth } = tokens[i];
    if (text === '*') {
      whole = tokens[i + 2]?.text ?? '';
      i += 2;
    } else if (kind === 'word' && text !== 'from') {
      if (depth === 0) {
        names[names.length] = `default: ${text}`;
      } else if (tokens[i + 1]?.text === 'as') {
        names[names.length] = `${text}: ${tokens[i + 2]?.text}`;
        i += 2;
      } else {
        names[names.length] = text;
      }
    }
  }
  if (whole !== '') return `const ${whole} = await import(${source});`;
  if (names.length === 0) return `await import(${source});`;
  return `const { ${ArrayPrototypeJoin(names, ', ')} } = await import(${source});`;
}

// Everything from the frame of the entered text itself on is the REPL's.
function ownFrames(frames) {
  const top = ArrayPrototypeFindLastIndex(frames, (frame) =>
    frame.getFunctionName() === null && RegExpPrototypeExec(/^REPL\d+$/, `${frame.getFileName()}`) !== null);
  // When the limit cut that frame off, the last one is none of the program's.
  return ArrayPrototypeSlice(frames, 0, top);
}

function formatStack(error, frames) {
  frames = ownFrames(frames);
  // The program's own hook, of either kind of context, formats as it does elsewhere.
  if (typeof Error.prepareStackTrace === 'function') return Error.prepareStackTrace(error, frames);
  return defaultPrepareStackTrace(error, frames);
}

function trimSyntaxError(repl, error) {
  // Its place is told by the line above it.
  error.stack = RegExpPrototypeSymbolReplace(/^REPL\d+:\d+\r?\n/, error.stack, '');
  error.stack = RegExpPrototypeSymbolReplace(/^\s+at\s.*\n?/gm, error.stack, '');
  if (!StringPrototypeIncludes(error.message, kImport)) return;
  const statement = repl.lines[repl.lines.length - 1] ?? '';
  error.message = 'Cannot use import statement inside the Node.js REPL, alternatively use dynamic import: ' +
    toDynamicImport(statement);
  error.stack = RegExpPrototypeSymbolReplace(/SyntaxError:.*\n?/, error.stack, () => `SyntaxError: ${error.message}\n`);
}

/** The text of an error by the REPL's writer, `Uncaught` and a line break included. */
function showError(repl, error) {
  let text = '';
  if (typeof error === 'object' && error !== null && isError(error)) {
    overrideStackTrace.set(error, formatStack);
    if (typeof error.stack === 'string') {
      if (error.name === 'SyntaxError') {
        trimSyntaxError(repl, error);
      } else if (repl.replMode === kStrict) {
        // A line stands before the text in strict mode.
        error.stack = RegExpPrototypeSymbolReplace(/(\s+at\s+REPL\d+:)(\d+)/, error.stack,
                                                   (whole, before, line) => `${before}${line - 1}`);
      }
    }
    text = repl.writer(error);
    // Brackets around an error without frames say nothing here.
    if (text[0] === '[' && text[text.length - 1] === ']') text = StringPrototypeSlice(text, 1, -1);
  }
  if (text === '') text = repl.writer(error);
  return label(text);
}

function label(text) {
  const { writer } = require('repl/shared');
  const lines = RegExpPrototypeSymbolSplit(/(?<=\n)/, text);
  let labelled = false;
  text = ArrayPrototypeJoin(ArrayPrototypeMap(lines, (line) => {
    if (labelled || RegExpPrototypeExec(/^\[?([A-Z][a-z0-9_]*)*Error/, line) === null) return line;
    labelled = true;
    return writer.options.breakLength >= line.length ? `Uncaught ${line}` : `Uncaught:\n${line}`;
  }), '');
  if (!labelled) text = `Uncaught${lines.length === 1 ? ' ' : ':\n'}${text}`;
  return StringPrototypeEndsWith(text, '\n') ? text : `${text}\n`;
}

module.exports = { showError };
