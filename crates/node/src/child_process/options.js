'use strict';
// What the functions of node:child_process are called with: checked here, and brought into the one form that starting a
// child takes. Nothing here starts anything.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeIndexOf,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshift,
  NumberIsInteger,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
} = primordials;

const {
  codes: {
    ERR_CHILD_PROCESS_IPC_REQUIRED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const { convertToValidSignal } = require('internal/util');
const {
  isInt32,
  validateArray,
  validateBoolean,
  validateFunction,
  validateObject,
  validateString,
} = require('internal/validators');
const { getValidatedPath } = require('fs/arguments');
const { stdioStringToArray } = require('child_process/stdio');

const kMaxBuffer = 1024 * 1024;

// The system ends a string at the first NUL.
function refuseNull(value, name) {
  if (typeof value === 'string' && StringPrototypeIncludes(value, '\u0000')) {
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

function refuseNulls(values, name) {
  for (let i = 0; i < values.length; i++) refuseNull(values[i], `${name}[${i}]`);
}

function validateTimeout(timeout) {
  if (timeout === undefined || timeout === null) return;
  if (!NumberIsInteger(timeout) || timeout < 0) {
    throw new ERR_OUT_OF_RANGE('timeout', 'an unsigned integer', timeout);
  }
}

function validateMaxBuffer(maxBuffer) {
  if (maxBuffer === undefined || maxBuffer === null) return;
  if (typeof maxBuffer !== 'number' || !(maxBuffer >= 0)) {
    throw new ERR_OUT_OF_RANGE('options.maxBuffer', 'a positive number', maxBuffer);
  }
}

/** The number of `options.killSignal`; undefined for none. */
function readKillSignal(killSignal) {
  if (typeof killSignal === 'string' || typeof killSignal === 'number') return convertToValidSignal(killSignal);
  if (killSignal === undefined || killSignal === null) return undefined;
  throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], killSignal);
}

function checkFlag(options, name) {
  if (options[name] !== undefined && options[name] !== null) validateBoolean(options[name], `options.${name}`);
}

function checkId(options, name) {
  const id = options[name];
  if (id !== undefined && id !== null && !isInt32(id)) {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, 'int32', id);
  }
}

function checkArgv0(argv0) {
  if (argv0 === undefined || argv0 === null) return;
  validateString(argv0, 'options.argv0');
  refuseNull(argv0, 'options.argv0');
}

let warnedOfShellArguments = false;

// The shell's own file and arguments for a command line.
function shellCommand(shell, file, args) {
  if (args.length > 0 && !warnedOfShellArguments) {
    warnedOfShellArguments = true;
    process.emitWarning(
      'Passing args to a child process with shell option true can lead to security vulnerabilities, as the arguments ' +
      'are not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
  }
  const line = args.length > 0 ? `${file} ${ArrayPrototypeJoin(args, ' ')}` : file;
  // By the platform that the program sees: tools that show what another system would run change it.
  if (process.platform === 'win32') {
    const program = typeof shell === 'string' ? shell : process.env.comspec || 'cmd.exe';
    if (RegExpPrototypeExec(/^(?:.*\\)?cmd(?:\.exe)?$/i, program) !== null) {
      return { file: program, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
    }
    return { file: program, args: ['-c', line], verbatim: false };
  }
  const usual = process.platform === 'android' ? '/system/bin/sh' : '/bin/sh';
  return { file: typeof shell === 'string' ? shell : usual, args: ['-c', line], verbatim: false };
}

// `NAME=value` each. What the object inherits counts as well.
function environmentPairs(given, args) {
  const env = given || process.env;
  const pairs = [];
  const { getOptionValue } = require('internal/options');
  const restricted = getOptionValue('--permission') === true || getOptionValue('--permission-audit') === true;
  for (const name in env) {
    const value = env[name];
    if (value === undefined || (restricted && name === 'NODE_OPTIONS')) continue;
    refuseNull(name, `options.env['${name}']`);
    refuseNull(value, `options.env['${name}']`);
    ArrayPrototypePush(pairs, `${name}=${value}`);
  }
  if (restricted) {
    const { inheritedOptions } = require('child_process/permissions');
    const options = inheritedOptions(env.NODE_OPTIONS === undefined ? undefined : `${env.NODE_OPTIONS}`, args);
    refuseNull(options, "options.env['NODE_OPTIONS']");
    if (options) ArrayPrototypePush(pairs, `NODE_OPTIONS=${options}`);
  }
  // Coverage is of a whole tree of processes, also where one of them chose its environment.
  const coverage = process.env.NODE_V8_COVERAGE;
  if (given && coverage !== undefined && !ObjectPrototypeHasOwnProperty(given, 'NODE_V8_COVERAGE')) {
    ArrayPrototypePush(pairs, `NODE_V8_COVERAGE=${coverage}`);
  }
  return pairs;
}

/** `(file, args?, options?)` of spawn and spawnSync in the form that starting a child takes. */
function readSpawnArguments(file, args, options) {
  validateString(file, 'file');
  refuseNull(file, 'file');
  if (file.length === 0) throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');

  if (ArrayIsArray(args)) {
    args = ArrayPrototypeSlice(args);
  } else if (args === undefined || args === null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  refuseNulls(args, 'args');

  if (options === undefined) options = { __proto__: null };
  else validateObject(options, 'options');
  options = { __proto__: null, ...options };
  let { cwd } = options;
  if (cwd !== undefined && cwd !== null) cwd = getValidatedPath(cwd, 'options.cwd');
  checkFlag(options, 'detached');
  checkId(options, 'uid');
  checkId(options, 'gid');
  const { shell } = options;
  if (shell !== undefined && shell !== null && typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], shell);
  }
  checkArgv0(options.argv0);
  checkFlag(options, 'windowsHide');
  checkFlag(options, 'windowsVerbatimArguments');

  let { windowsVerbatimArguments } = options;
  if (shell) {
    refuseNull(shell, 'options.shell');
    const command = shellCommand(shell, file, args);
    file = command.file;
    args = command.args;
    if (command.verbatim) windowsVerbatimArguments = true;
  }
  ArrayPrototypeUnshift(args, typeof options.argv0 === 'string' ? options.argv0 : file);

  return {
    __proto__: null,
    ...options,
    args,
    cwd,
    detached: !!options.detached,
    envPairs: environmentPairs(options.env, args),
    file,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!windowsVerbatimArguments,
  };
}

/** `(command, options?, callback?)` of exec and execSync: the command is the shell's. */
function readExecArguments(command, options, callback) {
  validateString(command, 'command');
  refuseNull(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = { __proto__: null, ...options };
  if (typeof options.shell !== 'string') options.shell = true;
  return { file: command, options, callback };
}

/** `(file, args?, options?, callback?)` of execFile and execFileSync. */
function readExecFileArguments(file, args, options, callback) {
  if (ArrayIsArray(args)) {
    args = ArrayPrototypeSlice(args);
  } else if (args !== null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function') callback = options;
  else if (options !== undefined && options !== null) validateObject(options, 'options');
  if (typeof options !== 'object' || options === null) options = {};
  if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
  checkArgv0(options.argv0);
  return { file, args, options, callback };
}

// Without `-e SOURCE`: what the parent evaluates is not for its children.
function inheritedExecArgv() {
  const { execArgv } = process;
  const at = process._eval === undefined || process._eval === null ? -1 : ArrayPrototypeIndexOf(execArgv, process._eval);
  if (at <= 0) return execArgv;
  const kept = ArrayPrototypeSlice(execArgv);
  ArrayPrototypeSplice(kept, at - 1, 2);
  return kept;
}

/** `(modulePath, args?, options?)` of fork as the arguments of spawn. */
function readForkArguments(modulePath, args, options) {
  modulePath = getValidatedPath(modulePath, 'modulePath');
  if (args === undefined || args === null) {
    args = [];
  } else if (typeof args === 'object' && !ArrayIsArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
  }
  if (options !== undefined && options !== null) validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath ||= process.execPath;
  refuseNull(options.execPath, 'options.execPath');
  const execArgv = options.execArgv || inheritedExecArgv();
  refuseNulls(execArgv, 'options.execArgv');
  args = [...execArgv, modulePath, ...args];

  if (typeof options.stdio === 'string') {
    options.stdio = stdioStringToArray(options.stdio, 'ipc');
  } else if (!ArrayIsArray(options.stdio)) {
    options.stdio = stdioStringToArray(options.silent ? 'pipe' : 'inherit', 'ipc');
  } else if (!ArrayPrototypeIncludes(options.stdio, 'ipc')) {
    throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  return { file: options.execPath, args, options };
}

module.exports = {
  kMaxBuffer,
  readExecArguments,
  readExecFileArguments,
  readForkArguments,
  readKillSignal,
  readSpawnArguments,
  validateMaxBuffer,
  validateTimeout,
};
