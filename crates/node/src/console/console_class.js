'use strict';

// The class `Console` (doc/api/console.md): a logger on two writable streams.
//
// Owner: console. Everything ends in `write`, the only function that touches a stream. A console never fails because
// of its stream unless it was told to (`ignoreErrors: false`), and running out of stack is not the stream's fault.
// Methods are own properties of each console, bound to it, so that they can be passed around.

const {
  ArrayPrototypeUnshift,
  Boolean,
  ErrorCaptureStackTrace,
  FunctionPrototypeBind,
  MapPrototypeForEach,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectKeys,
  ReflectConstruct,
  ReflectOwnKeys,
  RegExpPrototypeSymbolReplace,
  SafeMap,
  SafeWeakMap,
  StringPrototypeIncludes,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  Symbol,
  SymbolHasInstance,
  SymbolToStringTag,
} = primordials;

const {
  codes: {
    ERR_CONSOLE_WRITABLE_STREAM,
    ERR_INCOMPATIBLE_OPTION_PAIR,
  },
  isStackOverflowError,
} = require('internal/errors');
const { shouldColorize } = require('internal/colors');
const {
  validateArray,
  validateInteger,
  validateObject,
  validateOneOf,
} = require('internal/validators');
const { isMap } = require('util/types');
const traced = require('trace_events/hooks');

// The state of a console that programs have no business with: { counts, groupWidth, indentation, colorMode,
// inspectOptions, direct }.
const kState = Symbol('kState');

const kStdout = 0;
const kStderr = 1;

const kMaxGroupIndentation = 1000;
const kDefaultGroupIndentation = 2;

const kColored = { __proto__: null, colors: true };
const kPlain = { __proto__: null };

const everyLineBreak = /\n/g;

function noop() {}

// Loaded with the first message: start-up needs none of them.
let inspecting;
function lazyInspect() {
  return inspecting ??= require('util/inspect');
}

// Only a program that has asked for the diagnostics channels can listen.
const channels = { __proto__: null };
let loading;
function publish(name, args) {
  loading ??= require('module/state').state;
  if (!loading.mayListen) return;
  const channel = channels[name] ??= require('diagnostics_channel').channel(`console.${name}`);
  if (channel.hasSubscribers) channel.publish(args);
}

// Called as (stdout[, stderr][, ignoreErrors]) or with options.
function Console(options) {
  if (!new.target) return ReflectConstruct(Console, arguments);
  if (!options || typeof options.write === 'function') {
    options = { __proto__: null, stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const {
    stdout,
    stderr = stdout,
    ignoreErrors = true,
    colorMode = 'auto',
    inspectOptions,
    groupIndentation,
  } = options;

  if (!stdout || typeof stdout.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!stderr || typeof stderr.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) {
    validateInteger(groupIndentation, 'groupIndentation', 0, kMaxGroupIndentation);
  }

  const state = newState(colorMode, groupIndentation);
  if (inspectOptions !== undefined) {
    validateObject(inspectOptions, 'options.inspectOptions');
    state.inspectOptions = readInspectOptions(inspectOptions, options.colorMode !== undefined, stdout, stderr);
  }

  bindMethods(this);
  defineHidden(this, '_stdout', stdout);
  defineHidden(this, '_stderr', stderr);
  defineInternals(this, ignoreErrors, state);
}

function newState(colorMode, groupIndentation = kDefaultGroupIndentation) {
  return {
    __proto__: null,
    counts: new SafeMap(),
    groupWidth: groupIndentation,
    indentation: '',
    colorMode,
    // Stream to options, where there are any.
    inspectOptions: undefined,
    // How the global console prints without streams.
    direct: undefined,
  };
}

// Colours are decided in one place: by `colorMode` or by the options for inspecting.
function checkColors(options, hasColorMode) {
  if (hasColorMode && options.colors !== undefined) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
  }
}

function readInspectOptions(inspectOptions, hasColorMode, stdout, stderr) {
  const byStream = new SafeWeakMap();
  if (isMap(inspectOptions)) {
    MapPrototypeForEach(inspectOptions, (options, stream) => {
      checkColors(options, hasColorMode);
      if (stream === stdout || stream === stderr) byStream.set(stream, options);
    });
  } else {
    checkColors(inspectOptions, hasColorMode);
    byStream.set(stdout, inspectOptions);
    byStream.set(stderr, inspectOptions);
  }
  return byStream;
}

function defineHidden(object, key, value) {
  ObjectDefineProperty(object, key, {
    __proto__: null, value, writable: true, enumerable: false, configurable: true,
  });
}

// The method's name stays its own: a bound function's would begin with "bound".
function bindTo(console, key) {
  console[key] = FunctionPrototypeBind(console[key], console);
  ObjectDefineProperty(console[key], 'name', { __proto__: null, value: key });
}

function bindMethods(console) {
  const keys = ObjectKeys(Console.prototype);
  for (let i = 0; i < keys.length; i++) bindTo(console, keys[i]);
}

function defineInternals(console, ignoreErrors, state) {
  defineHidden(console, '_stdoutErrorHandler', errorHandlerOf(console, kStdout));
  defineHidden(console, '_stderrErrorHandler', errorHandlerOf(console, kStderr));
  defineHidden(console, '_ignoreErrors', Boolean(ignoreErrors));
  defineHidden(console, '_times', new SafeMap());
  defineHidden(console, kState, state);
  ObjectDefineProperty(console, SymbolToStringTag, {
    __proto__: null, value: 'console', writable: false, enumerable: false, configurable: true,
  });
}

function streamOf(console, which) {
  return which === kStdout ? console._stdout : console._stderr;
}

// An error that comes after the write has returned.
function errorHandlerOf(console, which) {
  return (error) => {
    if (!error) return;
    const stream = streamOf(console, which);
    if (stream._writableState?.errorEmitted) return;
    // It is about to be emitted: without a listener it would end the process.
    if (stream.listenerCount('error') === 0) stream.once('error', noop);
  };
}

function write(console, which, text) {
  const { indentation, direct } = console[kState];
  if (indentation !== '') {
    if (StringPrototypeIncludes(text, '\n')) {
      text = RegExpPrototypeSymbolReplace(everyLineBreak, text, `\n${indentation}`);
    }
    text = indentation + text;
  }
  text += '\n';

  if (direct?.write(which, text)) return;
  const stream = streamOf(console, which);
  if (console._ignoreErrors === false) return stream.write(text);

  const handler = which === kStdout ? console._stdoutErrorHandler : console._stderrErrorHandler;
  try {
    // Streams on files and terminals report errors before `write` returns.
    if (stream.listenerCount('error') === 0) stream.once('error', noop);
    stream.write(text, handler);
  } catch (error) {
    if (isStackOverflowError(error)) throw error;
  } finally {
    stream.removeListener('error', noop);
  }
}

function inspectOptionsFor(console, which) {
  if (console[kState].direct?.isPlain(which)) return kPlain;
  const stream = streamOf(console, which);
  const { colorMode, inspectOptions } = console[kState];
  const colors = colorMode === 'auto' ? shouldColorize(stream) : colorMode;
  const options = inspectOptions?.get(stream);
  if (options === undefined) return colors ? kColored : kPlain;
  if (options.colors === undefined) options.colors = colors;
  return options;
}

function format(console, which, args) {
  // Most messages are one text, which is printed as it is.
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  const options = inspectOptionsFor(console, which);
  // A number without colours needs no inspecting, but for the zero whose sign that shows.
  if (args.length === 1 && typeof args[0] === 'number' && args[0] !== 0 && options === kPlain) return `${args[0]}`;
  return lazyInspect().formatWithOptions(options, ...args);
}

function print(console, which, args) {
  write(console, which, format(console, which, args));
}

function milliseconds(start) {
  const elapsed = process.hrtime(start);
  return elapsed[0] * 1e3 + elapsed[1] / 1e6;
}

// Prints the time since `console.time(label)`; false when there was none.
function printTime(console, method, label, data) {
  const start = console._times.get(label);
  if (start === undefined) {
    process.emitWarning(`No such label '${label}' for console.${method}()`);
    return false;
  }
  const elapsed = require('console/format_time').formatTime(milliseconds(start));
  if (data === undefined) console.log('%s: %s', label, elapsed);
  else console.log('%s: %s', label, elapsed, ...data);
  return true;
}

const methods = {
  log(...args) {
    publish('log', args);
    print(this, kStdout, args);
  },

  info(...args) {
    publish('info', args);
    print(this, kStdout, args);
  },

  debug(...args) {
    publish('debug', args);
    print(this, kStdout, args);
  },

  warn(...args) {
    publish('warn', args);
    print(this, kStderr, args);
  },

  error(...args) {
    publish('error', args);
    print(this, kStderr, args);
  },

  dir(object, options) {
    const text = lazyInspect().inspect(object, {
      customInspect: false,
      ...inspectOptionsFor(this, kStdout),
      ...options,
    });
    write(this, kStdout, text);
  },

  time(label = 'default') {
    label = `${label}`;
    if (this._times.has(label)) {
      process.emitWarning(`Label '${label}' already exists for console.time()`);
      return;
    }
    this._times.set(label, process.hrtime());
    if (traced.console !== null) traced.console('b', `time::${label}`);
  },

  timeEnd(label = 'default') {
    label = `${label}`;
    if (!printTime(this, 'timeEnd', label)) return;
    this._times.delete(label);
    if (traced.console !== null) traced.console('e', `time::${label}`);
  },

  timeLog(label = 'default', ...data) {
    label = `${label}`;
    if (printTime(this, 'timeLog', label, data) && traced.console !== null) traced.console('n', `time::${label}`);
  },

  trace: function trace(...args) {
    const error = { name: 'Trace', message: format(this, kStderr, args) };
    ErrorCaptureStackTrace(error, trace);
    this.error(error.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else ArrayPrototypeUnshift(args, 'Assertion failed');
    // Whatever `warn` is now: programs redirect it.
    this.warn(...args);
  },

  clear() {
    const stream = this._stdout;
    // Move to the upper left corner and erase from there.
    if (stream.isTTY && process.env.TERM !== 'dumb') stream.write('\u001b[1;1H\u001b[0J');
  },

  count(label = 'default') {
    label = `${label}`;
    const { counts } = this[kState];
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    if (traced.console !== null) traced.console('C', `count::${label}`, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    label = `${label}`;
    const { counts } = this[kState];
    if (!counts.delete(label)) {
      process.emitWarning(`Count for '${label}' does not exist`);
      return;
    }
    if (traced.console !== null) traced.console('C', `count::${label}`, 0);
  },

  group(...data) {
    if (data.length > 0) this.log(...data);
    const state = this[kState];
    state.indentation += StringPrototypeRepeat(' ', state.groupWidth);
  },

  groupEnd() {
    const state = this[kState];
    state.indentation = StringPrototypeSlice(state.indentation, 0, state.indentation.length - state.groupWidth);
  },

  table(data, properties) {
    if (properties !== undefined) validateArray(properties, 'properties');
    if (data === null || typeof data !== 'object') {
      this.log(data);
      return;
    }
    const { tableOf } = require('console/table');
    this.log(tableOf(data, properties, inspectOptionsFor(this, kStdout)));
  },
};
methods.dirxml = methods.log;
methods.groupCollapsed = methods.group;

const names = ReflectOwnKeys(methods);
for (let i = 0; i < names.length; i++) Console.prototype[names[i]] = methods[names[i]];

const brand = {
  // By what it has, not by its prototype: the global console has another one.
  [SymbolHasInstance](instance) {
    return instance?.[kState] !== undefined;
  },
};
ObjectDefineProperty(Console, SymbolHasInstance, { __proto__: null, value: brand[SymbolHasInstance] });

/** Makes `target` a console whose streams are what `streams` gives at each call; `direct` prints without them. */
function initializeConsole(target, streams, direct) {
  const keys = ObjectKeys(Console.prototype);
  for (let i = 0; i < keys.length; i++) target[keys[i]] = Console.prototype[keys[i]];
  bindMethods(target);
  ObjectDefineProperties(target, streams);
  const state = newState('auto');
  state.direct = direct;
  defineInternals(target, true, state);
}

module.exports = { Console, initializeConsole };
