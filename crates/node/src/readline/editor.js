'use strict';
// Editing of a line on a terminal: where things are on the screen, movement, insertion, deletion, the kill ring, undo,
// and lines of history. Methods for the interface's prototype; which key does what is in `readline/editor_keys`.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeUnshift,
  MathCeil,
  RegExpPrototypeExec,
  SafeStringIterator,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { getStringWidth, stripVTControlCharacters } = require('util/inspect');
const { moveCursor } = require('readline/cursor');
const { charLengthAt, charLengthLeft } = require('readline/keys');
const { completeLine, showCompletions } = require('readline/completion');
const { onTerminalInput, onDumbInput } = require('readline/editor_keys');

// What the lines of a command after its first begin with on the screen.
const kContinuation = '| ';
const kMaxUndo = 2048;
const kMaxKilled = 32;

// Of the text behind the cursor, or of the reversed text before it.
const kWordAhead = /^(?:\s+|[^\w\s]+|\w+)\s*/;
const kWordToDelete = /^(?:\s+|\W+|\w+)\s*/;
const kWordBehind = /^\s*(?:[^\w\s]+|\w+)?/;

// Moves `place` (rows, offset in columns of its row) past a text. `indent` is where its further lines begin.
function measure(rl, place, text, indent) {
  const { columns, tabSize } = rl;
  let { rows, offset } = place;
  for (const character of new SafeStringIterator(stripVTControlCharacters(text))) {
    if (character === '\n') {
      rows += MathCeil(offset / columns) || 1;
      offset = indent;
    } else if (character === '\t') {
      offset += tabSize - (offset % tabSize);
    } else {
      const width = getStringWidth(character, false);
      // A wide character is not split between two rows.
      if (width === 2 && (offset + 1) % columns === 0) offset++;
      offset += width;
    }
  }
  place.rows = rows;
  place.offset = offset;
}

function settle(rl, { rows, offset }) {
  const cols = offset % rl.columns;
  return { cols, rows: rows + (offset - cols) / rl.columns };
}

function reversed(text) {
  let result = '';
  for (const character of new SafeStringIterator(text)) result = character + result;
  return result;
}

// The length of what the cursor's word and the blanks before it have left of the cursor.
function wordBehind(rl) {
  // Only as much as the match needs is turned around.
  const behind = StringPrototypeSlice(rl.line, 0, rl.cursor);
  return RegExpPrototypeExec(kWordBehind, reversed(behind))[0].length;
}

const methods = {
  __proto__: null,

  _prepareEditing() {
    this._undoStack = [];
    this._redoStack = [];
    this._killRing = [];
    this._killRingCursor = 0;
    this._yanking = false;
    this._goalColumn = -1;
    this._submitted = undefined;
  },

  // --- Places on the screen ---

  _getDisplayPos(text) {
    const place = { rows: 0, offset: 0 };
    measure(this, place, text, 0);
    return settle(this, place);
  },

  // Where the line, or what of it is given, ends after the prompt.
  _displayPosition(text) {
    const place = { rows: 0, offset: 0 };
    measure(this, place, this._prompt, 0);
    measure(this, place, text, kContinuation.length);
    return settle(this, place);
  },

  getCursorPos() {
    return this._displayPosition(StringPrototypeSlice(this.line, 0, this.cursor));
  },

  _getCursorPos() {
    return this.getCursorPos();
  },

  // --- Output of the line ---

  _writeLine() {
    if (!StringPrototypeIncludes(this.line, '\n')) {
      this._writeToOutput(this._prompt + this.line);
      return;
    }
    const lines = StringPrototypeSplit(this.line, '\n');
    this._writeToOutput(this._prompt + lines[0]);
    for (let i = 1; i < lines.length; i++) this._writeToOutput(`\n${kContinuation}${lines[i]}`);
  },

  _clearLine() {
    this._moveCursor(+Infinity);
    this._writeToOutput('\r\n');
    this.line = '';
    this.cursor = 0;
    this.prevRows = 0;
  },

  // Ends the line: it is remembered and handed out.
  _line() {
    this._submitted = { line: this.line, cursor: this.cursor };
    const line = this._addHistory();
    this._undoStack = [];
    this._redoStack = [];
    this._clearLine();
    this._onLine(line);
  },

  // Takes the line that was just ended up again, with a break where the cursor was.
  _continueLine() {
    const { line, cursor } = this._submitted;
    const ahead = StringPrototypeSlice(line, cursor);
    const { rows } = this._displayPosition(line);
    this.historyManager.takeBack();
    this.line = `${StringPrototypeSlice(line, 0, cursor)}\n${ahead}`;
    this.cursor = cursor + 1;
    if (ahead === '') {
      this._writeToOutput(kContinuation);
      this.prevRows = this.getCursorPos().rows;
    } else {
      // Back to the first row, from the one below the last.
      moveCursor(this.output, 0, -(rows + 1));
      this.prevRows = 0;
      this._refreshLine();
    }
  },

  // --- Movement ---

  _moveCursor(distance) {
    if (distance === 0) return;
    const before = this.getCursorPos();
    this.cursor += distance;
    if (this.cursor < 0) this.cursor = 0;
    else if (this.cursor > this.line.length) this.cursor = this.line.length;
    const after = this.getCursorPos();
    if (before.rows === after.rows) moveCursor(this.output, after.cols - before.cols, 0);
    else this._refreshLine();
  },

  _wordLeft() {
    if (this.cursor > 0) this._moveCursor(-wordBehind(this));
  },

  _wordRight() {
    if (this.cursor >= this.line.length) return;
    this._moveCursor(RegExpPrototypeExec(kWordAhead, StringPrototypeSlice(this.line, this.cursor))[0].length);
  },

  // To the line above or below of a command of several lines, as near to the column as it goes; false when there is
  // none.
  _moveByLine(down) {
    const { line, cursor } = this;
    const start = cursor === 0 ? 0 : StringPrototypeLastIndexOf(line, '\n', cursor - 1) + 1;
    const end = StringPrototypeIndexOf(line, '\n', cursor);
    if (down ? end === -1 : start === 0) return false;
    if (this._goalColumn === -1) this._goalColumn = cursor - start;
    const targetStart = down ? end + 1 : start < 2 ? 0 : StringPrototypeLastIndexOf(line, '\n', start - 2) + 1;
    const nextEnd = StringPrototypeIndexOf(line, '\n', targetStart);
    const targetLength = (nextEnd === -1 ? line.length : nextEnd) - targetStart;
    this._moveCursor(targetStart + (this._goalColumn < targetLength ? this._goalColumn : targetLength) - cursor);
    return true;
  },

  // --- Changes ---

  // Remembers the line as it is before a change, for undo.
  _beforeEdit(text, cursor) {
    if (ArrayPrototypePush(this._undoStack, { text, cursor }) > kMaxUndo) ArrayPrototypeShift(this._undoStack);
  },

  _undo() {
    restore(this, this._undoStack, this._redoStack);
  },

  _redo() {
    restore(this, this._redoStack, this._undoStack);
  },

  _insertString(text) {
    this._beforeEdit(this.line, this.cursor);
    if (this.cursor < this.line.length) {
      const before = StringPrototypeSlice(this.line, 0, this.cursor);
      this.line = before + text + StringPrototypeSlice(this.line, this.cursor);
      this.cursor += text.length;
      this._refreshLine();
      return;
    }
    if (!this.isCompletionEnabled) {
      // In the middle of what was pasted: the terminal breaks rows by itself, and measuring the whole line for each of
      // its characters would take long.
      this.line += text;
      this.cursor += text.length;
      this._writeToOutput(text);
      return;
    }
    const before = this.getCursorPos();
    this.prevRows = before.rows;
    this.line += text;
    this.cursor += text.length;
    const after = this.getCursorPos();
    if (before.rows < after.rows) this._refreshLine();
    else this._writeToOutput(text);
  },

  // Takes what lies between two places of the line out of it; the cursor stays at the first.
  _cut(start, end) {
    this._beforeEdit(this.line, this.cursor);
    const { line } = this;
    this.line = StringPrototypeSlice(line, 0, start) + StringPrototypeSlice(line, end);
    this.cursor = start;
    this._refreshLine();
    return StringPrototypeSlice(line, start, end);
  },

  _deleteLeft() {
    if (this.cursor > 0 && this.line.length > 0) {
      this._cut(this.cursor - charLengthLeft(this.line, this.cursor), this.cursor);
    }
  },

  _deleteRight() {
    if (this.cursor < this.line.length) this._cut(this.cursor, this.cursor + charLengthAt(this.line, this.cursor));
  },

  _deleteWordLeft() {
    if (this.cursor > 0) this._cut(this.cursor - wordBehind(this), this.cursor);
  },

  _deleteWordRight() {
    if (this.cursor >= this.line.length) return;
    const ahead = StringPrototypeSlice(this.line, this.cursor);
    this._cut(this.cursor, this.cursor + RegExpPrototypeExec(kWordToDelete, ahead)[0].length);
  },

  _deleteLineLeft() {
    this._kill(this._cut(0, this.cursor));
  },

  _deleteLineRight() {
    this._kill(this._cut(this.cursor, this.line.length));
  },

  // --- The kill ring ---

  _kill(text) {
    if (text === '' || text === this._killRing[0]) return;
    ArrayPrototypeUnshift(this._killRing, text);
    this._killRingCursor = 0;
    if (this._killRing.length > kMaxKilled) ArrayPrototypePop(this._killRing);
  },

  _yank() {
    if (this._killRing.length === 0) return;
    this._yanking = true;
    this._insertString(this._killRing[this._killRingCursor]);
  },

  // Replaces what was just yanked by what was killed before it.
  _yankPop() {
    if (!this._yanking || this._killRing.length < 2) return;
    const last = this._killRing[this._killRingCursor];
    this._killRingCursor = (this._killRingCursor + 1) % this._killRing.length;
    const text = this._killRing[this._killRingCursor];
    const before = StringPrototypeSlice(this.line, 0, this.cursor - last.length);
    this.line = before + text + StringPrototypeSlice(this.line, this.cursor);
    this.cursor = before.length + text.length;
    this._refreshLine();
  },

  // --- History and completion ---

  _addHistory() {
    return this.historyManager.add(this.line, this);
  },

  _historyNext() {
    this._showEntry(this.historyManager.next(this._substringSearch ?? '', this.line));
  },

  _historyPrev() {
    this._showEntry(this.historyManager.previous(this._substringSearch ?? '', this.line));
  },

  _showEntry(line) {
    if (line === undefined) return;
    this._beforeEdit(this.line, this.cursor);
    this.line = line;
    this.cursor = line.length;
    this._goalColumn = -1;
    this._refreshLine();
  },

  _tabComplete(lastKeyWasTab) {
    return completeLine(this, lastKeyWasTab);
  },

  _showCompletions(lastKeyWasTab, result) {
    showCompletions(this, lastKeyWasTab, result);
  },

  _ttyWrite(text, key) {
    if (process.env.TERM === 'dumb') onDumbInput(this, text, key);
    else onTerminalInput(this, text, key);
  },
};

function restore(rl, from, to) {
  if (from.length === 0) return;
  ArrayPrototypePush(to, { text: rl.line, cursor: rl.cursor });
  const { text, cursor } = ArrayPrototypePop(from);
  rl.line = text;
  rl.cursor = cursor;
  rl._refreshLine();
}

/** Adds the methods to a prototype. */
function install(prototype) {
  for (const name in methods) prototype[name] = methods[name];
}

module.exports = { install, kContinuation };
