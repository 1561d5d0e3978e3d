'use strict';
// node:module, which is the Module class of the CommonJS loader with the rest of the public interface attached. What is
// rarely used is loaded at its first call. Runs in the environment, never while a start-up snapshot is made.

const {
  ObjectFreeze,
  StringPrototypeEndsWith,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');
const path = require('path');
const builtins = require('module/builtins');
const { initialize, makeRequire } = require('module/cjs');
const { kURL } = require('module/state');

const native = binding('module');
const Module = initialize();

/** The path in a `file:` URL object, URL string or absolute path; else the error that createRequire throws. */
function pathOfFile(filename) {
  const { isURL } = require('url/whatwg');
  const isUrlObject = isURL(filename);
  if (isUrlObject || (typeof filename === 'string' && !path.isAbsolute(filename))) {
    try {
      return native.urlToPath(isUrlObject ? filename.href : native.parseUrl(filename));
    } catch {
      throw badCreateRequire(filename);
    }
  }
  if (typeof filename !== 'string') throw badCreateRequire(filename);
  return filename;
}

function badCreateRequire(filename) {
  return new ERR_INVALID_ARG_VALUE('filename', filename,
                                   'must be a file URL object, file URL string, or absolute path string');
}

Module.createRequire = function createRequire(filename) {
  const file = pathOfFile(filename);
  // A folder stands for a file in it that is not there.
  const inFolder = StringPrototypeEndsWith(file, '/') ? path.join(file, 'noop.js') : file;
  const module = new Module(inFolder);
  // Hooks are told the URL as it was given, query and all.
  if (file !== filename) module[kURL] = typeof filename === 'string' ? filename : filename.href;
  module.filename = inFolder;
  module.paths = Module._nodeModulePaths(module.path);
  return makeRequire(module);
};

Module._preloadModules = function(requests) {
  require('module/main').preloadModules(requests);
};

Module._debug = require('internal/util').deprecate(function() {}, 'Module._debug is deprecated.', 'DEP0077');
Module.isBuiltin = function isBuiltin(moduleName) { return builtins.isBuiltin(moduleName); };
Module.builtinModules = builtins.builtinModules();
Module.syncBuiltinESMExports = function syncBuiltinESMExports() { builtins.syncBuiltinESMExports(); };
Module.Module = Module;
Module.runMain = function executeUserEntryPoint(main = process.argv[1]) {
  return require('module/main').executeUserEntryPoint(main);
};
Module.registerHooks = function registerHooks(hooks) {
  return require('module/hooks').registerHooks(hooks);
};
Module.register = function register(specifier, parentURL = undefined, options = undefined) {
  return require('module/hooks_async').register(specifier, parentURL, options);
};
Module.findPackageJSON = function findPackageJSON(specifier, base = undefined) {
  return require('module/find_package').findPackageJSON(specifier, base);
};

// --- TypeScript --------------------------------------------------------------------------------------------

Module.stripTypeScriptTypes = function stripTypeScriptTypes(code, options = { __proto__: null }) {
  validateString(code, 'code');
  validateObject(options, 'options');
  const { sourceMap = false, sourceUrl = '' } = options;
  let { mode = 'strip' } = options;
  validateOneOf(mode, 'options.mode', ['strip', 'transform']);
  validateString(sourceUrl, 'options.sourceUrl');
  if (mode === 'strip') {
    validateOneOf(sourceMap, 'options.sourceMap', [false, undefined]);
  } else {
    validateBoolean(sourceMap, 'options.sourceMap');
    mode = 'transform';
  }
  return require('module/typescript').stripTypeScriptTypes(code, mode, sourceMap, sourceUrl);
};

// --- Compile cache -----------------------------------------------------------------------------------------

Module.constants = ObjectFreeze({
  __proto__: null,
  compileCacheStatus: ObjectFreeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }),
});
Module.enableCompileCache = function enableCompileCache(options) {
  return require('module/compile_cache').enable(options);
};
Module.getCompileCacheDir = function getCompileCacheDir() {
  return require('module/compile_cache').directory();
};
Module.flushCompileCache = function flushCompileCache() {
  require('module/compile_cache').flush();
};

// --- Source maps -------------------------------------------------------------------------------------------

Module.SourceMap = require('module/source_map').SourceMap;
Module.findSourceMap = function findSourceMap(sourceURL) {
  return require('module/source_map_cache').findSourceMap(sourceURL);
};
Module.getSourceMapsSupport = function getSourceMapsSupport() {
  return require('module/source_map_cache').getSourceMapsSupport();
};
Module.setSourceMapsSupport = function setSourceMapsSupport(enabled, options = undefined) {
  require('module/source_map_cache').setSourceMapsSupport(enabled, options);
};

module.exports = Module;
