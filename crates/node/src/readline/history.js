'use strict';
// The lines that an interface remembers, newest first, and the walk through them. An entry of several lines is kept as
// one text with its lines in reverse order, parted by carriage returns: so a file of entries, newest line first, reads
// the same for both kinds. No terminal output here.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypeJoin,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeReverse,
  ArrayPrototypeShift,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshift,
  StringPrototypeIncludes,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeTrim,
} = primordials;

const { validateArray, validateNumber } = require('internal/validators');

const kHistorySize = 30;

function reorder(text, from, to) {
  if (!StringPrototypeIncludes(text, from)) return text;
  return ArrayPrototypeJoin(ArrayPrototypeReverse(StringPrototypeSplit(text, from)), to);
}

/** A line as the history keeps it, and back. */
function toEntry(line) {
  return reorder(line, '\n', '\r');
}

function fromEntry(entry) {
  return reorder(entry, '\r', '\n');
}

/** The options of a history, checked. */
function readHistoryOptions({ history = [], historySize = kHistorySize, removeHistoryDuplicates = false }) {
  validateArray(history, 'history');
  validateNumber(historySize, 'historySize', 0);
  return { history, historySize, removeHistoryDuplicates: !!removeHistoryDuplicates };
}

class History {
  constructor({ history, historySize, removeHistoryDuplicates }) {
    this.entries = history;
    this.size = historySize;
    this.removeDuplicates = removeHistoryDuplicates;
    // The entry that is shown: -1 for none, the number of entries beyond the oldest.
    this.index = -1;
    // Whether entries are on their way to a file.
    this.isFlushing = false;
    // What the last line added, and the entry that fell out for it: for `takeBack`.
    this._added = undefined;
    this._dropped = undefined;
  }

  /**
   * Remembers a line: nothing of spaces alone, nothing twice in a row. Returns the line to run, which a listener of
   * 'history' that changes the entries does not change.
   */
  add(line, rl) {
    if (line.length === 0) return '';
    // No listener hears of lines when none are kept.
    if (this.size === 0 || StringPrototypeTrim(line).length === 0) return line;
    const entry = toEntry(line);
    const { entries } = this;
    if (entries.length === 0 || entries[0] !== entry) {
      if (this.removeDuplicates) {
        const known = ArrayPrototypeIndexOf(entries, entry);
        if (known !== -1) ArrayPrototypeSplice(entries, known, 1);
      }
      ArrayPrototypeUnshift(entries, entry);
      this._added = entry;
      this._dropped = entries.length > this.size ? ArrayPrototypePop(entries) : undefined;
    } else {
      this._added = undefined;
    }
    this.index = -1;
    rl.emit('history', entries);
    return line;
  }

  /** Forgets what the last line added: it goes on, and will be added whole. */
  takeBack() {
    const { entries } = this;
    if (this._added === undefined || entries[0] !== this._added) return;
    ArrayPrototypeShift(entries);
    if (this._dropped !== undefined) ArrayPrototypePush(entries, this._dropped);
    this._added = undefined;
  }

  /** The next newer line that starts with `search`, or `search` itself past the newest; undefined when there is none. */
  next(search, current) {
    if (this.index < 0) return undefined;
    return this.#walk(-1, search, current);
  }

  /** The next older line that starts with `search`, or `search` itself past the oldest; undefined when there is none. */
  previous(search, current) {
    if (this.entries.length === 0 || this.index >= this.entries.length) return undefined;
    return this.#walk(1, search, current);
  }

  #walk(step, search, current) {
    const { entries } = this;
    let index = this.index + step;
    let line;
    for (; index >= 0 && index < entries.length; index += step) {
      line = fromEntry(entries[index]);
      if (StringPrototypeStartsWith(line, search) && line !== current) break;
    }
    this.index = index;
    return index >= 0 && index < entries.length ? line : search;
  }

  /** After a search ended: past the oldest entry nothing is shown. */
  resetIndexAtEnd() {
    if (this.index === this.entries.length) this.index = -1;
  }
}

module.exports = { History, fromEntry, kHistorySize, readHistoryOptions, toEntry };
