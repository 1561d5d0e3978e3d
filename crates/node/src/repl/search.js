'use strict';
// The search in the history that Ctrl+R begins: backward with it, forward with Ctrl+S, as in zsh. It draws below the
// line; any other key ends it and takes the entry that is shown, Escape and Ctrl+C end it without.

const {
  SafeSet,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
} = primordials;

const { clearScreenDown, cursorTo, moveCursor } = require('readline/cursor');
const { fromEntry } = require('readline/history');

const kLabels = { __proto__: null, r: 'bck-i-search: ', s: 'fwd-i-search: ' };

class HistorySearch {
  #repl;
  #active = false;
  // 'r' is backward, 's' forward.
  #direction = 'r';
  #input = '';
  // The entry looked at, and where in it the last match was; -1 for none.
  #index = -1;
  #cursor = -1;
  #shown = new SafeSet();
  #match = -1;
  #matchCursor = -1;
  #prompt = undefined;

  constructor(repl) {
    this.#repl = repl;
  }

  #isDirection(name) {
    if (kLabels[name] === undefined) return false;
    if (this.#direction !== name) {
      // Everything may be shown again.
      this.#shown.clear();
      this.#direction = name;
    }
    return true;
  }

  #step() {
    this.#index += this.#direction === 'r' ? 1 : -1;
    this.#cursor = -1;
  }

  #leaveEntry(entry) {
    this.#shown.add(entry);
    this.#step();
  }

  #search() {
    const repl = this.#repl;
    const label = kLabels[this.#direction];
    if (this.#input === '') {
      this.#print(repl.line, `${label}_`);
      return;
    }
    const { history } = repl;
    // After a change of direction the place may be outside.
    if (this.#direction === 'r') {
      if (this.#index < 0) this.#index = 0;
    } else if (this.#index >= history.length) {
      this.#index = history.length - 1;
    }
    while (this.#index >= 0 && this.#index < history.length) {
      const entry = fromEntry(history[this.#index]);
      if (this.#shown.has(entry)) {
        this.#index += this.#direction === 'r' ? 1 : -1;
        continue;
      }
      if (this.#direction === 'r') {
        if (this.#cursor === -1) this.#cursor = entry.length;
        this.#cursor = this.#cursor === 0 ? -1 : StringPrototypeLastIndexOf(entry, this.#input, this.#cursor - 1);
      } else {
        this.#cursor = StringPrototypeIndexOf(entry, this.#input, this.#cursor + 1);
      }
      if (this.#cursor === -1) {
        this.#leaveEntry(entry);
        continue;
      }
      this.#found(entry, label);
      return;
    }
    this.#print(repl.line, `failed-${label}${this.#input}_`);
  }

  #found(entry, label) {
    const start = this.#cursor;
    const end = start + this.#input.length;
    this.#match = this.#index;
    this.#matchCursor = start;
    const text = this.#repl.useColors ?
      `${StringPrototypeSlice(entry, 0, start)}\x1b[4m${this.#input}\x1b[24m${StringPrototypeSlice(entry, end)}` :
      entry;
    this.#print(text, `${label}${this.#input}_`, start, entry);
    // No further match is possible in this entry.
    if (this.#direction === 'r' ? start === 0 : end === entry.length) this.#leaveEntry(entry);
  }

  // The line with what is found, and what is looked for below it.
  #print(text, below, cursor = this.#repl.cursor, plain = text) {
    const repl = this.#repl;
    const { output } = repl;
    if (this.#active) {
      // From where the cursor was left back to the end of the prompt.
      const row = this.#row ?? this.#prompt.rows;
      cursorTo(output, this.#prompt.cols);
      if (row > this.#prompt.rows) moveCursor(output, 0, this.#prompt.rows - row);
      clearScreenDown(output);
      output.write(`${text}\n${below}`);
    } else {
      const end = repl._displayPosition(repl.line);
      const here = repl.getCursorPos();
      if (end.rows > here.rows) moveCursor(output, 0, end.rows - here.rows);
      output.write(`\n${below}`);
    }
    const end = repl._displayPosition(plain);
    const place = repl._displayPosition(StringPrototypeSlice(plain, 0, cursor));
    const { rows: belowRows } = repl._getDisplayPos(below);
    moveCursor(output, 0, place.rows - end.rows - 1 - belowRows);
    cursorTo(output, place.cols);
    this.#row = place.rows;
  }

  // The row that the cursor was left in.
  #row = undefined;

  // Begins anew with another input, or ends: undefined takes what was found.
  #reset(input) {
    const repl = this.#repl;
    if (input === undefined) {
      this.#active = false;
      if (this.#match !== -1) {
        repl.line = fromEntry(repl.history[this.#match]);
        repl.cursor = this.#matchCursor;
        repl.historyIndex = this.#match;
      }
      this.#match = -1;
      repl.prevRows = this.#row ?? 0;
      this.#row = undefined;
      repl._refreshLine();
    }
    this.#input = input ?? '';
    this.#cursor = -1;
    this.#index = repl.historyIndex;
    this.#shown.clear();
  }

  /** Whether a key is the search's. */
  take(text, key) {
    const repl = this.#repl;
    if (!this.#active) {
      if (key.ctrl && !key.meta && this.#isDirection(key.name)) {
        this.#index = repl.historyIndex;
        this.#prompt = repl._displayPosition('');
        this.#print(repl.line, `${kLabels[this.#direction]}_`);
        this.#active = true;
      }
      return this.#active;
    }
    if (key.ctrl && this.#isDirection(key.name)) {
      this.#search();
    } else if (key.name === 'backspace' || (key.ctrl && (key.name === 'h' || key.name === 'w'))) {
      this.#reset(StringPrototypeSlice(this.#input, 0, -1));
      this.#search();
    } else if ((key.ctrl && key.name === 'c') || key.name === 'escape') {
      this.#match = -1;
      this.#reset(undefined);
      return true;
    } else if (key.ctrl || key.meta || key.name === 'return' || key.name === 'enter' || typeof text !== 'string' ||
               text === '') {
      this.#reset(undefined);
    } else {
      this.#reset(`${this.#input}${text}`);
      this.#search();
    }
    return this.#active;
  }
}

const kNone = {
  __proto__: null,
  take() {
    return false;
  },
};

/** The search of a REPL. */
function setUpSearch(repl) {
  return process.env.TERM === 'dumb' ? kNone : new HistorySearch(repl);
}

module.exports = { setUpSearch };
