'use strict';
// The one registry of error codes, and the error classes that every built-in module throws.
// `new codes.ERR_X(...values)` makes an instance of the code's base class (`TypeError`, ...) with an own `code`;
// its `name` stays that of the base class while its stack and `toString()` read "TypeError [ERR_X]: text".
//
// Texts stand in `errors_texts.js`, `errors_texts_net.js` (fixed) and `errors_messages.js` (composed); new codes
// go there. This file must not write to `Error` (a program may have frozen it) and must load nothing but those
// tables: everything else requires it.

const {
  AggregateError,
  ArrayIsArray,
  ArrayPrototypeFind,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeUnshift,
  Error,
  ErrorCaptureStackTrace,
  ErrorPrototypeToString,
  MapPrototypeGet,
  NumberIsSafeInteger,
  ObjectAssign,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectKeys,
  ObjectGetPrototypeOf,
  ObjectIsExtensible,
  ObjectSetPrototypeOf,
  Proxy,
  RangeError,
  ReflectApply,
  ReflectConstruct,
  SafeMap,
  SafeWeakMap,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  Symbol,
  SymbolFor,
  SyntaxError,
  TypeError,
  globalThis,
} = primordials;

const { addNumericalSeparator, determineSpecificType, entries, formatList } = require('internal/errors_messages');

// Marks errors of the registry: the stack formatter puts "[code]" into their first line.
const kIsNodeError = Symbol('kIsNodeError');

// code -> constructor, of the codes that were asked for.
const made = { __proto__: null };

/**
 * code -> constructor. There are some four hundred codes and a program meets few of them, so that each is made when it is
 * first asked for; a start-up snapshot holds those that its modules name.
 */
const codes = new Proxy(made, {
  __proto__: null,
  get: (target, code) => target[code] ?? constructorOf(code),
});

// --- Making constructors -----------------------------------------------------------------------------------

const prototypes = new SafeMap();

function toString() {
  return `${this.name} [${this.code}]: ${this.message}`;
}

/** The shared prototype of all codes with one base class. `constructor` is the base class itself. */
function prototypeFor(Base) {
  let proto = prototypes.get(Base);
  if (proto === undefined) {
    proto = { __proto__: Base.prototype };
    ObjectDefineProperties(proto, {
      __proto__: null,
      constructor: { __proto__: null, value: Base, writable: true, enumerable: false, configurable: true },
      toString: { __proto__: null, value: toString, writable: true, enumerable: false, configurable: true },
      [kIsNodeError]: { __proto__: null, value: true, writable: false, enumerable: false, configurable: true },
    });
    prototypes.set(Base, proto);
  }
  return proto;
}

const kNativeBases = [Error, TypeError, RangeError, SyntaxError];

/** Gives an error with a code that the native side made the prototype of those of the registry. */
function dressError(error) {
  const proto = ObjectGetPrototypeOf(error);
  const Base = ArrayPrototypeFind(kNativeBases, ({ prototype }) => prototype === proto);
  if (Base !== undefined) ObjectSetPrototypeOf(error, prototypeFor(Base));
}

function countPlaceholders(text) {
  let count = 0;
  for (let at = StringPrototypeIndexOf(text, '%'); at !== -1; at = StringPrototypeIndexOf(text, '%', at + 1)) {
    const kind = text[at + 1];
    if (kind === 's' || kind === 'd' || kind === 'i' || kind === 'f' || kind === 'j' || kind === 'o' || kind === 'O') {
      count++;
    } else if (kind === '%') {
      at++;
    }
  }
  return count;
}

/** Fills `%s` and `%d` when the values are plain; anything else is the work of `util.format`. */
function fillText(text, values) {
  let out = '';
  let from = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const at = StringPrototypeIndexOf(text, '%', from);
    const kind = text[at + 1];
    const plain = kind === 's' ? typeof value === 'string' || (typeof value === 'number' && value !== 0) :
      kind === 'd' && typeof value === 'number' && value !== 0;
    if (!plain) {
      const { format } = require('util/inspect');
      const all = [text];
      for (let j = 0; j < values.length; j++) ArrayPrototypePush(all, values[j]);
      return ReflectApply(format, null, all);
    }
    out += `${StringPrototypeSlice(text, from, at)}${value}`;
    from = at + 2;
  }
  return from === 0 ? text : out + StringPrototypeSlice(text, from);
}

function wrongArgumentCount(code, given, required) {
  return new codes.ERR_INTERNAL_ASSERTION(
    `Code: ${code}; The provided arguments length (${given}) does not match the required ones (${required}).`);
}

/** Defines the constructor of a code with a fixed text. `Base` is handed in as `new.target`'s base, so that the
 * engine leaves the constructor's own frame out of the stack and the stack is taken once. */
function makeFixed(code, text, Base) {
  let placeholders = -1;
  function NodeError(...values) {
    if (placeholders === -1) placeholders = countPlaceholders(text);
    if (values.length !== placeholders) throw wrongArgumentCount(code, values.length, placeholders);
    const err = ReflectConstruct(Base, [placeholders === 0 ? text : fillText(text, values)], NodeError);
    err.code = code;
    return err;
  }
  NodeError.prototype = prototypeFor(Base);
  return NodeError;
}

function makeComposed(code, { message, props, required = message.length }, Base) {
  function NodeError(...values) {
    if (values.length < required) throw wrongArgumentCount(code, values.length, required);
    const err = ReflectConstruct(Base, [ReflectApply(message, undefined, values)], NodeError);
    err.code = code;
    if (props !== undefined) {
      ArrayPrototypeUnshift(values, err);
      ReflectApply(props, undefined, values);
    }
    return err;
  }
  NodeError.prototype = prototypeFor(Base);
  return NodeError;
}

function addVariants(Constructor, make, others) {
  // Alias for callers that hide their own frames (see hideStackFrames).
  Constructor.HideStackFramesError = Constructor;
  for (let i = 0; i < others.length; i++) Constructor[others[i].name] = make(others[i]);
  return Constructor;
}

function register(code, make, Base, others) {
  return made[code] = addVariants(make(Base), make, others);
}

const kNone = [];

/** Registers a code from a text or a function of its values: `E('ERR_X', '%s is bad', TypeError, RangeError)`. */
function E(code, text, Base, ...others) {
  if (Base === SystemError) {
    made[code] = makeSystemError(code, text);
  } else if (typeof text === 'string') {
    register(code, (B) => makeFixed(code, text, B), Base, others);
  } else {
    register(code, (B) => makeComposed(code, { message: text }, B), Base, others);
  }
}

// --- Stack frames ------------------------------------------------------------------------------------------

/** Wraps a checking function so that errors it throws start at its caller. */
function hideStackFrames(fn) {
  function wrapped(...args) {
    try {
      return ReflectApply(fn, this, args);
    } catch (err) {
      if (isErrorLike(err) && ObjectIsExtensible(err) && isErrorStackTraceLimitWritable()) {
        ErrorCaptureStackTrace(err, wrapped);
      }
      throw err;
    }
  }
  wrapped.withoutStackTrace = fn;
  return wrapped;
}

/** Drops the frames of `fn` and of what it called from the stack of an error made inside it. */
function startStackAt(err, fn) {
  if (isErrorStackTraceLimitWritable()) ErrorCaptureStackTrace(err, fn);
  return err;
}

/** False when a program froze or shadowed `Error.stackTraceLimit`: then stacks are left as they are. */
function isErrorStackTraceLimitWritable() {
  const own = ObjectGetOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (own === undefined) return ObjectIsExtensible(Error);
  return own.writable === true || own.set !== undefined;
}

const overrideStackTrace = new SafeWeakMap();
let sourceMapFormatter;

/** Source map support registers `(error, trace) => string` here; undefined turns it off. */
function setSourceMapStackFormatter(formatter) {
  sourceMapFormatter = formatter;
}

function defaultPrepareStackTrace(error, trace) {
  if (sourceMapFormatter !== undefined) return sourceMapFormatter(error, trace);
  const header = kIsNodeError in error ?
    `${error.name} [${error.code}]: ${error.message}` : ErrorPrototypeToString(error);
  if (trace.length === 0) return header;
  return `${header}\n    at ${ArrayPrototypeJoin(trace, '\n    at ')}`;
}

// The function that programs find as `Error.prepareStackTrace` until they set their own.
function ErrorPrepareStackTrace(error, trace) {
  return defaultPrepareStackTrace(error, trace);
}

/** What a program has set as `Error.prepareStackTrace`, if anything. */
function userHookOf(constructor) {
  const hook = constructor?.prepareStackTrace;
  return typeof hook === 'function' && hook !== ErrorPrepareStackTrace ? hook : undefined;
}

/** What the engine calls when `error.stack` is first read; `realm` is the global object of the error's context. */
function prepareStackTraceCallback(error, trace, realm = globalThis) {
  const override = overrideStackTrace.get(error);
  if (override !== undefined) {
    overrideStackTrace.delete(error);
    return override(error, trace);
  }
  // Errors of vm contexts are also offered to the hook of the main context.
  const owner = userHookOf(realm.Error) ? realm.Error : Error;
  const hook = userHookOf(owner);
  if (hook !== undefined) return ReflectApply(hook, owner, [error, trace]);
  return defaultPrepareStackTrace(error, trace);
}

/** Gives the engine the formatter; called at start, since a start-up snapshot cannot hold it. */
function installStackFormatter() {
  binding('engine').attach({ __proto__: null, prepareStack: prepareStackTraceCallback, dressError });
  ObjectDefineProperty(Error, 'prepareStackTrace', {
    __proto__: null, value: ErrorPrepareStackTrace, writable: true, enumerable: false, configurable: true,
  });
}

// --- System errors -----------------------------------------------------------------------------------------

let bufferFrom;
function pathToBuffer(path) {
  bufferFrom ??= require('buffer').Buffer.from;
  return bufferFrom(`${path}`);
}

function forward(key) {
  const isPath = key === 'path' || key === 'dest';
  return {
    __proto__: null,
    get() { return isPath ? this.info[key]?.toString() : this.info[key]; },
    set(value) { this.info[key] = isPath && value ? pathToBuffer(value) : value; },
    enumerable: true,
    configurable: true,
  };
}

/** An error that carries the operating system's answer in `info`: {code, message, syscall, errno, path, dest}. */
function SystemError(code, prefix, context, newTarget) {
  let message = `${prefix}: ${context.syscall} returned ${context.code} (${context.message})`;
  if (context.path !== undefined) message += ` ${context.path}`;
  if (context.dest !== undefined) message += ` => ${context.dest}`;
  const err = ReflectConstruct(Error, [message], newTarget);
  ObjectDefineProperties(err, {
    __proto__: null,
    [kIsNodeError]: { __proto__: null, value: true, writable: false, enumerable: false, configurable: true },
    name: { __proto__: null, value: 'SystemError', writable: true, enumerable: false, configurable: true },
    code: { __proto__: null, value: code, writable: true, enumerable: true, configurable: true },
    info: { __proto__: null, value: context, writable: false, enumerable: true, configurable: true },
    errno: forward('errno'),
    syscall: forward('syscall'),
  });
  // These two exist only when the system call was about a path.
  if (context.path !== undefined) ObjectDefineProperty(err, 'path', forward('path'));
  if (context.dest !== undefined) ObjectDefineProperty(err, 'dest', forward('dest'));
  return err;
}
ObjectDefineProperty(SystemError, 'prototype', {
  __proto__: null,
  value: {
    __proto__: Error.prototype,
    constructor: SystemError,
    toString,
  },
});
// The accessors' values are the point of such an error.
ObjectDefineProperty(SystemError.prototype, SymbolFor('nodejs.util.inspect.custom'), {
  __proto__: null,
  value(depth, options, inspect) {
    return inspect(this, { ...options, getters: true, customInspect: false });
  },
  enumerable: false,
  configurable: true,
  writable: true,
});
ObjectDefineProperty(SystemError.prototype, 'constructor', { __proto__: null, enumerable: false });
ObjectDefineProperty(SystemError.prototype, 'toString', { __proto__: null, enumerable: false });

function makeSystemError(code, prefix) {
  function NodeError(context) {
    return SystemError(code, prefix, context, NodeError);
  }
  NodeError.prototype = { __proto__: SystemError.prototype };
  ObjectDefineProperty(NodeError.prototype, 'constructor', {
    __proto__: null, value: NodeError, writable: true, enumerable: false, configurable: true,
  });
  NodeError.HideStackFramesError = NodeError;
  return NodeError;
}

const systemErrorTexts = {
  __proto__: null,
  ERR_FS_CP_DIR_TO_NON_DIR: 'Cannot overwrite non-directory with directory',
  ERR_FS_CP_EEXIST: 'Target already exists',
  ERR_FS_CP_EINVAL: 'Invalid src or dest',
  ERR_FS_CP_FIFO_PIPE: 'Cannot copy a FIFO pipe',
  ERR_FS_CP_NON_DIR_TO_DIR: 'Cannot overwrite directory with non-directory',
  ERR_FS_CP_SOCKET: 'Cannot copy a socket file',
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: 'Cannot overwrite symlink in subdirectory of self',
  ERR_FS_CP_UNKNOWN: 'Cannot copy an unknown file type',
  ERR_FS_EISDIR: 'Path is a directory',
  ERR_SOCKET_BUFFER_SIZE: 'Could not get or set buffer size',
  ERR_SYSTEM_ERROR: 'A system error occurred',
  ERR_TTY_INIT_FAILED: 'TTY initialization failed',
};

let uvErrorMap;
/** errno -> [code, message] of the operating system's errors, or undefined. */
function uvErrmapGet(errno) {
  uvErrorMap ??= binding('uv').getErrorMap();
  return MapPrototypeGet(uvErrorMap, errno);
}

function systemErrorName(errno) {
  return uvErrmapGet(errno)?.[0] ?? `Unknown system error ${errno}`;
}

/** Makes an exported error maker whose instances look like plain Errors (`constructor` is Error). */
function plainError(Maker) {
  Maker.prototype = { __proto__: Error.prototype };
  ObjectDefineProperty(Maker.prototype, 'constructor', {
    __proto__: null, value: Error, writable: true, enumerable: false, configurable: true,
  });
  return Maker;
}

function checkErrno(errno) {
  if (typeof errno !== 'number') throw new codes.ERR_INVALID_ARG_TYPE('err', 'number', errno);
  if (errno >= 0 || !NumberIsSafeInteger(errno)) throw new codes.ERR_OUT_OF_RANGE('err', 'a negative integer', errno);
}

/** "open ENOENT[ original]" with errno, code, syscall. */
const ErrnoException = plainError(function ErrnoException(errno, syscall, original) {
  checkErrno(errno);
  const code = systemErrorName(errno);
  const message = original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`;
  const err = ReflectConstruct(Error, [message], ErrnoException);
  err.errno = errno;
  err.code = code;
  err.syscall = syscall;
  return err;
});

/** "ENOENT: no such file or directory, open 'path' -> 'dest'" with the context's own properties. */
const UVException = plainError(function UVException(context) {
  const known = uvErrmapGet(context.errno);
  const code = known === undefined ? 'UNKNOWN' : known[0];
  let message = `${code}: ${context.message || (known === undefined ? 'unknown error' : known[1])}, ${context.syscall}`;
  let path;
  let dest;
  if (context.path) {
    path = context.path.toString();
    message += ` '${path}'`;
  }
  if (context.dest) {
    dest = context.dest.toString();
    message += ` -> '${dest}'`;
  }
  const err = ReflectConstruct(Error, [message], UVException);
  const keys = ObjectKeys(context);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key !== 'message' && key !== 'path' && key !== 'dest') err[key] = context[key];
  }
  err.code = code;
  if (path) err.path = path;
  if (dest) err.dest = dest;
  return err;
});

function hostAndPort(address, port) {
  if (port && port > 0) return ` ${address}:${port}`;
  return address ? ` ${address}` : '';
}

/** "connect ENOENT: text 1.2.3.4:80" */
const UVExceptionWithHostPort = plainError(function UVExceptionWithHostPort(errno, syscall, address, port) {
  const { 0: code, 1: text } = uvErrmapGet(errno) ?? ['UNKNOWN', 'unknown error'];
  const message = `${syscall} ${code}: ${text}${hostAndPort(address, port)}`;
  const err = ReflectConstruct(Error, [message], UVExceptionWithHostPort);
  err.code = code;
  err.errno = errno;
  err.syscall = syscall;
  err.address = address;
  if (port) err.port = port;
  return err;
});

/** "connect ECONNREFUSED 1.2.3.4:80 - Local (0.0.0.0:0)" */
const ExceptionWithHostPort = plainError(function ExceptionWithHostPort(errno, syscall, address, port, additional) {
  checkErrno(errno);
  const code = systemErrorName(errno);
  let message = `${syscall} ${code}${hostAndPort(address, port)}`;
  if (additional) message += ` - Local (${additional})`;
  const err = ReflectConstruct(Error, [message], ExceptionWithHostPort);
  err.errno = errno;
  err.code = code;
  err.syscall = syscall;
  err.address = address;
  if (port) err.port = port;
  return err;
});

const kEaiNoData = -3007;
const kEaiNoName = -3008;

/** "getaddrinfo ENOTFOUND host"; `code` is an errno or already a name. */
const DNSException = plainError(function DNSException(code, syscall, hostname) {
  let errno;
  if (typeof code === 'number') {
    errno = code;
    code = errno === kEaiNoData || errno === kEaiNoName ? 'ENOTFOUND' : systemErrorName(errno);
  }
  const err = ReflectConstruct(Error, [`${syscall} ${code}${hostname ? ` ${hostname}` : ''}`], DNSException);
  err.errno = errno;
  err.code = code;
  err.syscall = syscall;
  if (hostname) err.hostname = hostname;
  return err;
});

/** An Error with code ECONNRESET. */
const ConnResetException = plainError(function ConnResetException(message) {
  const err = ReflectConstruct(Error, [message], ConnResetException);
  err.code = 'ECONNRESET';
  return err;
});

// --- Further error kinds -----------------------------------------------------------------------------------

/** What an aborted operation fails with. */
class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

class NodeAggregateError extends AggregateError {
  constructor(errors, message) {
    super(errors, message);
    this.code = errors[0]?.code;
  }

  get [kIsNodeError]() { return true; }

  get ['constructor']() { return AggregateError; }
}

/** Joins an error with the one that its handling caused: the outer one leads. */
function aggregateTwoErrors(innerError, outerError) {
  if (!innerError || !outerError || innerError === outerError) return innerError || outerError;
  if (ArrayIsArray(outerError.errors)) {
    ArrayPrototypePush(outerError.errors, innerError);
    return outerError;
  }
  const err = new NodeAggregateError([outerError, innerError], outerError.message);
  err.code = outerError.code;
  return err;
}

function genericNodeError(message, properties) {
  return ObjectAssign(startStackAt(new Error(message), genericNodeError), properties);
}

function isErrorLike(value) {
  // Not by the type of `stack`: reading it would format it.
  return value !== null && typeof value === 'object' && 'stack' in value;
}

let overflowMessage;
let overflowName;
/** True for the engine's "Maximum call stack size exceeded", whatever its text. */
function isStackOverflowError(err) {
  if (overflowMessage === undefined) {
    try {
      (function recurse() { recurse(); })();
    } catch (overflow) {
      overflowMessage = overflow.message;
      overflowName = overflow.name;
    }
  }
  return err && err.name === overflowName && err.message === overflowMessage;
}

/** The error every function of a module throws whose native part does not exist yet. */
function notYet(name) {
  return new codes.ERR_WEIR_NOT_YET(name);
}

// --- Filling the registry ----------------------------------------------------------------------------------

/** Makes the constructor of a code that is asked for the first time; undefined when no table has it. */
function constructorOf(code) {
  const composed = entries[code];
  if (composed !== undefined) {
    return register(code, (Base) => makeComposed(code, composed, Base), composed.base, composed.also ?? kNone);
  }
  const fixed = require('internal/errors_texts')[code] ?? require('internal/errors_texts_net')[code];
  if (fixed !== undefined) {
    const { 0: Base, 1: text } = fixed;
    return register(code, (B) => makeFixed(code, text, B), Base, ArrayPrototypeSlice(fixed, 2));
  }
  const prefix = systemErrorTexts[code];
  return prefix === undefined ? undefined : made[code] = makeSystemError(code, prefix);
}

module.exports = {
  AbortError,
  ConnResetException,
  DNSException,
  E,
  ErrnoException,
  ErrorPrepareStackTrace,
  ExceptionWithHostPort,
  NodeAggregateError,
  SystemError,
  UVException,
  UVExceptionWithHostPort,
  addNumericalSeparator,
  aggregateTwoErrors,
  codes,
  defaultPrepareStackTrace,
  determineSpecificType,
  formatList,
  genericNodeError,
  hideStackFrames,
  installStackFormatter,
  isErrorLike,
  isErrorStackTraceLimitWritable,
  isStackOverflowError,
  kIsNodeError,
  kNodeErrorMarker: kIsNodeError,
  notYet,
  overrideStackTrace,
  prepareStackTraceCallback,
  setSourceMapStackFormatter,
  startStackAt,
  uvErrmapGet,
};
