'use strict';
// The program's side of `module.register()` and `--experimental-loader`: the hooks run on a thread of their own, and this
// one waits for what they answer, so that `import`, `require` and `import.meta.resolve` all find it at once. Owner: the
// module loaders, which come here only once hooks were registered.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  JSONStringify,
  RegExpPrototypeSymbolReplace,
  StringPrototypeStartsWith,
  Promise,
} = primordials;

const { codes: { ERR_ASYNC_LOADER_REQUEST_NEVER_SETTLED } } = require('internal/errors');
const { decode, encode, unpackThrown } = require('module/hooks_wire');
const { option, state } = require('module/state');

const native = binding('module');

let running = false;

/** Starts the thread, once; where the permission model is on, it must grant threads. */
function start() {
  if (running) return;
  if (option('--permission') === true) require('process/permission').demand('worker');
  native.hooksStart();
  running = true;
}

// The error of a question that nobody will answer: `import()` shows it as a promise that never settles.
const unanswered = [];

/** Asks the thread and waits. */
function ask(question) {
  const answer = native.hooksAsk(encode(question));
  if (answer === undefined) {
    const error = new ERR_ASYNC_LOADER_REQUEST_NEVER_SETTLED();
    ArrayPrototypePush(unanswered, error);
    throw error;
  }
  const { thrown, value } = decode(answer);
  if (thrown !== undefined) throw unpackThrown(thrown);
  return value;
}

/** Where `import()` failed since its hooks never answer: a promise that never settles. Throws `error` otherwise. */
function neverSettling(error) {
  if (error === undefined || unanswered[unanswered.length - 1] !== error) throw error;
  unanswered.length = 0;
  return new Promise(() => {});
}

function registerURL(specifier, parentURL, data) {
  start();
  ask({ kind: 'register', specifier, parentURL, data });
  state.asyncHooks ??= { __proto__: null, load, neverSettling, resolve };
}

/** `module.register(specifier, parentURL, options)`. */
function register(specifier, parentURL, options) {
  const { isURL } = require('url/whatwg');
  if (state.chains !== null) {
    state.chains.register(`${specifier}`, `${parentURL ?? 'data:'}`, options?.data);
    return;
  }
  if (parentURL !== null && typeof parentURL === 'object' && !isURL(parentURL)) {
    options = parentURL;
    parentURL = options.parentURL;
  }
  const list = options?.transferList;
  if (list !== undefined && list !== null && list.length > 0) {
    throw require('internal/errors').notYet('module.register with a transferList');
  }
  registerURL(`${specifier}`, `${parentURL ?? 'data:'}`, options?.data);
}

/** `--experimental-loader`, for each in order, and the warning that goes with it. */
function registerFromCommandLine(loaders) {
  const quoted = ArrayPrototypeMap(loaders, (loader) => {
    const text = RegExpPrototypeSymbolReplace(/'/g, JSONStringify(loader), '%27');
    return `register(${text}, pathToFileURL("./"))`;
  });
  process.emitWarning(
    '`--experimental-loader` may be removed in the future; instead use `register()`:\n' +
    '--import \'data:text/javascript,import { register } from "node:module"; import { pathToFileURL } from "node:url"; ' +
    `${ArrayPrototypeJoin(quoted, '; ')};'`,
    'ExperimentalWarning');
  const { baseURL } = require('module/esm');
  for (let i = 0; i < loaders.length; i++) registerURL(loaders[i], baseURL(), undefined);
}

/** What the hooks make of an import: `{ url, format, attributes }`. */
function resolve(specifier, parentURL, attributes) {
  const { url, format, importAttributes } = ask({ kind: 'resolve', specifier, parentURL, attributes: { ...attributes } });
  return { __proto__: null, url, format: format ?? undefined, attributes: importAttributes };
}

/** Source and format as the hooks give them. CommonJS that they give the text of requires by way of them too. */
function load(url, format, attributes) {
  const answer = ask({ kind: 'load', url, format, attributes: { ...attributes } });
  const { source } = answer;
  const customized = answer.format === 'commonjs' && source !== null && source !== undefined;
  return { __proto__: null, source, format: answer.format, detected: answer.detected, hooked: customized, customized };
}

// --- require in CommonJS that hooks gave the text of ---------------------------------------------------------

/** A request as the hooks are given it: the URL of what CommonJS finds. */
function specifierOf(Module, module, request, options) {
  if (StringPrototypeStartsWith(request, 'node:')) return request;
  const filename = Module._resolveFilename(request, module, false, options);
  return filename[0] === '/' ? native.pathToUrl(filename) : filename;
}

/** The `require` of such a module. */
function makeRequire(module, url) {
  const { Module, load: loadPlain, setOwn } = require('module/cjs');
  const esm = require('module/esm');
  const { extensionOf, fileNameOf } = require('module/esm_source');
  const own = function require(request) {
    const specifier = specifierOf(Module, module, request);
    const extension = extensionOf(specifier);
    if (extension === '.node') return loadPlain(request, module, false);
    const attributes = { __proto__: null };
    if (extension === '.json') attributes.type = 'json';
    return esm.requireThroughHooks(specifier, url, attributes);
  };
  setOwn(own, 'resolve', function resolve(request, options) {
    if (state.resolveHooks !== null) {
      return require('module/hooks').resolveWithHooks(Module, request, module, options);
    }
    const found = esm.resolve(specifierOf(Module, module, request, options), url, { __proto__: null }, false);
    return fileNameOf(found.url);
  });
  setOwn(own, 'main', process.mainModule);
  own.extensions = Module._extensions;
  own.cache = Module._cache;
  return own;
}

module.exports = { makeRequire, register, registerFromCommandLine };
