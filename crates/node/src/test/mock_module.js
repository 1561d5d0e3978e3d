'use strict';

// Mocks of modules (`mock.module()`): while a mock stands, `require()` and `import` of its module give what the test said.
//
// Owner: test. `import` is led astray by hooks of the kind that programs register too; `require` by a `Module._load` of our
// own, since `require.resolve` shall go on telling the truth. Both are there only as long as a mock is.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  Error,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectKeys,
  ReflectApply,
  SafeMap,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');
const { validateBoolean, validateObject } = require('internal/validators');
const { Module } = require('module/cjs');
const hooks = require('module/hooks');
const { hasBuiltinScheme } = require('module/builtins');

const { callerLocation } = binding('util');
const engine = binding('engine');
const native = binding('module');

// Frames of the runtime between here and the program, and some to spare.
const kFrames = 12;
const kScheme = 'node-test-mock:';

// URL of the module -> its mock.
const mocks = new SafeMap();
// URL that an import was led to -> its mock.
const instances = new SafeMap();
let made = 0;
let registered;
let originalLoad;
// While the module to mock is looked for: mocks that stand do not hide it.
let locating = false;

// --- What the program says ---------------------------------------------------------------------------------

const warned = { __proto__: null };

function warnDeprecated(name, instead) {
  if (warned[name]) return;
  warned[name] = true;
  process.emitWarning(`mock.module(): options.${name} is deprecated. Use options.${instead} instead.`, 'DeprecationWarning');
}

// Exports as `{ names, hasDefault, holder, key }`: values are read when a mock is loaded, since they may be getters.
function readExports(options) {
  const { exports, namedExports } = options;
  const hasNamed = 'namedExports' in options;
  const hasDefault = 'defaultExport' in options;
  if (exports !== undefined) {
    if (hasNamed) throw new ERR_INVALID_ARG_VALUE('options.exports', exports, "cannot be used with 'options.namedExports'");
    if (hasDefault) throw new ERR_INVALID_ARG_VALUE('options.exports', exports, "cannot be used with 'options.defaultExport'");
  }
  if ('exports' in options) {
    validateObject(exports, 'options.exports');
    const keys = ObjectKeys(exports);
    const names = [];
    for (let i = 0; i < keys.length; i++) if (keys[i] !== 'default') ArrayPrototypePush(names, keys[i]);
    return {
      __proto__: null, named: exports, names, hasDefault: keys.length > names.length, holder: exports, key: 'default',
    };
  }
  if (hasNamed) {
    validateObject(namedExports, 'options.namedExports');
    warnDeprecated('namedExports', 'exports');
  }
  if (hasDefault) warnDeprecated('defaultExport', 'exports.default');
  const named = namedExports ?? {};
  return { __proto__: null, named, names: ObjectKeys(named), hasDefault, holder: options, key: 'defaultExport' };
}

function readSpecifier(specifier) {
  if (typeof specifier === 'string') return specifier;
  if (require('url/whatwg').isURL(specifier)) return specifier.href;
  throw new ERR_INVALID_ARG_TYPE('specifier', ['string', 'URL'], specifier);
}

// --- A mock ------------------------------------------------------------------------------------------------

class ModuleMock {
  constructor(specifier, source, cache, urls, format) {
    this.specifier = specifier;
    this.source = source;
    this.cache = cache;
    this.urls = urls;
    this.format = format;
    this.instanceURLs = [];
    this.required = undefined;
    this.replaced = [];
  }

  get isESM() { return this.format === 'module' || this.format === 'module-typescript' || this.format === 'wasm'; }

  /** The value of `module.exports`. */
  exportsForRequire() {
    const { hasDefault, holder, key, named, names } = this.source;
    const exports = hasDefault ? holder[key] : {};
    if (names.length === 0) return exports;
    if (exports === null || (typeof exports !== 'object' && typeof exports !== 'function')) {
      throw new Error('Cannot create mock because named exports cannot be applied to the provided default export.');
    }
    for (let i = 0; i < names.length; i++) {
      ObjectDefineProperty(exports, names[i], { __proto__: null, ...ObjectGetOwnPropertyDescriptor(named, names[i]) });
    }
    return exports;
  }

  require(url) {
    if (this.cache && this.required !== undefined) return this.required.exports;
    const filename = hasBuiltinScheme(url) ? url : native.urlToPath(url);
    const module = new Module(filename);
    module.exports = this.exportsForRequire();
    module.loaded = true;
    if (this.cache) {
      this.required = module;
      if (!hasBuiltinScheme(url)) {
        ArrayPrototypePush(this.replaced, { __proto__: null, filename, module: Module._cache[filename] });
        Module._cache[filename] = module;
      }
    }
    return module.exports;
  }

  /** The URL that an import goes to: a new one each time, as the loader keeps what it has loaded. */
  instanceURL() {
    if (this.cache && this.instanceURLs.length > 0) return this.instanceURLs[0];
    const url = `${kScheme}${++made}/${this.specifier}`;
    ArrayPrototypePush(this.instanceURLs, url);
    instances.set(url, this);
    return url;
  }

  /** Names and values of the record of an import. */
  exportsForImport() {
    const { hasDefault, holder, key, named, names } = this.source;
    const values = new SafeMap();
    if (!this.isESM) {
      const exports = this.exportsForRequire();
      for (let i = 0; i < names.length; i++) values.set(names[i], named[names[i]]);
      values.set('default', exports);
      return values;
    }
    for (let i = 0; i < names.length; i++) values.set(names[i], named[names[i]]);
    if (hasDefault) values.set('default', holder[key]);
    return values;
  }

  end() {
    for (let i = 0; i < this.urls.length; i++) {
      if (mocks.get(this.urls[i]) === this) mocks.delete(this.urls[i]);
    }
    for (let i = 0; i < this.replaced.length; i++) {
      const { filename, module } = this.replaced[i];
      if (module === undefined) delete Module._cache[filename];
      else Module._cache[filename] = module;
    }
    this.replaced = [];
    this.required = undefined;
    if (mocks.size === 0) uninstall();
  }
}

class MockModuleContext {
  #mock;

  constructor(mock) {
    this.#mock = mock;
  }

  restore() {
    this.#mock?.end();
    this.#mock = undefined;
  }
}

// --- Ways into the loaders ---------------------------------------------------------------------------------

function resolveHook(specifier, context, next) {
  const found = next(specifier, context);
  if (locating || ArrayPrototypeIncludes(context.conditions, 'require')) return found;
  const mock = mocks.get(found.url);
  if (mock === undefined) return found;
  if (mock.format === 'json') {
    require('module/esm_format').validateAttributes(found.url, 'json', context.importAttributes ?? { __proto__: null });
  }
  return { __proto__: null, url: mock.instanceURL(), format: 'mock', shortCircuit: true };
}

function loadHook(url, context, next) {
  if (!instances.has(url)) return next(url, context);
  return { __proto__: null, format: 'mock', source: '', shortCircuit: true };
}

function loadOrMock(request, parent, isMain) {
  let filename;
  try {
    filename = hooks.resolveWithHooks(Module, request, parent);
  } catch {
    // The loader itself says what is wrong.
    return ReflectApply(originalLoad, this, [request, parent, isMain]);
  }
  const { builtinId, builtinURL } = require('module/builtins');
  const id = builtinId(filename);
  const url = id !== undefined ? builtinURL(id) : filename[0] === '/' ? native.pathToUrl(filename) : filename;
  const mock = mocks.get(url);
  return mock === undefined ? ReflectApply(originalLoad, this, [request, parent, isMain]) : mock.require(url);
}

function install() {
  if (registered !== undefined) return;
  registered = hooks.registerHooks({ __proto__: null, resolve: resolveHook, load: loadHook });
  originalLoad = Module._load;
  Module._load = loadOrMock;
}

function uninstall() {
  registered.deregister();
  registered = undefined;
  // Unless a program has wrapped ours meanwhile, which then finds no mock.
  if (Module._load === loadOrMock) Module._load = originalLoad;
}

/** The record of a mock's instance, for the loader of ES modules; undefined for any other URL. */
function moduleRecord(url) {
  const mock = instances.get(url);
  if (mock === undefined) return undefined;
  const values = mock.exportsForImport();
  const names = [];
  values.forEach((_, name) => ArrayPrototypePush(names, name));
  const handle = engine.moduleSynthetic(url, names, () => {
    values.forEach((value, name) => engine.moduleSetExport(handle, name, value));
  });
  if (!mock.cache) instances.delete(url);
  return handle;
}

// --- The function itself -----------------------------------------------------------------------------------

// The URLs that a specifier leads to: packages may have one for `import` and another for `require`.
function locate(specifier) {
  const caller = callerLocation(kFrames)?.[2];
  const parentURL = caller === undefined ? require('module/esm').baseURL() :
    caller[0] === '/' ? native.pathToUrl(caller) : caller;
  const { state } = require('module/state');
  let found;
  locating = true;
  try {
    found = state.resolveHooks !== null ?
      hooks.resolveForImport(specifier, parentURL, { __proto__: null }, false) :
      require('module/esm').defaultResolve(specifier, parentURL);
  } finally {
    locating = false;
  }
  const urls = [found.url];
  if (!hasBuiltinScheme(found.url) && parentURL[4] === ':') {
    try {
      const required = native.pathToUrl(require('module').createRequire(native.urlToPath(parentURL)).resolve(specifier));
      if (required !== found.url) ArrayPrototypePush(urls, required);
    } catch (error) {
      // What cannot be found that way is nothing to mock for `require`.
      if (error.code === undefined) throw error;
    }
  }
  return { __proto__: null, urls, format: formatOf(found) };
}

function formatOf({ format, url }) {
  if (format !== 'ambiguous' && format !== 'ambiguous-typescript') return format;
  try {
    return require('module/esm_source').defaultLoad(url, format, { __proto__: null }).format;
  } catch {
    // What cannot be read is mocked as CommonJS, which has a default export in any case.
    return 'commonjs';
  }
}

/** `mock.module(specifier, options)`. */
function mockModule(specifier, options) {
  emitExperimentalWarning('Module mocking');
  const request = readSpecifier(specifier);
  validateObject(options, 'options');
  const { cache = false } = options;
  validateBoolean(cache, 'options.cache');
  const source = readExports(options);
  const { format, urls } = locate(request);
  for (let i = 0; i < urls.length; i++) {
    if (mocks.has(urls[i])) {
      throw new ERR_INVALID_STATE(`Cannot mock '${request}'. The module is already mocked.`);
    }
  }
  const mock = new ModuleMock(request, source, cache, urls, format);
  for (let i = 0; i < urls.length; i++) mocks.set(urls[i], mock);
  install();
  return new MockModuleContext(mock);
}

module.exports = { mockModule, moduleRecord };
