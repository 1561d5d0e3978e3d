'use strict';

// `vm.Module`, `vm.SourceTextModule` and `vm.SyntheticModule`: ES modules whose loading a program does itself.
//
// Owner: vm, which loads this with --experimental-vm-modules. The records are the engine's; a module here holds the
// handle of one and what linking needs to know. A promise that `evaluate` returns belongs to the caller's realm, since
// one of a context with its own microtask queue would never settle for it.

const {
  ArrayIsArray,
  ArrayPrototypeForEach,
  ArrayPrototypeMap,
  ObjectFreeze,
  ObjectGetPrototypeOf,
  ObjectSetPrototypeOf,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  ReflectApply,
  SafeMap,
  SafePromiseAllReturnArrayLike,
  SafeSet,
  SafeWeakMap,
  Symbol,
  TypeError,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_MODULE_LINK_MISMATCH,
    ERR_SOURCE_PHASE_NOT_DEFINED,
    ERR_VM_MODULE_ALREADY_LINKED,
    ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA,
    ERR_VM_MODULE_DIFFERENT_CONTEXT,
    ERR_VM_MODULE_LINK_FAILURE,
    ERR_VM_MODULE_NOT_MODULE,
    ERR_VM_MODULE_STATUS,
  },
} = require('internal/errors');
const { customInspectSymbol, getConstructorOf, kEmptyObject } = require('internal/util');
const {
  validateArray,
  validateBoolean,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateObject,
  validateString,
  validateUint32,
} = require('internal/validators');
const { hostSymbolFor } = require('vm/dynamic_import');

const engine = binding('engine');
const native = binding('contextify');
const { getPromiseDetails } = binding('util');

const statuses = ['unlinked', 'linking', 'linked', 'evaluating', 'evaluated', 'errored'];
const kInstantiated = 2;
const kErrored = 5;

const phases = [undefined, 'source', 'evaluation', 'defer'];

const kPromisePending = 0;
const kPromiseRejected = 2;

// Guards the base class's constructor: modules are made by its two subclasses alone.
const kInside = Symbol('kInside');

// How many modules got a name of ours, by context.
const counts = new SafeWeakMap();
let mainCount = 0;

function nextIdentifier(context) {
  if (context === undefined) return `vm:module(${mainCount++})`;
  const count = counts.get(context) ?? 0;
  counts.set(context, count + 1);
  return `vm:module(${count})`;
}

function readContext(options) {
  validateObject(options, 'options');
  const { context, identifier } = options;
  if (context !== undefined) {
    validateObject(context, 'context');
    if (!native.isContext(context)) throw new ERR_INVALID_ARG_TYPE('options.context', 'vm.Context', context);
  }
  if (identifier !== undefined) validateString(identifier, 'options.identifier');
  return { context, identifier: identifier ?? nextIdentifier(context) };
}

function globalOf(context) {
  return context === undefined ? undefined : native.contextGlobal(context);
}

// What the settled promise of another realm holds, in a promise of this one.
function ownPromise(promise) {
  const { 0: state, 1: result } = getPromiseDetails(promise);
  if (state === kPromisePending) {
    return new Promise((resolve, reject) => {
      PromisePrototypeThen(promise, resolve, reject);
    });
  }
  if (state !== kPromiseRejected) return PromiseResolve(result);
  // This rejection is passed on; the first promise needs no handler any more.
  PromisePrototypeThen(promise, undefined, () => {});
  return PromiseReject(result);
}

// What sees the private parts of the classes below.
let handleOf;
let isModule;
let linkGraph;

class Module {
  #handle;
  #context;
  #identifier;

  constructor(inside, handle, context, identifier) {
    if (inside !== kInside) throw new TypeError('Module is not a constructor');
    this.#handle = handle;
    this.#context = context;
    this.#identifier = identifier;
  }

  static {
    isModule = (value) => typeof value === 'object' && value !== null && #handle in value;
    handleOf = (module) => {
      if (!isModule(module)) throw new ERR_INVALID_THIS('Module');
      return module.#handle;
    };
  }

  get identifier() {
    handleOf(this);
    return this.#identifier;
  }

  get context() {
    handleOf(this);
    return this.#context;
  }

  get namespace() {
    const handle = handleOf(this);
    if (engine.moduleStatus(handle) < kInstantiated) {
      throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    }
    return engine.moduleNamespace(handle);
  }

  get status() {
    return statuses[engine.moduleStatus(handleOf(this))];
  }

  get error() {
    const handle = handleOf(this);
    if (engine.moduleStatus(handle) !== kErrored) throw new ERR_VM_MODULE_STATUS('must be errored');
    return engine.moduleError(handle);
  }

  async link(linker) {
    handleOf(this);
    validateFunction(linker, 'linker');
    if (this.status === 'linked') throw new ERR_VM_MODULE_ALREADY_LINKED();
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    await linkOf(this, linker);
    engine.moduleInstantiate(this.#handle);
  }

  evaluate(options = kEmptyObject) {
    try {
      return this.#evaluate(options);
    } catch (error) {
      return PromiseReject(error);
    }
  }

  #evaluate(options) {
    const handle = handleOf(this);
    validateObject(options, 'options');
    const { timeout, breakOnSigint = false } = options;
    if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
    validateBoolean(breakOnSigint, 'options.breakOnSigint');
    const { status } = this;
    if (status !== 'linked' && status !== 'evaluated' && status !== 'errored') {
      throw new ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
    }

    const context = this.#context;
    const run = () => {
      const promise = engine.moduleEvaluate(handle);
      if (context !== undefined) native.runMicrotasksOf(context);
      return promise;
    };
    return ownPromise(timeout === undefined && !breakOnSigint ? run() : native.guarded(run, timeout ?? 0, breakOnSigint));
  }

  [customInspectSymbol](depth, options) {
    handleOf(this);
    const constructor = getConstructorOf(this) || Module;
    if (typeof depth === 'number' && depth < 0) return `[${constructor.name}]`;

    const shown = { status: this.status, identifier: this.identifier, context: this.context };
    // What is shown has the name of the module's class.
    ObjectSetPrototypeOf(shown, ObjectGetPrototypeOf(this));
    return require('util/inspect').inspect(shown, { ...options, customInspect: false });
  }
}

// A module that may stand for `specifier` in one of `context`.
function checkLink(module, specifier, context) {
  if (!isModule(module)) throw new ERR_VM_MODULE_NOT_MODULE();
  if (module.context !== context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
  if (module.status === 'errored') {
    throw new ERR_VM_MODULE_LINK_FAILURE(`request for '${specifier}' resolved to an errored module`, module.error);
  }
}

// No module that a program makes has a source to import.
function noSource(module) {
  return new ERR_SOURCE_PHASE_NOT_DEFINED(
    `Source phase import object is not defined for module '${module.identifier}'`);
}

class SourceTextModule extends Module {
  #linking = false;
  #linked = false;
  #linkError;
  #failed = false;
  #requests;
  #specifiers;
  #sourceText;

  constructor(sourceText, options = kEmptyObject) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    const { context, identifier } = readContext(options);
    const {
      lineOffset = 0,
      columnOffset = 0,
      initializeImportMeta,
      importModuleDynamically,
      cachedData,
    } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) {
      validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    }
    if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');

    let self;
    const symbol = hostSymbolFor(importModuleDynamically, identifier, () => self);
    const handle = engine.moduleCompile(identifier, sourceText, lineOffset, columnOffset, symbol, globalOf(context),
                                        cachedData);
    super(kInside, handle, context, identifier);
    self = this;
    handle.url = identifier;
    if (initializeImportMeta !== undefined) {
      handle.initializeImportMeta = (meta) => initializeImportMeta(meta, self);
    }

    this.#sourceText = sourceText;
    this.#requests = ObjectFreeze(ArrayPrototypeMap(engine.moduleRequests(handle), readRequest));
  }

  static #of(value) {
    if (typeof value !== 'object' || value === null || !(#linking in value)) {
      throw new ERR_INVALID_THIS('SourceTextModule');
    }
    return value;
  }

  get moduleRequests() {
    return SourceTextModule.#of(this).#requests;
  }

  get dependencySpecifiers() {
    const self = SourceTextModule.#of(this);
    return self.#specifiers ??= ObjectFreeze(ArrayPrototypeMap(self.#requests, (request) => request.specifier));
  }

  get status() {
    const self = SourceTextModule.#of(this);
    if (self.#failed) return 'errored';
    if (self.#linking) return 'linking';
    return super.status;
  }

  get error() {
    const self = SourceTextModule.#of(this);
    return self.#failed ? self.#linkError : super.error;
  }

  linkRequests(modules) {
    const self = SourceTextModule.#of(this);
    if (self.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    validateArray(modules, 'modules');
    self.#setLinks(modules);
  }

  #setLinks(modules) {
    const requests = this.#requests;
    if (modules.length !== requests.length) {
      throw new ERR_MODULE_LINK_MISMATCH(`Expected ${requests.length} modules, got ${modules.length}`);
    }
    const { context } = this;
    const chosen = new SafeMap();
    const handles = [];
    for (let i = 0; i < requests.length; i++) {
      checkLink(modules[i], requests[i].specifier, context);

      const key = requestKey(requests[i]);
      const first = chosen.get(key);
      if (first === undefined) {
        chosen.set(key, i);
      } else if (modules[first] !== modules[i]) {
        throw new ERR_MODULE_LINK_MISMATCH(
          `Module request '${requests[i].specifier}' at index ${i} must be linked to the same module requested at ` +
          `index ${first}`);
      }
      handles[i] = handleOf(modules[i]);
    }
    for (let i = 0; i < requests.length; i++) {
      if (requests[i].phase === 'source') throw noSource(modules[i]);
    }
    engine.moduleLink(handleOf(this), handles);
    this.#linked = true;
  }

  instantiate() {
    const self = SourceTextModule.#of(this);
    if (self.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    if (!self.#linked) throw new ERR_VM_MODULE_LINK_FAILURE('module is not linked');
    engine.moduleInstantiate(handleOf(self));
  }

  hasAsyncGraph() {
    const handle = handleOf(SourceTextModule.#of(this));
    if (engine.moduleStatus(handle) < kInstantiated) throw new ERR_VM_MODULE_STATUS('must be instantiated');
    return engine.moduleIsGraphAsync(handle);
  }

  // V8 tells of whole graphs alone, and only when they are instantiated: of one module its text has to tell.
  hasTopLevelAwait() {
    return require('repl/await').awaitsOutside(SourceTextModule.#of(this).#sourceText).length > 0;
  }

  createCachedData() {
    const handle = handleOf(SourceTextModule.#of(this));
    if (engine.moduleStatus(handle) > kInstantiated) throw new ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    const bytes = engine.moduleCodeCache(handle);
    return require('buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  // Resolves all requests with the program's linker, and those of what it gives that is not linked yet.
  async #linkGraph(linker) {
    this.#linking = true;
    const requests = this.#requests;
    const modules = await SafePromiseAllReturnArrayLike(requests, async ({ specifier, attributes }) => {
      const linked = await linker(specifier, this, { attributes, assert: attributes });
      try {
        checkLink(linked, specifier, this.context);
      } catch (error) {
        this.#failed = true;
        this.#linkError = error;
        throw error;
      }
      if (linked.status === 'unlinked') await linkOf(linked, linker);
      return linked;
    });
    const list = [];
    for (let i = 0; i < requests.length; i++) list[i] = modules[i];
    this.#setLinks(list);
    this.#linking = false;
  }

  static {
    linkGraph = (module, linker) => SourceTextModule.#of(module).#linkGraph(linker);
  }
}

function readRequest({ 0: specifier, 1: pairs, 4: phase }) {
  const attributes = { __proto__: null };
  for (let i = 0; i < pairs.length; i += 2) attributes[pairs[i]] = pairs[i + 1];
  return ObjectFreeze({ __proto__: null, specifier, attributes: ObjectFreeze(attributes), phase: phases[phase] });
}

function requestKey({ specifier, attributes }) {
  let key = specifier;
  for (const name in attributes) key += `\0${name}\0${attributes[name]}`;
  return key;
}

function linkOf(module, linker) {
  return module instanceof SyntheticModule ? PromiseResolve() : linkGraph(module, linker);
}

class SyntheticModule extends Module {
  #brand;

  constructor(exportNames, evaluateCallback, options = kEmptyObject) {
    if (!ArrayIsArray(exportNames)) {
      throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
    }
    const seen = new SafeSet();
    ArrayPrototypeForEach(exportNames, (name) => {
      if (typeof name !== 'string') {
        throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
      }
      if (seen.has(name)) throw new ERR_INVALID_ARG_VALUE(`exportNames.${name}`, name, 'is duplicated');
      seen.add(name);
    });
    validateFunction(evaluateCallback, 'evaluateCallback');
    const { context, identifier } = readContext(options);

    let self;
    const steps = () => {
      ReflectApply(evaluateCallback, self, []);
    };
    const handle = engine.moduleSynthetic(identifier, exportNames, steps, globalOf(context));
    super(kInside, handle, context, identifier);
    self = this;
    handle.url = identifier;
    // It imports nothing, so there is nothing to wait for.
    engine.moduleInstantiate(handle);
  }

  async link() {
    handleOf(this);
  }

  setExport(name, value) {
    if (typeof this !== 'object' || this === null || !(#brand in this)) throw new ERR_INVALID_THIS('SyntheticModule');
    validateString(name, 'name');
    engine.moduleSetExport(handleOf(this), name, value);
  }
}

module.exports = { Module, SourceTextModule, SyntheticModule, isModule };
