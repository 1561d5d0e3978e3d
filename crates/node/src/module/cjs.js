'use strict';
// CommonJS: the Module class and `require`, with every hook that programs replace (`_load`, `_resolveFilename`, `_findPath`,
// `_extensions`, `prototype.require`, `prototype._compile`, ...). All internal calls go through the public names, so that
// a replacement is seen. Finding files is `module/cjs_paths`, compiling and the file kinds are `module/cjs_compile`.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  ArrayIsArray,
  Error,
  ObjectDefineProperty,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_REQUIRE_CYCLE_MODULE,
    ERR_UNKNOWN_BUILTIN_MODULE,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const path = require('path');
const { builtinId, hasBuiltinScheme, isBareBuiltin, loadBuiltin } = require('module/builtins');
const { exportsInCycle, leaveCycle } = require('module/circular');
const { kEsm, kFormat, kIsMain, kParent, kSource, kURL, state } = require('module/state');

const kDot = 46;
const kSlash = 47;

// `folder \0 request` -> filename, for what was required and is still in the cache: most requires of a program repeat
// those of a sibling file.
const relativeCache = { __proto__: null };

function setOwn(target, key, value) {
  ObjectDefineProperty(target, key, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value,
  });
}

/**
 * Sets an own property of an object that has none of that name: an assignment, unless a program has put one on a
 * prototype.
 */
function addOwn(target, key, value) {
  if (key in target) setOwn(target, key, value);
  else target[key] = value;
}

function addChild(parent, child, onlyNew) {
  const children = parent?.children;
  if (children && !(onlyNew && ArrayPrototypeIndexOf(children, child) !== -1)) {
    ArrayPrototypePush(children, child);
  }
}

// The parent of a module is not listed among its properties.
const kHidden = { __proto__: null, configurable: true, enumerable: false, writable: true, value: undefined };

/** One CommonJS module. Also made by programs, so it takes no unusual argument and works without `new`'s niceties. */
function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  addOwn(this, 'exports', {});
  kHidden.value = parent;
  ObjectDefineProperty(this, kParent, kHidden);
  kHidden.value = undefined;
  addChild(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = [];

// Programs come to the class by way of a module, and then expect all of it: `module` attaches the public interface.
ObjectDefineProperty(Module.prototype, 'constructor', {
  __proto__: null, configurable: false, enumerable: false, get() { return require('module'); }, set: undefined,
});
ObjectDefineProperty(Module.prototype, 'isPreloading', {
  __proto__: null, configurable: false, enumerable: false, get() { return state.isPreloading; },
});

let warnedParent = false;
function pendingDeprecationOfParent() {
  if (!warnedParent && require('internal/options').getOptionValue('--pending-deprecation')) {
    warnedParent = true;
    process.emitWarning('module.parent is deprecated due to accuracy issues. Please use ' +
      'require.main to find program entry point instead.', 'DeprecationWarning', 'DEP0144');
  }
}
ObjectDefineProperty(Module.prototype, 'parent', {
  __proto__: null,
  configurable: false,
  enumerable: false,
  get() {
    pendingDeprecationOfParent();
    return this[kParent];
  },
  set(value) {
    pendingDeprecationOfParent();
    ObjectDefineProperty(this, kParent, {
      __proto__: null, configurable: true, enumerable: false, writable: true, value,
    });
  },
});

/** The files that lead to `parent`, nearest first. */
function requireStackOf(parent) {
  const stack = [];
  // A program can tie parents into a ring through the setter; the set of those seen ends the walk.
  const seen = new SafeMap();
  for (let cursor = parent; cursor && !seen.has(cursor); cursor = cursor[kParent]) {
    seen.set(cursor, true);
    ArrayPrototypePush(stack, cursor.filename || cursor.id);
  }
  return stack;
}

function moduleNotFound(request, parent) {
  const requireStack = requireStackOf(parent);
  let message = `Cannot find module '${request}'`;
  if (requireStack.length > 0) message += `\nRequire stack:\n- ${ArrayPrototypeJoin(requireStack, '\n- ')}`;
  // eslint-disable-next-line no-restricted-syntax
  const error = new Error(message);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = requireStack;
  return error;
}

/** Whether a request is a path, and no name of anything. */
function isPath(request) {
  const first = StringPrototypeCharCodeAt(request, 0);
  return first === kDot || first === kSlash;
}

function isRelative(request) {
  return StringPrototypeStartsWith(request, './') || StringPrototypeStartsWith(request, '../') ||
    request === '.' || request === '..';
}

/** Lookup folders for `require.resolve(request, { paths })`. */
function lookupPathsOf(request, givenPaths) {
  if (!ArrayIsArray(givenPaths)) throw new ERR_INVALID_ARG_VALUE('options.paths', givenPaths);
  if (isRelative(request)) return givenPaths;
  const start = new Module('', null);
  const paths = [];
  for (let i = 0; i < givenPaths.length; i++) {
    start.paths = Module._nodeModulePaths(givenPaths[i]);
    const lookup = Module._resolveLookupPaths(request, start);
    for (let j = 0; j < lookup.length; j++) {
      if (ArrayPrototypeIndexOf(paths, lookup[j]) === -1) ArrayPrototypePush(paths, lookup[j]);
    }
  }
  return paths;
}

/** The working directory as the parent of what has no file; nothing once it has gone. */
function folderOfCwd() {
  try {
    return process.cwd() + path.sep;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

Module._resolveFilename = function(request, parent, isMain, options) {
  if (!isPath(request) && builtinId(request) !== undefined) return request;

  let paths;
  let given = false;
  if (typeof options === 'object' && options !== null && options.paths !== undefined) {
    paths = lookupPathsOf(request, options.paths);
    given = true;
  } else {
    paths = Module._resolveLookupPaths(request, parent);
  }
  let parentPath = parent?.filename ?? undefined;
  // What has no file of its own stands in the working directory.
  if (parentPath === undefined && (parent?.id === 'internal/preload' || (request[0] === '#' && parent?.id === '<repl>'))) {
    parentPath = folderOfCwd();
  }
  const conditions = options?.conditions;
  if (state.packageMap && parent?.filename) {
    const mapped = require('module/cjs_paths').resolveMapped(request, parent.filename, conditions);
    if (mapped !== undefined) {
      if (mapped !== null) return mapped;
      throw moduleNotFound(request, parent);
    }
  }
  const { cjsResolve } = require('module/cjs_paths');
  const filename = cjsResolve(request, given && isRelative(request) ? undefined : parentPath, paths, isMain, conditions);
  if (filename) return filename;
  if (state.report !== null) state.report.missing(request, parent?.path);
  throw moduleNotFound(request, parent);
};

/** What a module that is in the cache but has not finished gives to whoever requires it now. */
function unfinishedExports(module) {
  const job = module[kEsm];
  if (job !== undefined && job.isEvaluating()) {
    let message = `Cannot require() ES Module ${module.id} in a cycle.`;
    const parent = module[kParent];
    if (parent) message += ` (from ${parent.filename})`;
    throw new ERR_REQUIRE_CYCLE_MODULE(message);
  }
  return exportsInCycle(module);
}

Module._load = function(request, parent, isMain) {
  if (state.resolveHooks !== null || state.loadHooks !== null) {
    return require('module/hooks').loadWithHooks(Module, loadFile, request, parent, isMain);
  }
  let relativeKey;
  if (parent) {
    relativeKey = `${parent.path}\x00${request}`;
    const known = relativeCache[relativeKey];
    if (known !== undefined) {
      const cached = Module._cache[known];
      if (cached !== undefined) {
        addChild(parent, cached, true);
        return cached.loaded ? cached.exports : unfinishedExports(cached);
      }
      delete relativeCache[relativeKey];
    }
  }
  if (!isPath(request) && hasBuiltinScheme(request)) {
    const id = builtinId(request);
    if (id === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
    return loadBuiltin(id);
  }
  return loadFile(Module._resolveFilename(request, parent, isMain), parent, isMain, relativeKey);
};

/** Loads what a request was resolved to, out of the cache or from its file. */
function loadFile(filename, parent, isMain, relativeKey, url, format, source) {
  const cached = Module._cache[filename];
  if (cached !== undefined) {
    addChild(parent, cached, true);
    return cached.loaded ? cached.exports : unfinishedExports(cached);
  }
  if (!isPath(filename)) {
    if (isBareBuiltin(filename)) return loadBuiltin(filename);
  }
  if (source === undefined && !isPath(filename) && hasBuiltinScheme(filename)) {
    // `_resolveFilename` was replaced and answered with the scheme.
    const id = builtinId(filename);
    if (id === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(filename);
    return loadBuiltin(id);
  }

  const module = new Module(filename, parent);
  if (isMain) {
    setOwn(process, 'mainModule', module);
    module.id = '.';
    module[kIsMain] = true;
  }
  if (url !== undefined) module[kURL] = url;
  if (format !== undefined) module[kFormat] = format;
  if (source !== undefined) module[kSource] = source;
  else if (state.imported.size !== 0) module[kSource] = state.imported.get(filename);
  Module._cache[filename] = module;
  if (state.report !== null) state.report.loaded(filename);
  if (relativeKey !== undefined) relativeCache[relativeKey] = filename;

  let threw = true;
  try {
    module.load(filename);
    threw = false;
  } finally {
    if (threw) {
      delete Module._cache[filename];
      if (relativeKey !== undefined) delete relativeCache[relativeKey];
      const children = parent?.children;
      if (ArrayIsArray(children)) {
        const index = ArrayPrototypeIndexOf(children, module);
        if (index !== -1) ArrayPrototypeSplice(children, index, 1);
      }
    } else {
      leaveCycle(module);
    }
  }
  return module.exports;
}

/** The longest extension of `filename` that has a loader; `.js` when none has. */
function registeredExtension(filename) {
  const start = StringPrototypeLastIndexOf(filename, '/') + 1;
  // A dot that the name begins with begins no extension.
  let index = start;
  while ((index = StringPrototypeIndexOf(filename, '.', index + 1)) !== -1) {
    const extension = StringPrototypeSlice(filename, index);
    if (Module._extensions[extension]) return extension;
  }
  return '.js';
}

Module.prototype.load = function(filename) {
  this.filename ??= filename;
  this.paths ??= Module._nodeModulePaths(path.dirname(filename));
  Module._extensions[registeredExtension(filename)](this, filename);
  this.loaded = true;
  // What imports of this module see from now on, whatever a program later puts into the cache entry.
  state.loadedExports.set(this, this.exports);
};

let channel;

/** Loads through the public `_load`, telling whoever listens on the diagnostics channel. */
function load(request, parent, isMain) {
  if (!state.mayListen) return Module._load(request, parent, isMain);
  channel ??= require('diagnostics_channel').tracingChannel('module.require');
  if (!channel.hasSubscribers) return Module._load(request, parent, isMain);
  const context = { __proto__: null, parentFilename: parent?.filename, id: request };
  return channel.traceSync(Module._load, context, Module, request, parent, isMain);
}

Module.prototype.require = function(id) {
  validateString(id, 'id');
  if (id === '') throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  if (state.requireDepth === 0) state.fresh = true;
  state.requireDepth++;
  try {
    // Not by way of `load` when nobody listens: each frame less is one more of the program's in its stacks.
    return state.mayListen ? load(id, this, false) : Module._load(id, this, false);
  } finally {
    state.requireDepth--;
  }
};

/** The `require` that a module's code gets. */
function makeRequire(mod) {
  const require = function require(path) {
    return mod.require(path);
  };
  const resolve = function resolve(request, options) {
    validateString(request, 'request');
    if (state.requireDepth === 0) state.fresh = true;
    if (state.resolveHooks !== null) {
      return hooks().resolveWithHooks(Module, request, mod, options);
    }
    return Module._resolveFilename(request, mod, false, options);
  };
  resolve.paths = function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, mod);
  };
  require.resolve = resolve;
  addOwn(require, 'main', process.mainModule);
  // Programs read and extend the loaders by way of this name.
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function hooks() {
  return require('module/hooks');
}

/**
 * Runs a CommonJS module that is imported: through the public `_load`, or, where hooks have resolved and loaded it
 * already, straight from the text they gave.
 */
function loadImported(filename, url, text, isMain, hooked) {
  // What hooks resolved must not go through them a second time.
  if (hooked || state.resolveHooks !== null) return loadFile(filename, undefined, isMain, undefined, url, 'commonjs', text);
  state.imported.set(filename, text);
  try {
    return load(filename, undefined, isMain);
  } finally {
    state.imported.delete(filename);
  }
}

let ready = false;

/** Makes the class complete: loaders of file kinds and lookup folders. Once per process, after flags are known. */
function initialize() {
  if (ready) return Module;
  ready = true;
  require('module/cjs_paths').install(Module);
  require('module/cjs_compile').install(Module, { makeRequire, setOwn });
  Module._initPaths();
  return Module;
}

module.exports = {
  Module,
  addChild,
  initialize,
  isRelative,
  load,
  loadFile,
  loadImported,
  makeRequire,
  moduleNotFound,
  requireStackOf,
  setOwn,
};
