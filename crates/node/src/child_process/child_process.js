'use strict';
// node:child_process: the public functions. Arguments are read in child_process/options; what starts children is reached
// through internal/child_process, where programs that watch children replace it.

const {
  ArrayPrototypeJoin,
  ObjectDefineProperty,
  PromiseWithResolvers,
  SymbolDispose,
} = primordials;

const { AbortError } = require('internal/errors');
const { promisify } = require('internal/util');
const { validateAbortSignal } = require('internal/validators');
const {
  kMaxBuffer,
  readExecArguments,
  readExecFileArguments,
  readForkArguments,
  readKillSignal,
  readSpawnArguments,
  validateMaxBuffer,
  validateTimeout,
} = require('child_process/options');
const inner = require('internal/child_process');

const { ChildProcess } = inner;

function abortChild(child, killSignal, reason) {
  try {
    if (child.kill(killSignal)) child.emit('error', new AbortError(undefined, { cause: reason }));
  } catch (err) {
    child.emit('error', err);
  }
}

function killAfter(child, timeout, killSignal) {
  const { clearTimeout, setTimeout } = require('timers');
  const timer = setTimeout(() => {
    try {
      child.kill(killSignal);
    } catch (err) {
      child.emit('error', err);
    }
  }, timeout);
  child.once('exit', () => clearTimeout(timer));
}

function killOnAbort(child, signal, killSignal) {
  const abort = () => abortChild(child, killSignal, signal.reason);
  if (signal.aborted) {
    process.nextTick(abort);
    return;
  }
  const { addAbortListener } = require('events/add_abort_listener');
  const listening = addAbortListener(signal, abort);
  child.once('exit', () => listening[SymbolDispose]());
}

function spawn(file, args, options) {
  options = readSpawnArguments(file, args, options);
  validateTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = readKillSignal(options.killSignal);
  const child = new ChildProcess();
  child.spawn(options);
  if (options.timeout > 0) killAfter(child, options.timeout, killSignal);
  if (options.signal) killOnAbort(child, options.signal, killSignal);
  return child;
}

function fork(modulePath, args = [], options) {
  const command = readForkArguments(modulePath, args, options);
  return spawn(command.file, command.args, command.options);
}

function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = readExecFileArguments(file, args, options, callback));
  options = {
    __proto__: null,
    encoding: 'utf8',
    timeout: 0,
    maxBuffer: kMaxBuffer,
    killSignal: 'SIGTERM',
    cwd: null,
    env: null,
    shell: false,
    ...options,
  };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = readKillSignal(options.killSignal);

  const child = spawn(file, args, {
    argv0: options.argv0,
    cwd: options.cwd,
    env: options.env,
    gid: options.gid,
    shell: options.shell,
    signal: options.signal,
    uid: options.uid,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  });
  const { Collector } = require('child_process/collect');
  const command = args.length > 0 ? `${file} ${ArrayPrototypeJoin(args, ' ')}` : file;
  new Collector(child, command, options, callback);
  return child;
}

function exec(command, options, callback) {
  const call = readExecArguments(command, options, callback);
  return module.exports.execFile(call.file, call.options, call.callback);
}

// The promise of exec and execFile gives both outputs; the child is a property of it.
function definePromisified(original) {
  const promisified = function(...args) {
    const { promise, resolve, reject } = PromiseWithResolvers();
    promise.child = original(...args, (err, stdout, stderr) => {
      if (err === null) {
        resolve({ stdout, stderr });
        return;
      }
      err.stdout = stdout;
      err.stderr = stderr;
      reject(err);
    });
    return promise;
  };
  ObjectDefineProperty(original, promisify.custom, { __proto__: null, enumerable: false, value: promisified });
  return promisified;
}
ObjectDefineProperty(definePromisified(exec), 'name', { __proto__: null, value: 'exec', configurable: true });
ObjectDefineProperty(definePromisified(execFile), 'name', { __proto__: null, value: 'execFile', configurable: true });

function spawnSync(file, args, options) {
  options = { __proto__: null, maxBuffer: kMaxBuffer, ...readSpawnArguments(file, args, options) };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = readKillSignal(options.killSignal);
  options.stdio = inner.getValidStdio(options.stdio || 'pipe', true).stdio;
  const { addInputs } = require('child_process/sync');
  addInputs(options);
  return inner.spawnSync(options);
}

// What the child says to its error output is the parent's too, unless the caller chose otherwise.
function passOnErrors(result, options) {
  if (!options.stdio && result.stderr) process.stderr.write(result.stderr);
}

function execFileSync(file, args, options) {
  ({ file, args, options } = readExecFileArguments(file, args, options));
  const result = spawnSync(file, args, options);
  passOnErrors(result, options);
  const { failureOf } = require('child_process/sync');
  const error = failureOf(result, [options.argv0 || file, ...args]);
  if (error) throw error;
  return result.stdout;
}

function execSync(command, options) {
  const call = readExecArguments(command, options, null);
  const result = spawnSync(call.file, call.options);
  passOnErrors(result, call.options);
  const { failureOf } = require('child_process/sync');
  const error = failureOf(result, undefined, command);
  if (error) throw error;
  return result.stdout;
}

// For the process that was started with a channel; called once, at its start.
function _forkChild(fd, serialization) {
  require('child_process/ipc').attachToParent(fd, serialization);
}

module.exports = {
  _forkChild,
  ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
};
