'use strict';
// What a terminal shows while somebody types: behind the cursor what completion would add, below the line what the line
// would give. Both go away with the next key. Evaluation for it has no effects, and a time limit.

const {
  ArrayPrototypeFilter,
  FunctionPrototypeCall,
  MathMin,
  RegExpPrototypeExec,
  SafeSet,
  SafeStringIterator,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeTrim,
} = primordials;

const { getStringWidth, inspect } = require('util/inspect');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('readline/cursor');
const { commonPrefix } = require('readline/completion');
const { contextIdOf } = require('repl/context');
const { kStrict, looksLikeObject } = require('repl/evaluate');
const { scan } = require('repl/scan');
const { callWith, evaluateQuietly, release } = require('repl/inspector');

const kMaxColumns = 250;
// What is kept free for the dots and the marks around.
const kDots = 7;
const kDim = '\x1b[90m';
const kNormal = '\x1b[39m';
// What is thrown because text is unfinished or would have effects says nothing.
const kSilentErrors = new SafeSet(['EvalError', 'SyntaxError', 'ReferenceError']);
const kShort = { __proto__: null, colors: false, depth: 1, showHidden: false };

// As much of a text as fits into so many columns, with dots for the rest.
function shorten(text, columns) {
  if (getStringWidth(text) <= columns) return text;
  let result = '';
  let width = 0;
  for (const character of new SafeStringIterator(text)) {
    width += getStringWidth(character);
    if (width > columns - kDots) break;
    result += character;
  }
  return `${result}...`;
}

class Preview {
  #repl;
  // The text shown below the line, and behind the cursor; null for none.
  #result = null;
  #suffix = null;
  // The line whose completion Escape refused.
  #refused = null;
  // Completers may answer late: only the last question counts.
  #questions = 0;

  constructor(repl) {
    this.#repl = repl;
  }

  // Where the line ends and where the cursor is.
  #places() {
    const repl = this.#repl;
    const end = repl._displayPosition(repl.line);
    return { end, cursor: repl.line.length !== repl.cursor ? repl.getCursorPos() : end };
  }

  #atEnd() {
    const { end, cursor } = this.#places();
    return end.rows === cursor.rows && end.cols === cursor.cols;
  }

  /** Takes both previews off the screen, before `key` does what it does. Enter accepts a completion. */
  hide(key) {
    this.#hideResult();
    this.#hideSuffix(key);
    if (this.#refused !== this.#repl.line) this.#refused = null;
  }

  #hideResult() {
    if (this.#result === null) return;
    const { output } = this.#repl;
    const { end, cursor } = this.#places();
    const rows = end.rows - cursor.rows + 1;
    moveCursor(output, 0, rows);
    clearLine(output);
    moveCursor(output, 0, -rows);
    this.#result = null;
  }

  #hideSuffix(key) {
    const repl = this.#repl;
    const suffix = this.#suffix;
    if (suffix === null) return;
    const { output } = repl;
    const inside = repl.line.length !== repl.cursor;
    const places = inside ? this.#places() : undefined;
    const rows = inside ? places.end.rows - places.cursor.rows : 0;
    if (inside) {
      cursorTo(output, places.end.cols);
      moveCursor(output, 0, rows);
    }
    // One row is cleared by itself, several with all below.
    const shownRows = repl._displayPosition(repl.line + suffix).rows;
    if (shownRows === 0 || (inside && places.end.rows === shownRows)) clearLine(output, 1);
    else clearScreenDown(output);
    if (inside) {
      cursorTo(output, places.cursor.cols);
      moveCursor(output, 0, -rows);
    }
    if (!key.ctrl && !key.shift) {
      if (key.name === 'escape') {
        if (this.#refused === null && key.meta) this.#refused = repl.line;
      } else if ((key.name === 'return' || key.name === 'enter') && !key.meta && this.#refused !== repl.line &&
                 this.#atEnd()) {
        repl._insertString(suffix);
      }
    }
    this.#suffix = null;
  }

  /** Shows what there is to show for the line as it is now. */
  show(withCompletion = true) {
    const repl = this.#repl;
    // After a refresh it is there already.
    if (this.#result !== null || !repl.isCompletionEnabled) return;
    const line = StringPrototypeTrim(repl.line);
    // Nor below a command of several lines, where people read the lines.
    if (line === '' || StringPrototypeIncludes(line, '\n')) return;
    if (withCompletion) this.complete(false);
    if (repl._bufferedCommand) return;
    const whole = this.#suffix !== null && this.#refused !== repl.line && this.#atEnd() ? line + this.#suffix : line;
    let result = this.#evaluate(looksLikeObject(whole) ? `(${whole})` : whole);
    if (result === undefined && looksLikeObject(whole)) result = this.#evaluate(whole);
    if (result === undefined || result === line) return;
    if (result === 'undefined' && (!repl.useColors || repl.ignoreUndefined)) return;
    this.#showResult(result);
  }

  #showResult(text) {
    const repl = this.#repl;
    this.#result = text;
    text = shorten(text, MathMin(repl.columns, kMaxColumns));
    // Messages of errors may have lines.
    const lineBreak = RegExpPrototypeExec(/[\r\n\v]/, text);
    if (lineBreak !== null) text = StringPrototypeSlice(text, 0, lineBreak.index);
    const { end, cursor } = this.#places();
    const rows = end.rows - cursor.rows;
    moveCursor(repl.output, 0, rows);
    repl.output.write(repl.useColors ? `\n${kDim}${text}${kNormal}` : `\n// ${text}`);
    cursorTo(repl.output, cursor.cols);
    moveCursor(repl.output, 0, -rows - 1);
  }

  // The value of a text, as shown, or undefined when it has none to show.
  #evaluate(text) {
    const repl = this.#repl;
    const strict = repl.replMode === kStrict;
    const answer = evaluateQuietly(strict ? `'use strict'; void 0;\n${text}` : text, contextIdOf(repl));
    if (answer === undefined) return undefined;
    const { result, exceptionDetails } = answer;
    if (result.value !== undefined) return inspect(result.value, kShort);
    if (exceptionDetails !== undefined && kSilentErrors.has(result.className) &&
        !(strict && result.className === 'ReferenceError')) {
      release();
      return undefined;
    }
    if (result.objectId === undefined) {
      if (result.type === 'undefined') return 'undefined';
      return result.unserializableValue ?? `${result.value}`;
    }
    // Formatting happens in the context, by its own `util`: a program that put something else there gets no preview.
    const options = inspect({ ...repl.writer.options, colors: false, depth: 1, compact: true, breakLength: Infinity },
                            kShort);
    const shown = callWith(
      `(v) => Reflect.getOwnPropertyDescriptor(globalThis, 'util').get().inspect(v, ${options})`, result.objectId);
    release();
    return shown?.exceptionDetails === undefined ? shown?.result.value : undefined;
  }

  // Whether the word at the end of the line, which blanks end, has opened a bracket. Enter would accept a suggestion, and
  // there it mostly ends a line that goes on.
  #isWithinBracket() {
    const { line } = this.#repl;
    const tokens = scan(line);
    // What goes on within quotes, such as a module's name, is completed there.
    if (tokens.length === 0 || tokens[tokens.length - 1].open) return false;
    const start = RegExpPrototypeExec(/\S*$/, line).index;
    for (let i = tokens.length - 1; i >= 0 && tokens[i].end > start; i--) {
      const { kind, text, partner, opens } = tokens[i];
      const opening = kind === 'punctuator' ? text === '(' || text === '[' || text === '{' : opens === true;
      if (opening && partner === -1) return true;
    }
    return false;
  }

  /** Asks for completion of the line; what all answers share is inserted, or shown behind the line. */
  complete(insert) {
    const repl = this.#repl;
    const question = ++this.#questions;
    if (this.#isWithinBracket()) return;
    repl.completer(repl.line, (error, answer) => {
      // A failed completer is told about when Tab asks for it.
      if (question !== this.#questions || error) return;
      const { 0: texts, 1: completed } = answer;
      if (!texts || texts.length === 0) return;
      const prefix = commonPrefix(ArrayPrototypeFilter(texts, (text) => text !== ''));
      if (completed === undefined || prefix.length <= completed.length) return;
      const suffix = StringPrototypeSlice(prefix, completed.length);
      if (insert) repl._insertString(suffix);
      else this.#showSuffix(suffix);
    });
  }

  #showSuffix(suffix) {
    const repl = this.#repl;
    this.#suffix = suffix;
    const { end, cursor } = this.#places();
    if (repl.line.length !== repl.cursor) {
      cursorTo(repl.output, end.cols);
      moveCursor(repl.output, 0, end.rows - cursor.rows);
    }
    repl.output.write(repl.useColors ? `${kDim}${suffix}${kNormal}` : ` // ${suffix}`);
    cursorTo(repl.output, cursor.cols);
    const shown = repl._displayPosition(repl.line + suffix);
    moveCursor(repl.output, 0, -(shown.rows - cursor.rows - (shown.cols === 0 ? 1 : 0)));
  }

  /** A refresh prints everything anew. */
  refreshed() {
    this.#result = null;
    this.show();
  }
}

const kNone = {
  __proto__: null,
  hide() {},
  show() {},
  complete() {},
  refreshed() {},
};

/** The previews of a REPL, tied into its editing. */
function setUpPreview(repl, active) {
  if (process.env.TERM === 'dumb' || !active) return kNone;
  const preview = new Preview(repl);

  const refresh = repl._refreshLine;
  repl._refreshLine = function() {
    FunctionPrototypeCall(refresh, this);
    preview.refreshed();
  };

  // Moving on to the right at the end of the line takes the completion.
  let accepts = true;
  const move = repl._moveCursor;
  repl._moveCursor = function(distance) {
    const { cursor } = this;
    FunctionPrototypeCall(move, this, distance);
    if (cursor + distance > this.line.length && typeof this.completer === 'function' && accepts) preview.complete(true);
  };
  const clear = repl._clearLine;
  repl._clearLine = function() {
    accepts = false;
    FunctionPrototypeCall(clear, this);
    accepts = true;
  };
  return preview;
}

module.exports = { setUpPreview };
