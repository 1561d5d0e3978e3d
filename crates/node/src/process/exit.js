'use strict';
// Ending the process: exitCode, exit, reallyExit, abort and kill, and the
// 'beforeExit' and 'exit' events that the environment asks for.

const { Error, NumberIsInteger, ObjectDefineProperty, ObjectKeys } = primordials;

const ops = binding('process');
const { currentFrames } = binding('engine');
const {
  ErrnoException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_SIGNAL },
} = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { validateInteger } = require('internal/validators');
const state = require('process/state');

const kUnsettledTopLevelAwait = 13;
const kHarmless = ['SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGWINCH'];

function readExitCode(value) {
  if (value === null || value === undefined) return undefined;
  // Strings of integers are taken, as environment variables often end here.
  if (typeof value === 'string' && value !== '' && NumberIsInteger(+value)) {
    return +value;
  }
  validateInteger(value, 'code');
  return value;
}

function exit(code) {
  if (arguments.length !== 0) process.exitCode = code;
  if (!state.exiting) {
    state.exiting = true;
    process.emit('exit', state.exitCode || 0);
  }
  // Through the property: programs replace it to see the end coming.
  process.reallyExit(state.exitCode || 0);
}

function signalNumber(signal) {
  if (typeof signal === 'number') return signal;
  const number = require('os').constants.signals[signal];
  if (number === undefined) throw new ERR_UNKNOWN_SIGNAL(signal);
  return number;
}

// Whether a signal ends a process that does not listen for it.
function endsByDefault(number) {
  const { signals } = require('os').constants;
  if (number === signals.SIGKILL) return true;
  for (let i = 0; i < kHarmless.length; i++) if (number === signals[kHarmless[i]]) return false;
  const names = ObjectKeys(signals);
  for (let i = 0; i < names.length; i++) {
    if (signals[names[i]] === number) return process.listenerCount(names[i]) === 0;
  }
  return false;
}

function kill(pid, sig) {
  // Numeric strings pass; what truncates to another number does not.
  if (pid != (pid | 0)) {
    throw new ERR_INVALID_ARG_TYPE('pid', 'number', pid);
  }
  const number = typeof sig === 'number' ? sig : signalNumber(sig || 'SIGTERM');
  if (state.atEnd !== null && pid === process.pid && endsByDefault(number)) state.atEnd();
  const err = process._kill(pid, number);
  if (err) throw new ErrnoException(err, 'kill');
  return true;
}

// As many frames as errors show.
function tracedFrames() {
  const { stackTraceLimit } = Error;
  return typeof stackTraceLimit === 'number' && stackTraceLimit > 0 ? stackTraceLimit : 10;
}

// `--trace-exit`: that the process ends, and what ended it.
function traceExit(code, frames) {
  ops.rawDebug(`(node:${process.pid}) WARNING: Exited the environment with code ${code}\n${frames}`);
}

// Methods, as they are native in Node: none of them can be constructed.
const natives = {
  reallyExit(code) {
    const number = +code || 0;
    if (getOptionValue('--trace-exit') === true) traceExit(number, currentFrames(tracedFrames()));
    state.atEnd?.();
    ops.reallyExit(number);
  },
  abort() {
    ops.abort();
  },
  _kill(pid, signal) {
    return ops.kill(pid | 0, signal | 0);
  },
};

function emitBeforeExit() {
  process.emit('beforeExit', state.exitCode || 0);
}

// Returns the code to end with, which a listener may have changed. An entry
// point that still awaits when nothing is left to wait for has failed.
function emitExit() {
  if (!state.exiting) {
    state.exiting = true;
    const unsettled = state.exitCode === undefined ? state.reportUnsettled : null;
    if (unsettled !== null) state.exitCode = kUnsettledTopLevelAwait;
    process.emit('exit', state.exitCode || 0);
    unsettled?.();
  }
  state.atEnd?.();
  return state.exitCode || 0;
}

function define(target) {
  ObjectDefineProperty(target, 'exitCode', {
    __proto__: null,
    enumerable: true,
    configurable: false,
    get() {
      return state.exitCode;
    },
    set(value) {
      state.exitCode = readExitCode(value);
    },
  });
  ObjectDefineProperty(target, '_exiting', {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      return state.exiting;
    },
    set(value) {
      state.exiting = !!value;
    },
  });
  target.exit = exit;
  target.reallyExit = natives.reallyExit;
  target.abort = natives.abort;
  target.kill = kill;
  target._kill = natives._kill;
}

module.exports = { define, emitBeforeExit, emitExit, traceExit };
