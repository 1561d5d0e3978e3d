'use strict';
// What each key does to the line of an interface, on terminals and on those that can only print ("dumb").

const {
  DateNow,
  RegExpPrototypeExec,
  StringPrototypeSlice,
} = primordials;

const { AbortError } = require('internal/errors');
const { clearScreenDown, cursorTo } = require('readline/cursor');
const { charLengthAt, charLengthLeft } = require('readline/keys');

const kLineEnd = /\r?\n|\r(?!\n)|\u2028|\u2029/g;
const kUndo = '\x1f';
const kRedo = '\x1e';

// Ends the interface by a key; a promised answer will not come.
function closeBy(rl, keys) {
  rl._questionReject?.(new AbortError(`Aborted with ${keys}`));
  rl.close();
}

function interrupt(rl) {
  if (rl.listenerCount('SIGINT') > 0) rl.emit('SIGINT');
  else closeBy(rl, 'Ctrl+C');
}

// Stops the process as the terminal would, and puts the line back when it goes on.
function suspend(rl) {
  if (rl.listenerCount('SIGTSTP') > 0) {
    rl.emit('SIGTSTP');
    return;
  }
  process.once('SIGCONT', () => {
    // A program that paused the input before has nothing to be told.
    if (!rl.paused) {
      rl.pause();
      rl.emit('SIGCONT');
    }
    rl._setRawMode(true);
    rl._refreshLine();
  });
  rl._setRawMode(false);
  process.kill(process.pid, 'SIGTSTP');
}

function clearScreen(rl) {
  cursorTo(rl.output, 0, 0);
  clearScreenDown(rl.output);
  rl.prevRows = 0;
  rl._refreshLine();
}

const kPlain = {
  __proto__: null,
  backspace: (rl) => rl._deleteLeft(),
  delete: (rl) => rl._deleteRight(),
  left: (rl) => rl._moveCursor(-charLengthLeft(rl.line, rl.cursor)),
  right: (rl) => rl._moveCursor(charLengthAt(rl.line, rl.cursor)),
  home: (rl) => rl._moveCursor(-Infinity),
  end: (rl) => rl._moveCursor(+Infinity),
  up: (rl) => {
    if (!rl._moveByLine(false)) rl._historyPrev();
  },
  down: (rl) => {
    if (!rl._moveByLine(true)) rl._historyNext();
  },
};

const kControl = {
  __proto__: null,
  c: interrupt,
  h: kPlain.backspace,
  d: (rl) => {
    if (rl.cursor === 0 && rl.line.length === 0) closeBy(rl, 'Ctrl+D');
    else rl._deleteRight();
  },
  u: (rl) => rl._deleteLineLeft(),
  k: (rl) => rl._deleteLineRight(),
  a: kPlain.home,
  e: kPlain.end,
  b: kPlain.left,
  f: kPlain.right,
  l: clearScreen,
  n: (rl) => rl._historyNext(),
  p: (rl) => rl._historyPrev(),
  y: (rl) => rl._yank(),
  z: suspend,
  w: (rl) => rl._deleteWordLeft(),
  backspace: (rl) => rl._deleteWordLeft(),
  delete: (rl) => rl._deleteWordRight(),
  left: (rl) => rl._wordLeft(),
  right: (rl) => rl._wordRight(),
};

const kControlShift = {
  __proto__: null,
  backspace: (rl) => rl._deleteLineLeft(),
  delete: (rl) => rl._deleteLineRight(),
};

const kMeta = {
  __proto__: null,
  b: (rl) => rl._wordLeft(),
  f: (rl) => rl._wordRight(),
  d: (rl) => rl._deleteWordRight(),
  delete: (rl) => rl._deleteWordRight(),
  backspace: (rl) => rl._deleteWordLeft(),
  y: (rl) => rl._yankPop(),
};

// Text, typed or pasted: each line in it is ended like one that was typed.
function insertText(rl, text) {
  if (typeof text !== 'string' || text === '') return;
  kLineEnd.lastIndex = 0;
  let start = 0;
  let end;
  while ((end = RegExpPrototypeExec(kLineEnd, text)) !== null) {
    rl._insertString(StringPrototypeSlice(text, start, end.index));
    start = end.index + end[0].length;
    rl._line();
    // A listener may have written text of its own.
    kLineEnd.lastIndex = start;
  }
  rl._insertString(StringPrototypeSlice(text, start));
}

// A search by prefix goes on while only the keys for older and newer are pressed.
function followSearch(rl, key) {
  const vertical = (key.name === 'up' || key.name === 'down') && !key.ctrl && !key.meta && !key.shift;
  if (!vertical) rl._goalColumn = -1;
  if (vertical) {
    rl._substringSearch ??= StringPrototypeSlice(rl.line, 0, rl.cursor);
  } else if (rl._substringSearch !== null) {
    rl._substringSearch = null;
    rl.historyManager.resetIndexAtEnd();
  }
}

/** A key or text on a terminal. */
function onTerminalInput(rl, text, key) {
  const previous = rl._previousKey;
  key ??= {};
  rl._previousKey = key;
  if (!(key.meta && key.name === 'y')) rl._yanking = false;
  followSearch(rl, key);

  if (key.sequence === kUndo) return rl._undo();
  if (key.sequence === kRedo) return rl._redo();
  // Escape alone is nothing.
  if (key.name === 'escape') return;

  if (key.ctrl && key.shift) {
    kControlShift[key.name]?.(rl);
  } else if (key.ctrl) {
    kControl[key.name]?.(rl);
  } else if (key.meta) {
    kMeta[key.name]?.(rl);
  } else {
    onPlainKey(rl, text, key, previous);
  }
}

function onPlainKey(rl, text, key, previous) {
  // \r\n is one end of line, unless time passed in between.
  if (rl._sawReturnAt && key.name !== 'enter') rl._sawReturnAt = 0;
  switch (key.name) {
    case 'return':
      rl._sawReturnAt = DateNow();
      rl._line();
      return;
    case 'enter':
      if (rl._sawReturnAt === 0 || DateNow() - rl._sawReturnAt > rl.crlfDelay) rl._line();
      rl._sawReturnAt = 0;
      return;
    case 'tab':
      if (typeof rl.completer === 'function' && rl.isCompletionEnabled) {
        rl._tabComplete(previous !== null && previous.name === 'tab');
        return;
      }
  }
  if (kPlain[key.name] !== undefined) kPlain[key.name](rl);
  else insertText(rl, text);
}

/** The same where the cursor cannot be moved. */
function onDumbInput(rl, text, key) {
  key ??= {};
  // Escape alone is nothing.
  if (key.name === 'escape') return;
  if (rl._sawReturnAt && key.name !== 'enter') rl._sawReturnAt = 0;

  if (key.ctrl) {
    if (key.name === 'c') {
      interrupt(rl);
      return;
    }
    if (key.name === 'd') {
      closeBy(rl, 'Ctrl+D');
      return;
    }
  }
  switch (key.name) {
    case 'return':
      rl._sawReturnAt = DateNow();
      rl._line();
      return;
    case 'enter':
      if (rl._sawReturnAt === 0 || DateNow() - rl._sawReturnAt > rl.crlfDelay) rl._line();
      rl._sawReturnAt = 0;
      return;
  }
  if (typeof text === 'string' && text) {
    rl.line += text;
    rl.cursor += text.length;
    rl._writeToOutput(text);
  }
}

module.exports = { onDumbInput, onTerminalInput };
