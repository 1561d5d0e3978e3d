'use strict';
// The `process` object, in two steps.
//
// `setupProcessObject` gives it everything that is the same in every run, and
// may be part of a start-up snapshot. `prepareProcess` runs at each start and
// fills in what the system and the command line say. What is rare is a getter
// that loads its module on first use.

const {
  Error,
  FunctionPrototypeCall,
  MathTrunc,
  NumberIsFinite,
  NumberParseInt,
  ObjectCreate,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectKeys,
  ObjectSetPrototypeOf,
  RangeError,
  ReflectApply,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  SymbolFor,
  SymbolToStringTag,
} = primordials;

const ops = binding('process');
const engine = binding('engine');
const EventEmitter = require('events');
const { validateBoolean, validateString } = require('internal/validators');
const clocks = require('process/clocks');
const credentials = require('process/credentials');
const exitParts = require('process/exit');
const execution = require('process/execution');
const { emitWarning } = require('process/warning');
const {
  kVersion,
  release,
  createFeatures,
} = require('process/features');
const { nextTick, runNextTicks, engineHooks } = require('process/task_queues');

function plain(target, key, value, writable) {
  ObjectDefineProperty(target, key, {
    __proto__: null,
    value,
    writable,
    enumerable: true,
    configurable: true,
  });
}

// The getters of the output streams: `console/direct` knows by them that no program has put others in their place.
const outputGetters = {
  __proto__: null,
  stdout: () => require('process/stdio').getStdout(),
  stderr: () => require('process/stdio').getStderr(),
};

// A property that is made when it is first read, and that can be replaced.
function lazy(target, key, create) {
  ObjectDefineProperty(target, key, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      const value = create();
      plain(target, key, value, true);
      return value;
    },
    set(value) {
      plain(target, key, value, true);
    },
  });
}

// A property that is made when it is first read, and that nothing replaces.
function lazyFixed(target, key, create) {
  accessor(target, key, () => {
    const value = create();
    plain(target, key, value, false);
    return value;
  }, undefined);
}

function accessor(target, key, get, set) {
  ObjectDefineProperty(target, key, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get,
    set,
  });
}

function methods(target, table) {
  const keys = ObjectKeys(table);
  for (let i = 0; i < keys.length; i++) target[keys[i]] = table[keys[i]];
}

// --- methods that have no module of their own ---------------------------------

function _rawDebug(...args) {
  const { format } = require('util/inspect');
  ops.rawDebug(ReflectApply(format, null, args));
}

function getBuiltinModule(id) {
  validateString(id, 'id');
  const { builtinId, loadBuiltin } = require('module/builtins');
  const found = builtinId(id);
  return found === undefined ? undefined : loadBuiltin(found);
}

function loadEnvFile(path = undefined) {
  const { parseEnv } = require('util');
  const fs = require('fs');
  const { validatePath } = require('fs/arguments');
  if (path !== undefined) validatePath(path);
  const variables = parseEnv(fs.readFileSync(path ?? '.env', 'utf8'));
  const names = ObjectKeys(variables);
  for (let i = 0; i < names.length; i++) {
    // What the environment says already is stronger than the file.
    if (process.env[names[i]] === undefined) {
      process.env[names[i]] = variables[names[i]];
    }
  }
}

const kRefSymbol = SymbolFor('nodejs.ref');
const kUnrefSymbol = SymbolFor('nodejs.unref');

function ref(maybeRefable) {
  const fn = maybeRefable?.[kRefSymbol] ?? maybeRefable?.ref;
  if (typeof fn === 'function') FunctionPrototypeCall(fn, maybeRefable);
}

function unref(maybeRefable) {
  const fn = maybeRefable?.[kUnrefSymbol] ?? maybeRefable?.unref;
  if (typeof fn === 'function') FunctionPrototypeCall(fn, maybeRefable);
}

function getActiveResourcesInfo() {
  const names = ops.activeResources();
  const timers = require('timers/list').refedTimers();
  const { immediateInfo } = require('timers/immediate');
  for (let i = 0; i < timers; i++) names[names.length] = 'Timeout';
  for (let i = 0; i < immediateInfo[1]; i++) names[names.length] = 'Immediate';
  return names;
}

// What keeps the process alive, of sockets, servers and children.
function _getActiveHandles() {
  const list = [];
  require('net/stream_handle').listOwners(list);
  require('dgram/handle').listOwners(list);
  require('child_process/child').listRunning(list);
  return list;
}

let sourceMapsEnabled = false;

function setSourceMapsEnabled(enabled) {
  validateBoolean(enabled, 'enabled');
  require('module/source_map_cache').setSourceMapsSupport(enabled, {
    __proto__: null, nodeModules: enabled, generatedCode: enabled,
  });
  sourceMapsEnabled = enabled;
}

let warnedOfBinding = false;

function processBinding(name) {
  if (require('process/permission').isBinding()) {
    const { codes: { ERR_ACCESS_DENIED } } = require('internal/errors');
    throw new ERR_ACCESS_DENIED('process.binding');
  }
  if (!warnedOfBinding && require('internal/util').isPendingDeprecation()) {
    warnedOfBinding = true;
    process.emitWarning('process.binding() is deprecated. Please use public APIs instead.', 'DeprecationWarning',
                        'DEP0111', processBinding);
  }
  return require('process/legacy_binding').lookUp(`${name}`);
}

// Nothing can be linked into the binary.
function linkedBinding(name) {
  require('process/permission').demand('addon', name);
  const err = new Error(`No such binding was linked: ${name}`);
  err.code = 'ERR_INVALID_MODULE';
  throw err;
}

function openStdin() {
  process.stdin.resume();
  return process.stdin;
}

function execve(execPath, args, env) {
  require('process/execve').execve(execPath, args, env);
}

// --- the two steps --------------------------------------------------------------

function setupProcessObject(target) {
  // A constructor that nobody calls: `process instanceof process.constructor`.
  const constructor = function process() {};
  const proto = ObjectCreate(EventEmitter.prototype);
  ObjectDefineProperty(proto, 'constructor', {
    __proto__: null,
    value: constructor,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  constructor.prototype = proto;
  ObjectSetPrototypeOf(target, proto);

  plain(target, 'version', `v${kVersion}`, false);
  plain(target, 'versions', { node: kVersion }, false);
  plain(target, 'arch', ops.arch(), false);
  plain(target, 'platform', ops.platform(), false);
  plain(target, 'release', release, false);
  plain(target, 'moduleLoadList', [], false);
  FunctionPrototypeCall(EventEmitter, target);
  ObjectDefineProperty(target, SymbolToStringTag, {
    __proto__: null,
    value: 'process',
    writable: true,
    enumerable: false,
    configurable: false,
  });

  target._rawDebug = _rawDebug;
  target.binding = processBinding;
  target.domain = null;
  exitParts.define(target);
  methods(target, clocks.methods);
  methods(target, credentials.methods);
  methods(target, {
    nextTick,
    _tickCallback: runNextTicks,
    emitWarning,
    ref,
    unref,
    openStdin,
    execve,
    loadEnvFile,
    getBuiltinModule,
    getActiveResourcesInfo,
    setSourceMapsEnabled,
    setUncaughtExceptionCaptureCallback:
      execution.setUncaughtExceptionCaptureCallback,
    hasUncaughtExceptionCaptureCallback:
      execution.hasUncaughtExceptionCaptureCallback,
    _fatalException: execution.onUncaughtException,
    _getActiveRequests: () => [],
    _getActiveHandles,
    _linkedBinding: linkedBinding,
    // V8 has no notion of an idle profiler any more: nothing to tell it, in Node either.
    _startProfilerIdleNotifier() {},
    _stopProfilerIdleNotifier() {},
    dlopen() {
      const { codes: { ERR_DLOPEN_DISABLED } } = require('internal/errors');
      if (require('process/permission').isDenied('addon')) throw new ERR_DLOPEN_DISABLED();
      throw require('internal/errors').notYet('process.dlopen');
    },
    _debugProcess() {
      throw require('internal/errors').notYet('process._debugProcess');
    },
    _debugEnd() {
      throw require('internal/errors').notYet('process._debugEnd');
    },
  });
  plain(target, 'features', createFeatures(), false);
  lazyFixed(target, 'config', () => require('process/features').createConfig());
  lazy(target, 'finalization',
       () => require('process/finalization').createFinalization());
  lazy(target, 'allowedNodeEnvironmentFlags',
       () => require('process/flags').createAllowedFlags());
  lazyFixed(target, 'report', () => require('process/report').createReport());
  accessor(target, 'sourceMapsEnabled', () => sourceMapsEnabled, undefined);
  accessor(target, 'stdout', outputGetters.stdout, undefined);
  accessor(target, 'stdin', () => require('process/stdio').getStdin(), undefined);
  accessor(target, 'stderr', outputGetters.stderr, undefined);
}

function setDebugPort(value) {
  // What is no number counts as 0.
  const number = +value;
  const port = NumberIsFinite(number) ? MathTrunc(number) : 0;
  if (port !== 0 && !(port >= 1024 && port <= 65535)) {
    const err = new RangeError('process.debugPort must be 0 or in range 1024 to 65535');
    err.code = 'ERR_OUT_OF_RANGE';
    throw err;
  }
  return port;
}

// What the option says: a port, perhaps with a host before it.
function firstDebugPort(option) {
  if (!option) return 9229;
  const port = NumberParseInt(StringPrototypeSlice(option, StringPrototypeLastIndexOf(option, ':') + 1), 10);
  return port >= 0 ? port : 9229;
}

// `state`: argv (program and script first), argv0, execArgv, execPath, pid,
// ppid, versions, environ (an object), clock ([seconds, nanoseconds]), title
// (undefined for the system's), isMainThread.
function prepareProcess(target, state) {
  clocks.start(state.clock);
  engine.attach({
    ...engineHooks(),
    uncaught: execution.uncaught,
    fatal: execution.fatal,
  });
  execution.prepareUncaught();

  const { getOptionValue } = require('internal/options');
  const { createEnv } = require('process/env');
  const pending = getOptionValue('--pending-deprecation') === true;

  plain(target, 'versions', ObjectFreeze({ node: kVersion, ...state.versions }),
        false);
  const hasTls = target.versions.openssl !== undefined;
  const { features } = target;
  features.tls_alpn = features.tls_sni = features.tls_ocsp = features.tls = hasTls;
  plain(target, 'env', createEnv(state.environ, pending), true);
  plain(target, 'argv', state.argv, true);
  plain(target, 'execArgv', state.execArgv, true);
  plain(target, 'pid', state.pid, false);
  accessor(target, 'ppid', () => ops.ppid(), (value) => plain(target, 'ppid', value, true));
  plain(target, 'execPath', state.execPath, true);
  ObjectDefineProperty(target, 'argv0', {
    __proto__: null,
    value: state.argv0,
    writable: false,
    enumerable: true,
    configurable: false,
  });
  plain(target, '_preload_modules', [], false);

  if (state.title !== undefined) ops.setTitle(state.title);
  accessor(target, 'title',
           () => ops.getTitle(),
           (value) => ops.setTitle(`${value}`));
  let debugPort = firstDebugPort(getOptionValue('--inspect-port'));
  accessor(target, 'debugPort', () => debugPort, (value) => {
    debugPort = setDebugPort(value);
  });

  if (getOptionValue('--deprecation') === false) target.noDeprecation = true;
  if (getOptionValue('--throw-deprecation')) target.throwDeprecation = true;
  if (getOptionValue('--trace-deprecation')) target.traceDeprecation = true;
  if (getOptionValue('--trace-warnings')) target.traceProcessWarnings = true;
  if (getOptionValue('--warnings') !== false &&
      target.env.NODE_NO_WARNINGS !== '1') {
    target.on('warning', require('process/warning').onWarning);
  }
  sourceMapsEnabled = getOptionValue('--enable-source-maps') === true;
  if (state.isMainThread !== false) require('process/signals').watchListeners();
}

module.exports = {
  outputGetters,
  setupProcessObject,
  prepareProcess,
  emitBeforeExit: exitParts.emitBeforeExit,
  emitExit: exitParts.emitExit,
};
