'use strict';
// What the engine calls back for: `import.meta` and `import()`. Other owners of code (vm scripts) register the symbol
// that they compile with here. Owner: the ES module loader.

const {
  PromiseReject,
  SafeWeakMap,
  StringPrototypeStartsWith,
  encodeURIComponent,
} = primordials;

const {
  codes: { ERR_MISSING_ARGS, ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { defaultImport, state } = require('module/state');

const engine = binding('engine');
const native = binding('module');

// Host symbol -> function(specifier, attributes, referrerName): the import() of code that a program compiled itself.
const importers = new SafeWeakMap();

/** Makes `import()` in code compiled with `symbol` call `importer(specifier, attributes, referrerName)`. */
function registerImporter(symbol, importer) {
  importers.set(symbol, importer);
}

/** The URL that a referrer's name stands for: a URL, a path, or a name like `[eval]` in the working directory. */
function referrerURL(name) {
  if (typeof name !== 'string' || name === '') return undefined;
  if (name[0] === '/') return native.pathToUrl(name);
  if (StringPrototypeStartsWith(name, 'file:') || StringPrototypeStartsWith(name, 'data:') ||
      StringPrototypeStartsWith(name, 'node:') || StringPrototypeStartsWith(name, 'weir:')) {
    return name;
  }
  const { baseURL } = require('module/esm');
  try {
    return native.parseUrl(name);
  } catch {
    return native.parseUrl(`./${encodeURIComponent(name)}`, baseURL());
  }
}

function importDynamic(symbol, specifier, pairs, referrer, ofSource) {
  const esm = require('module/esm');
  const attributes = esm.attributesOf(pairs);
  if (symbol === defaultImport && ofSource) return esm.importSourceOf(specifier, referrerURL(referrer), attributes);
  if (symbol === defaultImport) return esm.importModule(specifier, referrerURL(referrer), attributes);
  const importer = symbol === undefined ? undefined : importers.get(symbol);
  if (importer === undefined) return PromiseReject(new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING());
  return importer(specifier, attributes, referrer, ofSource);
}

function resolveFunction(parentURL) {
  return function resolve(specifier, parent = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('specifier');
    const { option } = require('module/state');
    let from = parentURL;
    if (parent !== undefined && option('--experimental-import-meta-resolve')) {
      from = require('url/whatwg').isURL(parent) ? parent.href : parent;
      validateString(from, 'parentURL');
    }
    try {
      return require('module/esm').resolve(`${specifier}`, from, { __proto__: null }, false).url;
    } catch (error) {
      // What is not there still has its place.
      if ((error?.code === 'ERR_UNSUPPORTED_DIR_IMPORT' || error?.code === 'ERR_MODULE_NOT_FOUND') &&
          error.url !== undefined) {
        return error.url;
      }
      throw error;
    }
  };
}

function importMeta(handle, meta) {
  const { job } = handle;
  if (job === undefined) {
    handle.initializeImportMeta?.(meta);
    return;
  }
  const { url } = job;
  if (StringPrototypeStartsWith(url, 'file:')) {
    const filename = native.urlToPath(url);
    meta.dirname = require('path').dirname(filename);
    meta.filename = filename;
  }
  meta.main = job.isMain;
  // On the thread of the hooks nothing could be waited for.
  if (state.chains === null) meta.resolve = resolveFunction(url);
  meta.url = url;
  job.extendMeta?.(meta);
}

function attach() {
  engine.attach({ __proto__: null, importDynamic, importMeta });
}

module.exports = { attach, importDynamic, importMeta, referrerURL, registerImporter };
