'use strict';
// What the interfaces of readline and readline/promises share: construction, input as lines, prompts and questions,
// pausing and closing, and the iterator. Editing of a line on a terminal is in `readline/editor`.
//
// Methods and state with a leading underscore are no documented interface, but programs replace and read them under
// these names.

const {
  DateNow,
  MathMax,
  NumberIsFinite,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  ReflectApply,
  RegExpPrototypeExec,
  StringPrototypeCodePointAt,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;

const EventEmitter = require('events');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_USE_AFTER_CLOSE } } = require('internal/errors');
const { validateAbortSignal, validateString, validateUint32 } = require('internal/validators');
const { clearScreenDown, cursorTo, moveCursor } = require('readline/cursor');
const { History, readHistoryOptions } = require('readline/history');
const { emitKeypressEvents, kEscapeCodeTimeout } = require('readline/keypress');

// Milliseconds between \r and \n within which both end the same line.
const kLeastCrlfDelay = 100;
const kLineEnd = /\r?\n|\r(?!\n)|\u2028|\u2029/g;
const kIteratorHighWaterMark = 1024;

// The arguments in either form: one object, or streams, completer and whether they are a terminal.
function readOptions(input, output, completer, terminal) {
  if (input?.input === undefined) return { input, output, completer, terminal };
  return input;
}

function InterfaceConstructor(input, output, completer, terminal) {
  ReflectApply(EventEmitter, this, []);
  const options = readOptions(input, output, completer, terminal);
  ({ input, output, completer, terminal } = options);
  const { crlfDelay, escapeCodeTimeout = kEscapeCodeTimeout, prompt = '> ', signal, tabSize } = options;

  // Validation of what only the object form has.
  if (options.signal) validateAbortSignal(signal, 'options.signal');
  if (tabSize !== undefined) validateUint32(tabSize, 'tabSize', true);
  if (!NumberIsFinite(escapeCodeTimeout)) throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', escapeCodeTimeout);
  if (completer !== undefined && typeof completer !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('completer', completer);
  }
  const history = readHistoryOptions(options);
  if (terminal === undefined && output !== null && output !== undefined) terminal = output.isTTY;

  this._sawReturnAt = 0;
  this.isCompletionEnabled = true;
  this._sawKeyPress = false;
  this._previousKey = null;
  this._substringSearch = null;
  this.escapeCodeTimeout = escapeCodeTimeout;
  this.tabSize = tabSize ?? 8;
  this.output = output;
  this.input = input;
  this.historyManager = new History(history);
  this.crlfDelay = crlfDelay ? MathMax(kLeastCrlfDelay, crlfDelay) : kLeastCrlfDelay;
  this.completer = completer;
  this._prompt = prompt;
  this._oldPrompt = undefined;
  this._questionCallback = null;
  this._questionReject = null;
  this._line_buffer = null;
  this.terminal = !!terminal;
  this.paused = false;
  this.closed = false;
  this.line = '';
  this.cursor = 0;
  this.prevRows = 0;

  this._prepareEditing();
  listen(this, input, output);
  if (signal) closeOnAbort(this, signal);
  input.resume();
}
ObjectSetPrototypeOf(InterfaceConstructor.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(InterfaceConstructor, EventEmitter);

// Hears of the streams until the interface closes.
function listen(rl, input, output) {
  const onError = (error) => rl.emit('error', error);
  let event;
  let onInput;
  let onEnd;
  let onResize;
  if (rl.terminal) {
    emitKeypressEvents(input, rl);
    event = 'keypress';
    onInput = (text, key) => {
      rl._ttyWrite(text, key);
      // Half a surrogate pair was shown by itself: show the character once the other half is there.
      const code = key?.sequence ? StringPrototypeCodePointAt(key.sequence, 0) : 0;
      if (code >= 0xd800 && code <= 0xdfff) rl._refreshLine();
    };
    onEnd = () => {
      if (typeof rl.line === 'string' && rl.line.length > 0) rl.emit('line', rl.line);
      rl.close();
    };
    rl._setRawMode(true);
    if (output !== null && output !== undefined) {
      onResize = () => rl._refreshLine();
      output.on('resize', onResize);
    }
  } else {
    const { StringDecoder } = require('string_decoder');
    rl._decoder = new StringDecoder('utf8');
    event = 'data';
    onInput = (chunk) => rl._normalWrite(chunk);
    onEnd = () => {
      if (typeof rl._line_buffer === 'string' && rl._line_buffer.length > 0) rl.emit('line', rl._line_buffer);
      rl.close();
    };
  }
  input.on('error', onError);
  input.on(event, onInput);
  input.on('end', onEnd);
  rl.once('close', () => {
    input.removeListener('error', onError);
    input.removeListener(event, onInput);
    input.removeListener('end', onEnd);
    if (onResize !== undefined) output.removeListener('resize', onResize);
  });
}

function closeOnAbort(rl, signal) {
  const onAborted = () => rl.close();
  if (signal.aborted) {
    process.nextTick(onAborted);
    return;
  }
  const { addAbortListener } = require('events/add_abort_listener');
  const heard = addAbortListener(signal, onAborted);
  rl.once('close', heard[SymbolDispose]);
}

function mustBeOpen(rl) {
  if (rl.closed) throw new ERR_USE_AFTER_CLOSE('readline');
}

ObjectDefineProperties(InterfaceConstructor.prototype, {
  columns: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return this.output?.columns || Infinity;
    },
  },
  history: historyAccessor('entries'),
  historyIndex: historyAccessor('index'),
  historySize: historyAccessor('size'),
  isFlushing: historyAccessor('isFlushing'),
  removeHistoryDuplicates: historyAccessor('removeDuplicates'),
});

function historyAccessor(name) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return this.historyManager[name];
    },
    set(value) {
      this.historyManager[name] = value;
    },
  };
}

// --- Prompts and questions ---------------------------------------------------------------------------------

InterfaceConstructor.prototype.setPrompt = function(prompt) {
  this._prompt = prompt;
};

InterfaceConstructor.prototype.getPrompt = function() {
  return this._prompt;
};

InterfaceConstructor.prototype.prompt = function(preserveCursor) {
  if (this.paused) this.resume();
  if (this.terminal && process.env.TERM !== 'dumb') {
    if (!preserveCursor) this.cursor = 0;
    this._refreshLine();
  } else {
    this._writeToOutput(this._prompt);
  }
};

// Asks; while an earlier question waits, shows that one again.
InterfaceConstructor.prototype._ask = function(query, callback) {
  mustBeOpen(this);
  if (this._questionCallback) {
    this.prompt();
    return;
  }
  this._oldPrompt = this._prompt;
  this.setPrompt(query);
  this._questionCallback = callback;
  this.prompt();
};

InterfaceConstructor.prototype._cancelQuestion = function() {
  if (!this._questionCallback) return;
  this._questionCallback = null;
  this.setPrompt(this._oldPrompt);
  this._clearLine();
};

InterfaceConstructor.prototype._setRawMode = function(mode) {
  const was = this.input.isRaw;
  if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
  return was;
};

// --- Output ------------------------------------------------------------------------------------------------

InterfaceConstructor.prototype._writeToOutput = function(text) {
  validateString(text, 'stringToWrite');
  if (this.output !== null && this.output !== undefined) this.output.write(text);
};

InterfaceConstructor.prototype._refreshLine = function() {
  const { rows: lastRow, cols: lastColumn } = this._displayPosition(this.line);
  const cursor = this.getCursorPos();
  // To the first row of what is shown, to clear from there.
  if (this.prevRows > 0) moveCursor(this.output, 0, -this.prevRows);
  cursorTo(this.output, 0);
  clearScreenDown(this.output);
  this._writeLine();
  // A full row: only a character has the terminal begin the next one.
  if (lastColumn === 0) this._writeToOutput(' ');
  cursorTo(this.output, cursor.cols);
  if (lastRow > cursor.rows) moveCursor(this.output, 0, cursor.rows - lastRow);
  this.prevRows = cursor.rows;
};

// --- Input as lines ----------------------------------------------------------------------------------------

InterfaceConstructor.prototype._onLine = function(line) {
  if (this._questionCallback) {
    const callback = this._questionCallback;
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    callback(line);
  } else {
    this.emit('line', line);
  }
};

// A chunk of input that no terminal edits.
InterfaceConstructor.prototype._normalWrite = function(chunk) {
  if (chunk === undefined) return;
  let text = this._decoder.write(chunk);
  if (this._sawReturnAt && DateNow() - this._sawReturnAt <= this.crlfDelay) {
    if (text[0] === '\n') text = StringPrototypeSlice(text, 1);
    this._sawReturnAt = 0;
  }

  kLineEnd.lastIndex = 0;
  let end = RegExpPrototypeExec(kLineEnd, text);
  if (end === null) {
    if (text !== '') this._line_buffer = (this._line_buffer ?? '') + text;
    return;
  }
  this._sawReturnAt = StringPrototypeEndsWith(text, '\r') ? DateNow() : 0;
  let start = 0;
  const lines = [];
  while (end !== null) {
    let line = StringPrototypeSlice(text, start, end.index);
    if (this._line_buffer !== null) {
      line = this._line_buffer + line;
      this._line_buffer = null;
    }
    lines[lines.length] = line;
    start = end.index + end[0].length;
    kLineEnd.lastIndex = start;
    end = RegExpPrototypeExec(kLineEnd, text);
  }
  // What a listener writes meanwhile comes after the rest of this chunk.
  if (start < text.length) this._line_buffer = StringPrototypeSlice(text, start);
  for (let i = 0; i < lines.length; i++) this._onLine(lines[i]);
};

InterfaceConstructor.prototype.write = function(text, key) {
  mustBeOpen(this);
  if (this.paused) this.resume();
  if (this.terminal) this._ttyWrite(text, key);
  else this._normalWrite(text);
};

// --- Pausing, closing, iterating ---------------------------------------------------------------------------

InterfaceConstructor.prototype.pause = function() {
  mustBeOpen(this);
  if (this.paused) return this;
  this.input.pause();
  this.paused = true;
  this.emit('pause');
  return this;
};

InterfaceConstructor.prototype.resume = function() {
  mustBeOpen(this);
  if (!this.paused) return this;
  this.input.resume();
  this.paused = false;
  this.emit('resume');
  return this;
};

InterfaceConstructor.prototype.close = function() {
  if (this.closed) return;
  this.pause();
  if (this.terminal) this._setRawMode(false);
  this.closed = true;
  this.emit('close');
};

InterfaceConstructor.prototype[SymbolDispose] = function() {
  this.close();
};

InterfaceConstructor.prototype[SymbolAsyncIterator] = function() {
  if (this._lineIterator === undefined) {
    const { kFirstEventParam, on } = require('events/iterators');
    this._lineIterator = on(this, 'line', {
      close: ['close'], highWaterMark: kIteratorHighWaterMark, [kFirstEventParam]: true,
    });
  }
  return this._lineIterator;
};

require('readline/editor').install(InterfaceConstructor.prototype);

module.exports = { InterfaceConstructor, kLineEnd, mustBeOpen };
