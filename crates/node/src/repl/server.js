'use strict';
// REPLServer: an interface whose lines are evaluated. It ties together evaluation, context, commands, completion,
// previews, history and the showing of results and errors, which have files of their own.
//
// Members with a leading underscore are of the REPL's own parts, `_domain` apart, which programs know.

const {
  ArrayPrototypeForEach,
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshift,
  FunctionPrototypeBind,
  FunctionPrototypeCall,
  NumberIsNaN,
  NumberParseFloat,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
  RegExpPrototypeExec,
  StringPrototypeCharAt,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeTrim,
} = primordials;

const { codes: { ERR_INVALID_REPL_EVAL_CONFIG } } = require('internal/errors');
const { deprecate, deprecateInstantiation } = require('internal/util');
const { validateFunction } = require('internal/validators');
const { inspect } = require('util/inspect');
const { Interface } = require('readline');
const { defineDefaultCommands, turnOffEditorMode } = require('repl/commands');
const { createContext, defineResults, dropContext } = require('repl/context');
const { Recoverable, evaluate, kSloppy } = require('repl/evaluate');
const { showError } = require('repl/errors_shown');
const { Scope } = require('repl/scope');
const { kStandalone, writer } = require('repl/shared');

const kContinuation = '| ';
const kNpm = 'npm should be run outside of the Node.js REPL, in your normal shell.\n(Press Ctrl+D to exit.)\n';

let texts = 0;

// The arguments in either form.
function readOptions(prompt, stream, evaluator, useGlobal, ignoreUndefined, replMode) {
  let options;
  if (prompt !== null && typeof prompt === 'object') {
    options = { ...prompt };
  } else {
    options = { prompt, stream, eval: evaluator, useGlobal, ignoreUndefined, replMode };
  }
  if (!options.input && !options.output) {
    const source = options.stream ?? process;
    options.input = source.stdin ?? source;
    options.output = source.stdout ?? source;
  }
  options.terminal = !!(options.terminal === undefined ? options.output.isTTY : options.terminal);
  if (options.terminal && options.useColors === undefined) {
    const { shouldColorize } = require('internal/colors');
    options.useColors = shouldColorize(options.output);
  }
  options.prompt ??= '> ';
  return options;
}

function REPLServer(prompt, stream, eval_, useGlobal, ignoreUndefined, replMode) {
  if (!(this instanceof REPLServer)) {
    return deprecateInstantiation(REPLServer, 'DEP0185', prompt, stream, eval_, useGlobal, ignoreUndefined, replMode);
  }
  const options = readOptions(prompt, stream, eval_, useGlobal, ignoreUndefined, replMode);
  if (options.breakEvalOnSigint && options.eval) throw new ERR_INVALID_REPL_EVAL_CONFIG();

  this.allowBlockingCompletions = !!options.allowBlockingCompletions;
  this.useColors = !!options.useColors;
  this._scope = this._domain = options.domain ?? new Scope();
  this.useGlobal = !!options.useGlobal;
  this.ignoreUndefined = !!options.ignoreUndefined;
  this.replMode = options.replMode ?? kSloppy;
  this.underscoreAssigned = false;
  this.last = undefined;
  this.underscoreErrAssigned = false;
  this.lastError = undefined;
  this.breakEvalOnSigint = !!options.breakEvalOnSigint;
  this.editorMode = false;
  this.commands = { __proto__: null };
  this.lines = [];
  this.lines.level = [];
  this._initialPrompt = options.prompt;
  this._bufferedCommand = '';
  this._loading = false;
  this._standalone = options[kStandalone] === true;
  this._contextId = undefined;
  this._sawInterrupt = false;
  this._sawEnd = false;
  // While a text awaits something: what came meanwhile.
  this._inputPaused = false;
  this._waitingInput = [];
  this._interrupts = [];

  const own = typeof options.eval === 'function' ? options.eval : evaluate;
  const repl = this;
  this.eval = function(code, context, file, callback) {
    repl._scope.run(() => FunctionPrototypeCall(own, repl, code, context, file, callback));
  };
  this._scope.on('error', (error) => onError(this, error));
  if (!this._standalone) this._scope.guard();

  const { completer } = options;
  ReflectApply(Interface, this, [{
    input: options.input,
    output: options.output,
    completer: completer ?? ((line, callback) => {
      const { complete } = require('repl/complete');
      complete(this, line, this.editorMode ? this.completeOnEditorMode(callback) : callback);
    }),
    terminal: options.terminal,
    historySize: options.historySize,
    prompt: options.prompt,
  }]);

  this.resetContext();
  defineDefaultCommands(this);

  this.writer = options.writer ?? writer;
  if (options.useColors && this.writer === writer) {
    this.writer = (value) => inspect(value, this.writer.options);
    this.writer.options = { ...writer.options, colors: true };
  }

  setUpEditing(this, options.preview === undefined ? own === evaluate : !!options.preview);
  this.on('line', (line) => onLine(this, line ?? ''));
  this.on('SIGINT', () => onInterrupt(this));
  this.on('SIGCONT', () => onContinue(this));
  this.on('close', () => {
    if (this._inputPaused) ArrayPrototypePush(this._waitingInput, { close: true });
    else leave(this);
  });
  this.displayPrompt();
}
ObjectSetPrototypeOf(REPLServer.prototype, Interface.prototype);
ObjectSetPrototypeOf(REPLServer, Interface);

function leave(repl) {
  repl._scope.unguard();
  dropContext(repl);
  repl.emit('exit');
}

// --- Keys --------------------------------------------------------------------------------------------------

// Puts previews, the history search and the editor mode between the keys and the line.
function setUpEditing(repl, previews) {
  if (!repl.terminal) return;
  const preview = require('repl/preview').setUpPreview(repl, previews);
  const search = require('repl/search').setUpSearch(repl);
  const write = FunctionPrototypeBind(repl._ttyWrite, repl);
  repl._ttyWrite = (text, key) => {
    key ??= {};
    if (repl._inputPaused && !(repl.breakEvalOnSigint && key.ctrl && key.name === 'c')) {
      ArrayPrototypePush(repl._waitingInput, { text, key, complete: repl.isCompletionEnabled });
      return;
    }
    if (repl.editorMode) {
      onEditorKey(repl, write, text, key);
      return;
    }
    // The terminal's cursor is left below the line.
    if (key.ctrl && key.name === 'd' && repl.cursor === 0 && repl.line.length === 0) repl._clearLine();
    preview.hide(key);
    if (search.take(text, key)) return;
    write(text, key);
    preview.show(key.name !== 'escape');
  };
}

// The editor mode has a line at a time, and no history.
function onEditorKey(repl, write, text, key) {
  if (key.ctrl && !key.shift) {
    if (key.name === 'd') {
      turnOffEditorMode(repl);
      repl._sawEnd = true;
      write(text, { name: 'return' });
    } else if (key.name !== 'n' && key.name !== 'p') {
      write(text, key);
    }
    return;
  }
  if (key.name === 'up' || key.name === 'down') return;
  // The second tab in a row is one like the first.
  if (key.name === 'tab') repl._previousKey = null;
  write(text, key);
}

REPLServer.prototype._pauseInput = function() {
  this._inputPaused = true;
};

REPLServer.prototype._resumeInput = function() {
  if (!this._inputPaused) return;
  this._inputPaused = false;
  const enabled = this.isCompletionEnabled;
  while (this._waitingInput.length > 0 && !this._inputPaused) {
    const { text, key, complete, close } = ArrayPrototypeShift(this._waitingInput);
    if (close) {
      leave(this);
    } else {
      this.isCompletionEnabled = complete;
      this._ttyWrite(text, key);
    }
  }
  this.isCompletionEnabled = enabled;
};

REPLServer.prototype._interruptFirst = function(callback) {
  ArrayPrototypeUnshift(this._interrupts, callback);
};

REPLServer.prototype._interruptNoMore = function(callback) {
  const place = ArrayPrototypeIndexOf(this._interrupts, callback);
  if (place !== -1) ArrayPrototypeSplice(this._interrupts, place, 1);
};

function onInterrupt(repl) {
  if (repl._interrupts.length > 0) {
    ArrayPrototypeShift(repl._interrupts)();
    return;
  }
  const empty = repl.line.length === 0;
  repl._clearLine();
  turnOffEditorMode(repl);
  if (repl._bufferedCommand === '' && empty) {
    if (repl._sawInterrupt) {
      repl.close();
      repl._sawInterrupt = false;
      return;
    }
    repl.output.write('(To exit, press Ctrl+C again or Ctrl+D or type .exit)\n');
    repl._sawInterrupt = true;
  } else {
    repl._sawInterrupt = false;
  }
  repl.clearBufferedCommand();
  repl.lines.level = [];
  repl.displayPrompt();
}

function onContinue(repl) {
  if (repl.editorMode) {
    repl.output.write(`${repl._initialPrompt}.editor\n`);
    repl.output.write('// Entering editor mode (Ctrl+D to finish, Ctrl+C to cancel)\n');
    repl.output.write(`${repl._bufferedCommand}\n`);
    repl.prompt(true);
  } else {
    repl.displayPrompt(true);
  }
}

// --- Lines -------------------------------------------------------------------------------------------------

// Runs a command; false when the line is none.
function runCommand(repl, line) {
  if (StringPrototypeCharAt(line, 0) !== '.' || StringPrototypeCharAt(line, 1) === '.' ||
      !NumberIsNaN(NumberParseFloat(line))) {
    return false;
  }
  const match = RegExpPrototypeExec(/^\.([^\s]+)\s*(.*)$/, line);
  const command = repl.commands[match?.[1]];
  if (command !== undefined) {
    FunctionPrototypeCall(command.action, repl, match[2]);
    return true;
  }
  if (repl._bufferedCommand) return false;
  repl.output.write('Invalid REPL keyword\n');
  finish(repl, line, null, false);
  return true;
}

function onEditorLine(repl, line) {
  repl._bufferedCommand += `${line}\n`;
  // The next line begins where this one did, while somebody types.
  const indent = repl._sawKeyPress && !repl._loading ? RegExpPrototypeExec(/^\s+/, line) : null;
  if (indent !== null) {
    repl.write(indent[0]);
    repl.line = indent[0];
    repl.cursor = indent[0].length;
  }
  remember(repl, line);
}

function onLine(repl, line) {
  repl._sawInterrupt = false;
  if (repl.editorMode) {
    onEditorLine(repl, line);
    return;
  }
  const trimmed = StringPrototypeTrim(line);
  if (trimmed && runCommand(repl, trimmed)) return;
  const name = `REPL${++texts}`;
  repl.eval(`${repl._bufferedCommand}${line}\n`, repl.context, name, function(error, result) {
    finish(repl, line, error, arguments.length > 1, result);
  });
}

// After a text was evaluated, with a result or without one.
function finish(repl, line, error, hasResult, result) {
  if (error instanceof Recoverable && !repl._sawEnd) {
    if (repl.terminal) {
      repl._continueLine();
    } else {
      remember(repl, line);
      repl._bufferedCommand += `${line}\n`;
      repl.displayPrompt();
    }
    return;
  }
  remember(repl, line);
  if (error && !repl._bufferedCommand && StringPrototypeStartsWith(StringPrototypeTrim(line), 'npm ')) {
    repl.output.write(kNpm);
    repl.displayPrompt();
    return;
  }
  if (error) {
    repl._scope.emit('error', error instanceof Recoverable ? error.err : error);
    return;
  }
  repl.clearBufferedCommand();
  repl._sawEnd = false;
  if (hasResult && (!repl.ignoreUndefined || result !== undefined)) {
    if (!repl.underscoreAssigned) repl.last = result;
    repl.output.write(`${repl.writer(result)}\n`);
  }
  if (!repl.closed) repl.displayPrompt();
}

// Keeps what was entered, line by line, for `.save`.
function remember(repl, text) {
  ArrayPrototypeForEach(StringPrototypeSplit(text, '\n'), (line) => ArrayPrototypePush(repl.lines, line));
}

function onError(repl, error) {
  const text = showError(repl, error);
  if (!repl.underscoreErrAssigned) repl.lastError = error;
  repl._sawEnd = false;
  if (repl._standalone && process.listenerCount('uncaughtException') > 0) {
    process.nextTick(() => {
      process.emit('uncaughtException', error);
      promptAgain(repl);
    });
    return;
  }
  repl.output.write(text);
  promptAgain(repl);
}

function promptAgain(repl) {
  repl.clearBufferedCommand();
  repl.lines.level = [];
  if (!repl.closed) repl.displayPrompt();
}

// --- The documented interface ------------------------------------------------------------------------------

REPLServer.prototype.setupHistory = function(historyConfig = {}, callback) {
  const { setUpHistory } = require('repl/history_file');
  if (historyConfig === null || typeof historyConfig !== 'object') {
    setUpHistory(this, historyConfig, callback);
    return;
  }
  const { filePath, size, removeHistoryDuplicates, onHistoryFileLoaded = callback } = historyConfig;
  validateFunction(onHistoryFileLoaded, 'onHistoryFileLoaded');
  if (size !== undefined) {
    const { readHistoryOptions } = require('readline/history');
    this.historyManager.size = readHistoryOptions({ historySize: size }).historySize;
  }
  if (removeHistoryDuplicates !== undefined) this.historyManager.removeDuplicates = !!removeHistoryDuplicates;
  setUpHistory(this, filePath, onHistoryFileLoaded);
};

REPLServer.prototype.clearBufferedCommand = function clearBufferedCommand() {
  this._bufferedCommand = '';
};

REPLServer.prototype.close = function close() {
  // What is on its way to the history file goes first.
  if (this.terminal && this.historyManager.isFlushing && !this._closingOnFlush) {
    this._closingOnFlush = true;
    this.once('flushHistory', () => FunctionPrototypeCall(Interface.prototype.close, this));
    return;
  }
  process.nextTick(() => FunctionPrototypeCall(Interface.prototype.close, this));
};

REPLServer.prototype.createContext = function() {
  return createContext(this);
};

REPLServer.prototype.resetContext = function() {
  dropContext(this);
  this.context = this.createContext();
  this.underscoreAssigned = false;
  this.underscoreErrAssigned = false;
  this.lines = [];
  this.lines.level = [];
  defineResults(this);
  // A chance to extend the new context.
  this.emit('reset', this.context);
};

REPLServer.prototype.displayPrompt = function(preserveCursor) {
  this._setShownPrompt(this._bufferedCommand.length > 0 ? kContinuation : this._initialPrompt);
  this.prompt(preserveCursor);
};

// The prompt of the moment; the one to come back to stays.
REPLServer.prototype._setShownPrompt = function(prompt) {
  FunctionPrototypeCall(Interface.prototype.setPrompt, this, prompt);
};

REPLServer.prototype.setPrompt = function setPrompt(prompt) {
  this._initialPrompt = prompt;
  this._setShownPrompt(prompt);
};

REPLServer.prototype.complete = function(...args) {
  return ReflectApply(this.completer, this, args);
};

REPLServer.prototype.completeOnEditorMode = function(callback) {
  return (error, results) => {
    if (error) {
      callback(error);
      return;
    }
    // The editor has no room for a list: what all share, or nothing.
    const { commonPrefix } = require('readline/completion');
    const { 0: texts, 1: completed = '' } = results;
    const found = [];
    ArrayPrototypeForEach(texts, (text) => {
      if (text) ArrayPrototypePush(found, text);
    });
    callback(null, [completed && found.length > 0 ? [commonPrefix(found)] : found, completed]);
  };
};

REPLServer.prototype.defineCommand = function(keyword, cmd) {
  if (typeof cmd === 'function') cmd = { action: cmd };
  else validateFunction(cmd.action, 'cmd.action');
  this.commands[keyword] = cmd;
};

function deprecatedStream(name, stream) {
  const text = 'repl.inputStream and repl.outputStream are deprecated. Use repl.input and repl.output instead';
  ObjectDefineProperty(REPLServer.prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: deprecate(function() {
      return this[stream];
    }, text, 'DEP0141'),
    set: deprecate(function(value) {
      this[stream] = value;
    }, text, 'DEP0141'),
  });
}
deprecatedStream('inputStream', 'input');
deprecatedStream('outputStream', 'output');

module.exports = { REPLServer };
