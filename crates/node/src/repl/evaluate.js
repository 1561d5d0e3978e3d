'use strict';
// The default evaluator: a text becomes a script of the REPL's context. Tries an object literal before a block, takes
// `await` outside functions, and tells text that goes on from text that is wrong.

const {
  ArrayPrototypeEvery,
  ArrayPrototypeJoin,
  Error,
  Promise,
  PromisePrototypeThen,
  RegExp,
  RegExpPrototypeExec,
  SafePromiseRace,
  StringPrototypeRepeat,
  StringPrototypeTrim,
  Symbol,
} = primordials;

const { codes: { ERR_SCRIPT_EXECUTION_INTERRUPTED } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const vm = require('vm');
const { interactiveLoader } = require('vm/dynamic_import');
const { endsTooEarly, isRecoverable } = require('repl/recoverable');
const { rewriteAwait } = require('repl/await');
const { scan } = require('repl/scan');

const { syntaxError } = binding('repl');

const kStrict = Symbol('repl-strict');
const kSloppy = Symbol('repl-sloppy');

/** What an evaluator answers for text that more lines may finish. */
class Recoverable {
  constructor(err) {
    this.err = err;
  }
}

/** Begins with a brace and does not end in a semicolon: rather an object than a block, if it is whole as either. */
function looksLikeObject(code) {
  return RegExpPrototypeExec(/^\s*\{/, code) !== null && RegExpPrototypeExec(/;\s*$/, code) === null &&
    (syntaxError(code) === undefined || syntaxError(`_=${code}`) === undefined);
}

/** Whether V8 takes a text, in which `await` may stand outside functions. */
function evaluates(code) {
  if (syntaxError(code) === undefined) return true;
  const text = rewriteAwait(code);
  return text !== undefined && syntaxError(text) === undefined;
}

function isBlank(code) {
  return RegExpPrototypeExec(/^\s*$/, code) !== null;
}

// The text as it is compiled: { text, awaits }, or undefined when it goes on.
function prepare(code) {
  if (looksLikeObject(code)) {
    const object = `(${StringPrototypeTrim(code)})\n`;
    if (syntaxError(object) === undefined) return finishing(object);
  }
  return finishing(code);
}

function finishing(code) {
  if (getOptionValue('--experimental-repl-await') !== false) {
    const text = rewriteAwait(code);
    if (text !== undefined) {
      if (syntaxError(text) === undefined) return { text, awaits: true };
      if (syntaxError(code) !== undefined && endsTooEarly(`(async () => { ${code}`) && isOpen(code)) return undefined;
    }
  }
  return isRecoverable(code) ? undefined : { text: code, awaits: false };
}

// Whether a text with `await` could go on as the body of an async function: it is none yet, and closes no bracket that it
// did not open, which would end that function.
function isOpen(code) {
  if (syntaxError(`(async () => { ${code}\n})`) === undefined) return false;
  return ArrayPrototypeEvery(scan(code), ({ kind, text, partner }) =>
    kind !== 'punctuator' || partner !== -1 || (text !== ')' && text !== ']' && text !== '}'));
}

function compile(repl, text, file) {
  if (repl.replMode === kStrict && !isBlank(text)) text = `'use strict'; void 0;\n${text}`;
  return new vm.Script(text, { filename: file, importModuleDynamically: interactiveLoader });
}

// `RegExp.$1` to `$9` as the program's last match left them: our own matches in between must not show. They are set by
// a match of the values themselves.
const kMatchGap = '\u0000\u0000\u0000';
const kMatchNames = ['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9'];
const kMatches = new RegExp(`^${StringPrototypeRepeat(`${kMatchGap}([^]*)`, kMatchNames.length)}$`);
const matches = ['', '', '', '', '', '', '', '', ''];

function restoreMatches() {
  RegExpPrototypeExec(kMatches, kMatchGap + ArrayPrototypeJoin(matches, kMatchGap));
}

function keepMatches() {
  for (let i = 0; i < kMatchNames.length; i++) matches[i] = RegExp[kMatchNames[i]];
}

function run(repl, script, context) {
  // SIGINT comes as a signal only while the terminal is not raw.
  const { breakEvalOnSigint } = repl;
  const wasRaw = breakEvalOnSigint ? repl._setRawMode(false) : undefined;
  try {
    const options = { displayErrors: false, breakOnSigint: breakEvalOnSigint };
    if (!repl.useGlobal) return script.runInContext(context, options);
    restoreMatches();
    return script.runInThisContext(options);
  } finally {
    if (repl.useGlobal) keepMatches();
    if (breakEvalOnSigint && wasRaw !== undefined) repl._setRawMode(wasRaw);
  }
}

// Waits for what `await` waits for; Ctrl+C ends the waiting when the REPL asked for that.
function settle(repl, promise, callback) {
  repl._pauseInput();
  let interrupted;
  if (repl.breakEvalOnSigint) {
    const waiting = promise;
    promise = SafePromiseRace([waiting, new Promise((resolve, reject) => {
      interrupted = () => {
        // An error without a stack of ours.
        const { stackTraceLimit } = Error;
        Error.stackTraceLimit = 0;
        const error = new ERR_SCRIPT_EXECUTION_INTERRUPTED();
        Error.stackTraceLimit = stackTraceLimit;
        reject(error);
      };
      repl._interruptFirst(interrupted);
    })]);
  }
  const done = () => {
    if (interrupted !== undefined) repl._interruptNoMore(interrupted);
    repl._resumeInput();
  };
  PromisePrototypeThen(promise, (result) => {
    repl._scope.run(() => callback(null, result?.value));
    done();
  }, (error) => {
    repl._scope.run(() => callback(error));
    done();
  });
}

function evaluate(code, context, file, callback) {
  const repl = this;
  if (code === '\n') {
    callback(null);
    return;
  }
  const prepared = prepare(code);
  if (prepared === undefined) {
    callback(new Recoverable(unfinishedError(repl, code, file)));
    return;
  }
  let script;
  try {
    script = compile(repl, prepared.text, file);
  } catch (error) {
    callback(error);
    return;
  }
  let result;
  try {
    result = run(repl, script, context);
  } catch (error) {
    repl._scope.emit('error', error);
    return;
  }
  if (prepared.awaits) settle(repl, result, callback);
  else callback(null, result);
}

function unfinishedError(repl, code, file) {
  try {
    compile(repl, code, file);
    return undefined;
  } catch (error) {
    return error;
  }
}

module.exports = { Recoverable, evaluate, evaluates, kSloppy, kStrict, looksLikeObject };
