'use strict';
// `module.registerHooks`: synchronous resolve and load hooks, as chains around the loaders' defaults. The last registered
// hook runs first. Owner: the module loaders, which come here only while a chain is not empty.

const {
  ArrayIsArray,
  ArrayPrototypeConcat,
  ArrayPrototypeFilter,
  ObjectAssign,
  ObjectFreeze,
  StringPrototypeStartsWith,
  Symbol,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_PROPERTY_VALUE,
    ERR_UNKNOWN_BUILTIN_MODULE,
  },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');
const { builtinId, builtinURL, hasBuiltinScheme, loadBuiltin } = require('module/builtins');
const { getConditions, kFormat, kURL, state } = require('module/state');

const native = binding('module');

const kId = Symbol('kModuleHooksIdKey');
let count = 0;

class ModuleHooks {
  constructor(resolve, load) {
    this.resolve = resolve;
    this.load = load;
    this[kId] = Symbol(`module-hook-${count++}`);
    ObjectFreeze(this);
  }

  /** Takes the hooks out of their chains; what is resolving at the moment goes on with them. */
  deregister() {
    state.resolveHooks = without(state.resolveHooks, this);
    state.loadHooks = without(state.loadHooks, this);
  }
}

function without(chain, hooks) {
  if (chain === null) return null;
  const rest = ArrayPrototypeFilter(chain, (entry) => entry !== hooks);
  return rest.length === 0 ? null : rest;
}

function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve) validateFunction(resolve, 'hooks.resolve');
  if (load) validateFunction(load, 'hooks.load');
  const registered = new ModuleHooks(resolve, load);
  // New arrays: a chain that is running must not change under it.
  if (resolve) state.resolveHooks = ArrayPrototypeConcat(state.resolveHooks ?? [], registered);
  if (load) state.loadHooks = ArrayPrototypeConcat(state.loadHooks ?? [], registered);
  return registered;
}

// --- Chains ------------------------------------------------------------------------------------------------

/**
 * Runs `chain` from its end down to `last`, each hook wrapping the next. `check` throws on an answer that cannot be used.
 */
function runChain(chain, kind, subject, context, last, check) {
  const step = (index, value, given, carried) => {
    const merged = given === undefined ? carried : ObjectAssign({}, carried, given);
    if (index < 0) return last(value, merged);
    let calledNext = false;
    const next = (nextValue = value, nextContext = undefined) => {
      calledNext = true;
      return step(index - 1, nextValue, nextContext, merged);
    };
    const answer = chain[index][kind](value, merged, next);
    check(answer, calledNext);
    return answer;
  };
  return step(chain.length - 1, subject, undefined, context);
}

function checkShortCircuit(answer, calledNext, hook) {
  if (!calledNext && answer.shortCircuit !== true) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('true', hook, 'shortCircuit', answer.shortCircuit);
  }
}

function checkResolved(answer, calledNext) {
  const url = answer?.url;
  if (typeof url !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', 'resolve', 'url', url);
  }
  checkShortCircuit(answer, calledNext, 'resolve');
}

function isSource(source) {
  return typeof source === 'string' || isAnyArrayBuffer(source) || isArrayBufferView(source);
}

function checkLoaded(answer, calledNext) {
  const { source, format } = answer ?? {};
  // CommonJS without a source is read by the CommonJS loader itself.
  const mayLack = format === 'builtin' || format === 'addon' || format === 'commonjs';
  if (!isSource(source) && !(mayLack && (source === null || source === undefined))) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', 'load', 'source', source);
  }
  checkShortCircuit(answer, calledNext, 'load');
}

function checkLoadedLoosely(answer, calledNext) {
  if (answer?.format === 'builtin') {
    checkShortCircuit(answer, calledNext, 'load');
    return;
  }
  checkLoaded(answer, calledNext);
}

/** The word for a format that programs know. */
function publicFormat(format) {
  switch (format) {
    case 'ambiguous':
    case 'ambiguous-typescript':
    case 'module-or-wasm':
      return null;
    case 'builtin':
      return undefined;
    default:
      return format;
  }
}

// --- require -----------------------------------------------------------------------------------------------

function urlOf(filename) {
  const id = builtinId(filename);
  if (id !== undefined) return builtinURL(id);
  return filename[0] === '/' ? native.pathToUrl(filename) : filename;
}

function pathOf(url) {
  if (StringPrototypeStartsWith(url, 'file:')) return native.urlToPath(url);
  const id = builtinId(url);
  // Names that may stand alone are answered so, as require.resolve does.
  if (id !== undefined) return builtinId(id) !== undefined ? id : url;
  return url;
}

function checkConditions(conditions) {
  if (!ArrayIsArray(conditions)) throw new ERR_INVALID_ARG_VALUE('conditions', conditions, 'Expected an array');
  return conditions;
}

/** Resolves a `require` through the chain: `{ filename, url, format }`. */
function resolveChain(Module, request, parent, isMain, options) {
  if (state.resolveHooks === null) {
    const filename = Module._resolveFilename(request, parent, isMain, options);
    return { __proto__: null, filename, url: urlOf(filename), format: undefined };
  }
  let plain;
  const conditions = getConditions().require;
  const context = {
    parentURL: parent?.[kURL] ?? (parent?.filename ? native.pathToUrl(parent.filename) : undefined),
    importAttributes: { __proto__: null },
    conditions,
  };
  const last = (specifier, { conditions: given }) => {
    let how = options;
    if (given !== conditions && given !== undefined) how = { ...options, conditions: checkConditions(given) };
    const filename = Module._resolveFilename(specifier, parent, isMain, how);
    const url = urlOf(filename);
    plain = { url, filename };
    const format = hasBuiltinScheme(filename) ? 'builtin' : undefined;
    return { __proto__: null, url, format, importAttributes: undefined };
  };
  const answer = runChain(state.resolveHooks, 'resolve', request, context, last, checkResolved);
  const filename = plain?.url === answer.url ? plain.filename : pathOf(answer.url);
  return { __proto__: null, filename, url: answer.url, format: answer.format };
}

/** `require.resolve` while hooks are there. */
function resolveWithHooks(Module, request, parent, options) {
  return resolveChain(Module, request, parent, false, options).filename;
}

/** `Module._load` while hooks are there. */
function loadWithHooks(Module, loadFile, request, parent, isMain) {
  const { filename, url, format } = resolveChain(Module, request, parent, isMain);
  if (hasBuiltinScheme(url)) return loadBuiltinWithHooks(url, request, Module, parent, isMain, loadFile);
  const known = format === undefined || format === null ? undefined : format;
  return loadFile(filename, parent, isMain, undefined, url, known);
}

function loadBuiltinWithHooks(url, request, Module, parent, isMain, loadFile) {
  const id = builtinId(url);
  if (id === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(url);
  if (state.loadHooks === null) return loadBuiltin(id);
  const answer = runLoad(url, 'builtin', getConditions().require, { __proto__: null },
                         () => ({ __proto__: null, source: null, format: 'builtin' }));
  if (answer.format === 'builtin') return loadBuiltin(id);
  // A hook replaces the built-in with a module of its own, cached under the built-in's URL.
  return loadFile(url, parent, isMain, undefined, url, answer.format, answer.source);
}

function runLoad(url, format, conditions, importAttributes, last) {
  const context = { conditions, format, importAttributes };
  return runChain(state.loadHooks, 'load', url, context, last, checkLoadedLoosely);
}

/** Source and format of a required file through the chain. */
function loadForRequire(module, filename, format, readText) {
  const url = module[kURL] ?? urlOf(filename);
  const last = (at, context) => {
    const file = StringPrototypeStartsWith(at, 'file:') ? native.urlToPath(at) : at;
    if (hasBuiltinScheme(at)) return { __proto__: null, source: null, format: 'builtin' };
    return { __proto__: null, source: readText(file), format: context.format };
  };
  const answer = runLoad(url, module[kFormat] ?? format, getConditions().require, { __proto__: null }, last);
  const source = answer.source ?? (answer.format === 'commonjs' ? readText(filename) : answer.source);
  return { __proto__: null, source, format: answer.format ?? undefined };
}

/** The exports of a built-in that a hook put in the place of a file. */
function builtinExports(url) {
  const id = builtinId(url);
  if (id === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(url);
  return loadBuiltin(id);
}

// --- import ------------------------------------------------------------------------------------------------

/** Resolves an `import` through the chain: `{ url, format, attributes }`. */
function resolveForImport(specifier, parentURL, attributes, isMain) {
  const conditions = getConditions().import;
  let plain;
  const last = (request, context) => {
    const { resolveUnhooked } = require('module/esm');
    const given = context.conditions === undefined ? undefined : checkConditions(context.conditions);
    const found = resolveUnhooked(request, context.parentURL, context.importAttributes ?? attributes, given, isMain);
    plain = found;
    return { __proto__: null, url: found.url, format: publicFormat(found.format), importAttributes: found.attributes };
  };
  const context = { parentURL, importAttributes: attributes, conditions };
  const answer = runChain(state.resolveHooks, 'resolve', specifier, context, last, checkResolved);
  let { format } = answer;
  // The open formats stay what resolving found, unless a hook says otherwise.
  if (plain !== undefined && plain.url === answer.url && (format === undefined || format === null)) {
    format = plain.format;
  }
  return { __proto__: null, url: answer.url, format, attributes: answer.importAttributes };
}

/** Source and format of an imported module through the chain. */
function loadForImport(url, format, attributes) {
  const hinted = format;
  const last = (at, context) => {
    const { loadUnhooked } = require('module/esm_source');
    const given = context.format ?? (at === url ? hinted : undefined);
    const loaded = loadUnhooked(at, given ?? undefined, context.importAttributes ?? attributes);
    const source = typeof loaded.source === 'string' ? require('buffer').Buffer.from(loaded.source) : loaded.source;
    return { __proto__: null, source, format: loaded.format, detected: loaded.detected };
  };
  const answer = runLoad(url, publicFormat(format), getConditions().import, attributes, last);
  require('module/esm_format').validateAttributes(url, answer.format, attributes);
  return { __proto__: null, source: answer.source, format: answer.format, detected: answer.detected, hooked: true };
}

module.exports = {
  builtinExports,
  loadForImport,
  loadForRequire,
  loadWithHooks,
  publicFormat,
  registerHooks,
  resolveForImport,
  resolveWithHooks,
};
