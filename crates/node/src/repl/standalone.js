'use strict';
// The REPL of the interactive mode, as the environment's variables want it.

const {
  NumberIsNaN,
  NumberParseInt,
  ObjectAssign,
  ObjectDefineProperty,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
} = primordials;

const { inspect } = require('util/inspect');
const { validateObject } = require('internal/validators');
const REPL = require('repl');
const { kStandalone, writer } = require('repl/shared');

const kHistorySize = 1000;

const kModes = { __proto__: null, strict: REPL.REPL_MODE_STRICT, sloppy: REPL.REPL_MODE_SLOPPY };

/** Makes the REPL; `callback(error, repl)` once its history is there. */
function createInternalRepl(env, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = {
    [kStandalone]: true,
    ignoreUndefined: false,
    useGlobal: true,
    breakEvalOnSigint: true,
    ...options,
  };
  if (NumberParseInt(env.NODE_NO_READLINE, 10)) options.terminal = false;
  if (env.NODE_REPL_MODE) options.replMode = kModes[StringPrototypeTrim(StringPrototypeToLowerCase(env.NODE_REPL_MODE))];
  options.replMode ??= REPL.REPL_MODE_SLOPPY;
  const size = +env.NODE_REPL_HISTORY_SIZE;
  options.historySize = !NumberIsNaN(size) && size > 0 ? size : kHistorySize;

  const repl = REPL.start(options);
  // The running REPL can be looked at from within.
  REPL.repl = repl;
  defineInspectDefaults(repl);
  const historyPath = repl.terminal ? env.NODE_REPL_HISTORY : '';
  repl.setupHistory({ filePath: historyPath, size: options.historySize, onHistoryFileLoaded: callback });
}

/** `util.inspect.replDefaults`: the writer's options. */
function defineInspectDefaults(repl) {
  ObjectDefineProperty(inspect, 'replDefaults', {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: () => (repl.writer.options ?? writer.options),
    set(options) {
      validateObject(options, 'options');
      return ObjectAssign(repl.writer.options ?? writer.options, options);
    },
  });
}

module.exports = { createInternalRepl };
