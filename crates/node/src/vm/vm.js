'use strict';

// The public module `vm` (doc/api/vm.md): scripts, contexts and functions compiled by the program.
//
// Owner: vm. Arguments are checked here; contexts, compiling and the watch over running code are native. Modules
// (`vm.SourceTextModule` and its kin) live in `vm/module` and exist with --experimental-vm-modules only.
//
// Native ops, `binding('contextify')`:
//   makeContext(object | undefined, name, origin, strings, wasm, ownQueue) -> the object, or the new global
//   isContext(object), contextGlobal(object) -> the context's global
//   compileScript(code, filename, line, column, symbol, cachedData, produceCachedData)
//     -> [handle, sourceMapURL, sourceURL, cachedDataRejected, cachedData]
//   runScript(handle, object | undefined), scriptCache(handle)
//   compileFunction(code, filename, line, column, symbol, cachedData, produceCachedData, context, extensions, params)
//     -> [function, sourceMapURL, sourceURL, cachedDataRejected, cachedData]
//   runMicrotasksOf(object), guarded(fn, timeout, breakOnSigint)

const {
  ArrayPrototypeForEach,
  ObjectFreeze,
  PromiseReject,
  PromiseResolve,
  ReflectSet,
  Symbol,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
  },
  notYet,
} = require('internal/errors');
const { emitExperimentalWarning, kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowArray,
  kValidateObjectAllowObjects,
  validateArray,
  validateBoolean,
  validateBuffer,
  validateInt32,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
  validateUint32,
} = require('internal/validators');
const { hostSymbolFor, defaultLoader } = require('vm/dynamic_import');

const native = binding('contextify');
const engine = binding('engine');

const kNotContextified = Symbol('vm_context_no_contextify');
const microtaskModes = ['afterEvaluate', undefined];

let contextCount = 0;

function isContext(object) {
  validateObject(object, 'object', kValidateObjectAllowArray);
  return native.isContext(object);
}

function validateContext(contextifiedObject) {
  if (!isContext(contextifiedObject)) {
    throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', contextifiedObject);
  }
}

// Puts the source line that an error came from above its stack, once.
function decorate(error) {
  const arrow = engine.errorArrow(error);
  if (arrow === undefined) return;
  const { stack } = error;
  if (typeof stack === 'string') ReflectSet(error, 'stack', `${arrow}\n${stack}`);
  engine.setErrorArrow(error, undefined);
}

function decorated(compile) {
  try {
    return compile();
  } catch (error) {
    decorate(error);
    throw error;
  }
}

// What both scripts and functions take.
function readCompileOptions(options, filenameDefault) {
  const {
    filename = filenameDefault,
    lineOffset = 0,
    columnOffset = 0,
    cachedData,
    produceCachedData = false,
    importModuleDynamically,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(lineOffset, 'options.lineOffset');
  validateInt32(columnOffset, 'options.columnOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
  return { filename, lineOffset, columnOffset, cachedData, produceCachedData, importModuleDynamically };
}

function asBuffer(bytes) {
  const { Buffer } = require('buffer');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// What became of the code cache, as properties of the script or function.
function keepCacheFacts(target, { 3: rejected, 4: data }, produce) {
  if (rejected !== undefined) target.cachedDataRejected = rejected;
  if (!produce) return;
  if (data !== undefined) target.cachedData = asBuffer(data);
  target.cachedDataProduced = data !== undefined;
}

function readRunOptions(options = kEmptyObject) {
  validateObject(options, 'options');
  const { breakOnSigint = false, displayErrors = true, timeout } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return { breakOnSigint, displayErrors, timeout };
}

class Script {
  #handle;

  constructor(code, options = kEmptyObject) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const {
      filename, lineOffset, columnOffset, cachedData, produceCachedData, importModuleDynamically,
    } = readCompileOptions(options, 'evalmachine.<anonymous>');
    const symbol = hostSymbolFor(importModuleDynamically, filename, () => this);

    const compiled = decorated(() =>
      native.compileScript(code, filename, lineOffset, columnOffset, symbol, cachedData, produceCachedData));
    this.#handle = compiled[0];
    keepCacheFacts(this, compiled, produceCachedData);
    this.sourceURL = compiled[2];
    this.sourceMapURL = compiled[1];
  }

  #run(object, { breakOnSigint, displayErrors, timeout }) {
    const handle = this.#handle;
    try {
      if (timeout === undefined && !breakOnSigint) return native.runScript(handle, object);
      return native.guarded(() => native.runScript(handle, object), timeout ?? 0, breakOnSigint);
    } catch (error) {
      if (displayErrors) decorate(error);
      throw error;
    }
  }

  runInThisContext(options) {
    return this.#run(undefined, readRunOptions(options));
  }

  runInContext(contextifiedObject, options) {
    validateContext(contextifiedObject);
    return this.#run(contextifiedObject, readRunOptions(options));
  }

  runInNewContext(contextObject, options) {
    if (contextObject !== undefined && contextObject !== kNotContextified) isContext(contextObject);
    const context = createContext(contextObject, contextOptionsOf(options));
    return this.runInContext(context, options);
  }

  createCachedData() {
    return asBuffer(native.scriptCache(this.#handle));
  }
}

// The options of `createContext` as the functions that make a context on the way spell them.
function contextOptionsOf(options) {
  if (!options) return kEmptyObject;
  const {
    contextName: name,
    contextOrigin: origin,
    contextCodeGeneration: codeGeneration,
    microtaskMode,
  } = options;
  validateObject(options, 'options');
  if (name !== undefined) validateString(name, 'options.contextName');
  if (origin !== undefined) validateString(origin, 'options.contextOrigin');
  if (codeGeneration !== undefined) {
    validateObject(codeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = codeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
  }
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return { name, origin, codeGeneration, microtaskMode };
}

function createContext(contextObject = {}, options = kEmptyObject) {
  const vanilla = contextObject === kNotContextified;
  if (!vanilla && isContext(contextObject)) return contextObject;

  validateObject(options, 'options');
  const {
    name = `VM Context ${++contextCount}`,
    origin,
    codeGeneration,
    microtaskMode,
    importModuleDynamically,
  } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  let strings = true;
  let wasm = true;
  if (codeGeneration !== undefined) {
    ({ strings = true, wasm = true } = codeGeneration);
    validateBoolean(strings, 'options.codeGeneration.strings');
    validateBoolean(wasm, 'options.codeGeneration.wasm');
  }
  validateOneOf(microtaskMode, 'options.microtaskMode', microtaskModes);

  let context;
  const symbol = importModuleDynamically === undefined ?
    undefined :
    hostSymbolFor(importModuleDynamically, name, () => context);
  context = native.makeContext(vanilla ? undefined : contextObject, name, origin, strings, wasm,
                               microtaskMode === 'afterEvaluate', symbol);
  return context;
}

function createScript(code, options) {
  return new Script(code, options);
}

// A string is the file name. What is no object at all counts as none: only `runInThisContext` looks closer.
function namedOptions(options) {
  return typeof options === 'string' ? { filename: options } : { ...options };
}

function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  options = namedOptions(options);
  return createScript(code, options).runInContext(contextifiedObject, options);
}

function runInNewContext(code, contextObject, options) {
  // What cannot be a context is told before the options are looked at.
  if (contextObject !== undefined && contextObject !== kNotContextified) isContext(contextObject);
  options = namedOptions(options);
  const context = createContext(contextObject, contextOptionsOf(options));
  return createScript(code, options).runInContext(context, options);
}

function runInThisContext(code, options) {
  if (typeof options === 'string') options = { filename: options };
  return createScript(code, options).runInThisContext(options);
}

function compileFunction(code, params, options = kEmptyObject) {
  validateString(code, 'code');
  validateObject(options, 'options');
  if (params !== undefined) validateStringArray(params, 'params');
  const {
    filename, lineOffset, columnOffset, cachedData, produceCachedData, importModuleDynamically,
  } = readCompileOptions(options, '');
  const { parsingContext, contextExtensions = [] } = options;
  if (parsingContext !== undefined &&
      (typeof parsingContext !== 'object' || parsingContext === null || !isContext(parsingContext))) {
    throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  ArrayPrototypeForEach(contextExtensions, (extension, i) => {
    validateObject(extension, `options.contextExtensions[${i}]`, kValidateObjectAllowObjects);
  });

  let result;
  const symbol = hostSymbolFor(importModuleDynamically, filename, () => result);
  const compiled = decorated(() =>
    native.compileFunction(code, filename, lineOffset, columnOffset, symbol, cachedData, produceCachedData,
                           parsingContext, contextExtensions, params ?? []));
  result = compiled[0];
  keepCacheFacts(result, compiled, produceCachedData);
  return result;
}

const measureModes = ['summary', 'detailed'];
const measureExecutions = ['default', 'eager'];

function measureMemory(options = kEmptyObject) {
  emitExperimentalWarning('vm.measureMemory');
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', measureModes);
  validateOneOf(execution, 'options.execution', measureExecutions);
  // The engine's own measurement, context by context, is not in its interface for embedders: this is the whole heap's.
  const { 0: total, 4: used, 9: contexts } = binding('v8').heapStatistics();
  const measured = { jsMemoryEstimate: used, jsMemoryRange: [used, total] };
  if (mode === 'summary') return PromiseResolve({ total: measured });
  if (contexts > 1) return PromiseReject(notYet('vm.measureMemory of several contexts'));
  return PromiseResolve({ total: measured, current: measured, other: [] });
}

const constants = {
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: defaultLoader,
  DONT_CONTEXTIFY: kNotContextified,
};
ObjectFreeze(constants);

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
};

if (require('internal/options').getOptionValue('--experimental-vm-modules')) {
  const { Module, SourceTextModule, SyntheticModule } = require('vm/module');
  module.exports.Module = Module;
  module.exports.SourceTextModule = SourceTextModule;
  module.exports.SyntheticModule = SyntheticModule;
}
