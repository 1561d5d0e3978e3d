'use strict';
// Where `require` looks: lookup folders, the path cache, `_findPath`, the global folders. The algorithm itself is native;
// one call resolves a request when no hook is replaced. Owner: the CommonJS loader.

const {
  ArrayIsArray,
  ArrayPrototypeConcat,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  JSONParse,
  ObjectDefineProperty,
  ObjectKeys,
  StringPrototypeCharCodeAt,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const path = require('path');
const { builtinId } = require('module/builtins');
const { emitResolutionWarnings, getConditions, option, state } = require('module/state');

const native = binding('module');
const kDot = 46;
const kSlash = 47;

let Module;
let ownFindPath;
// Folders of NODE_PATH and the like, as `_initPaths` found them.
let globalFolders = [];
// The extensions last told to the native side, to tell them again only when a program changed them.
let toldExtensions;

/** What the native side answered: a file name, nothing, or an array that brings deprecations along. */
function answer(result) {
  if (typeof result !== 'object' || result === null) return result;
  emitResolutionWarnings(ArrayPrototypeSlice(result, 1));
  return result[0];
}

/** Tells the native side what resolution depends on beside its arguments. */
function tell() {
  const list = ObjectKeys(Module._extensions);
  // Which tells those to the native side, too.
  if (toldExtensions === undefined) getConditions();
  else if (isSame(list, toldExtensions)) return;
  native.setExtensions(list);
  toldExtensions = list;
}

function isSame(list, other) {
  if (list.length !== other.length) return false;
  for (let i = 0; i < list.length; i++) {
    if (list[i] !== other[i]) return false;
  }
  return true;
}

/** Whether this resolution is the first since the disk may have changed. */
function takeFresh() {
  const { fresh } = state;
  state.fresh = state.requireDepth === 0;
  return fresh;
}

/**
 * Resolves through `#imports`, the package itself and the lookup folders. `paths` may be null (nothing to look in).
 * Answers undefined when there is no such file.
 */
function cjsResolve(request, parentPath, paths, isMain, conditions) {
  tell();
  if (Module._findPath === ownFindPath) {
    const key = paths === null || conditions !== undefined ? undefined : cacheKey(request, paths);
    const cached = key === undefined ? undefined : Module._pathCache[key] || undefined;
    // The package's own names come before the lookup folders, so they are asked for even if the cache has an answer.
    if (cached !== undefined && (parentPath === undefined || !mayBeOwn(request))) return cached;
    const found = answer(native.resolveCjs(request, parentPath, paths ?? [], !!isMain, takeFresh(), conditions));
    if (found !== undefined && cached === undefined && key !== undefined && request[0] !== '#') {
      Module._pathCache[key] = found;
    }
    return found;
  }
  if (parentPath !== undefined) {
    const own = answer(native.resolveOwn(request, parentPath, takeFresh(), conditions));
    if (own !== undefined) return own;
  }
  return Module._findPath(request, paths, isMain) || undefined;
}

/** The file that a package map leads to: null where it leads nowhere, undefined where it has no say. */
function resolveMapped(request, parentPath, conditions) {
  const folder = require('module/package_map').folderFor(request, parentPath);
  if (folder === undefined || folder === null) return folder;
  tell();
  return answer(native.resolveCjsIn(folder, request, takeFresh(), conditions)) ?? null;
}

/** Whether a request can name something of the requiring package itself (`#x`, or the package's own name). */
function mayBeOwn(request) {
  const first = StringPrototypeCharCodeAt(request, 0);
  return first !== kDot && first !== kSlash;
}

function cacheKey(request, paths) {
  if (paths.length === 1) return `${request}\x00${paths[0]}`;
  return `${request}\x00${ArrayPrototypeJoin(paths, '\x00')}`;
}

function fromPathCache(request, paths) {
  return Module._pathCache[cacheKey(request, paths)] || undefined;
}

// The folder that was asked for last, and its answer: files come by folders.
let lastFrom;
let lastPaths;

/** `/a/b` -> ['/a/b/node_modules', '/a/node_modules', '/node_modules'], without doubling a `node_modules` folder. */
function nodeModulePaths(from) {
  if (from === lastFrom) return ArrayPrototypeSlice(lastPaths);
  const paths = nodeModulePathsOf(path.resolve(from));
  // A relative path means another folder when the working directory has changed.
  if (from[0] === '/') {
    lastFrom = from;
    lastPaths = ArrayPrototypeSlice(paths);
  }
  return paths;
}

function nodeModulePathsOf(from) {
  const paths = [];
  let end = from.length;
  while (end > 1) {
    const slash = StringPrototypeLastIndexOf(from, '/', end - 1);
    if (StringPrototypeSlice(from, slash + 1, end) !== 'node_modules') {
      ArrayPrototypePush(paths, `${StringPrototypeSlice(from, 0, end)}/node_modules`);
    }
    end = slash;
  }
  ArrayPrototypePush(paths, '/node_modules');
  return paths;
}

/** Whether a request is looked up in `node_modules` folders: it does not begin with `/`, `./` or `..`. */
function isLookedUp(request) {
  if (StringPrototypeCharCodeAt(request, 0) !== kDot) return true;
  if (request.length === 1) return false;
  const second = StringPrototypeCharCodeAt(request, 1);
  return second !== kDot && second !== kSlash;
}

function initPaths() {
  const { env } = process;
  const folders = [];
  globalFolders = folders;
  if (option('--global-search-paths') === false) {
    Module.globalPaths = [];
    return;
  }
  if (env.NODE_PATH) {
    const listed = StringPrototypeSplit(env.NODE_PATH, path.delimiter);
    for (let i = 0; i < listed.length; i++) {
      if (listed[i]) ArrayPrototypePush(folders, listed[i]);
    }
  }
  if (env.HOME) {
    ArrayPrototypePush(folders, path.resolve(env.HOME, '.node_modules'));
    ArrayPrototypePush(folders, path.resolve(env.HOME, '.node_libraries'));
  }
  ArrayPrototypePush(folders, path.resolve(process.execPath, '..', '..', 'lib', 'node'));
  // A copy: what programs put there is not looked at.
  Module.globalPaths = ArrayPrototypeSlice(folders);
}

function install(target) {
  Module = target;

  Module._nodeModulePaths = function(from) {
    return nodeModulePaths(from);
  };

  Module._resolveLookupPaths = function(request, parent) {
    if (isLookedUp(request)) {
      if (request[0] !== '/' && builtinId(request) !== undefined) return null;
      const own = parent?.paths;
      const paths = own?.length ? ArrayPrototypeConcat(ArrayIsArray(own) ? own : [], globalFolders) : globalFolders;
      return paths.length > 0 ? paths : null;
    }
    // A relative request without a file to be relative to: the REPL and -e stand in the working directory.
    if (!parent?.id || !parent.filename) return ['.'];
    return [path.dirname(parent.filename)];
  };

  ownFindPath = Module._findPath = function(request, paths, isMain) {
    const absolute = path.isAbsolute(request);
    if (absolute) paths = [''];
    else if (!paths || paths.length === 0) return false;
    const known = fromPathCache(request, paths);
    if (known !== undefined) return known;
    tell();
    const found = answer(native.findPath(request, paths, !!isMain, takeFresh()));
    if (found === undefined) return false;
    Module._pathCache[cacheKey(request, paths)] = found;
    return found;
  };

  Module._initPaths = function() { initPaths(); };

  let stat = (filename) => native.statKind(path.toNamespacedPath(filename));
  ObjectDefineProperty(Module, '_stat', {
    __proto__: null,
    configurable: true,
    get() { return stat; },
    set(value) { stat = value; },
  });
  ObjectDefineProperty(Module, '_readPackage', {
    __proto__: null,
    configurable: true,
    get() { return readPackage; },
    set(value) {
      ObjectDefineProperty(Module, '_readPackage', { __proto__: null, configurable: true, writable: true, value });
    },
  });
}

/** `Module._readPackage(folder)`: the fields that resolution reads, or false. */
function readPackage(folder) {
  const found = native.readPackage(path.resolve(folder));
  if (found === undefined) return false;
  const { 0: file, 1: name, 2: main, 3: type, 4: exports, 5: imports } = found;
  return {
    __proto__: null,
    exists: true,
    pjsonPath: file,
    name,
    main,
    type,
    exports: exports === undefined ? undefined : JSONParse(exports),
    imports: imports === undefined ? undefined : JSONParse(imports),
  };
}

module.exports = {
  cjsResolve,
  install,
  nodeModulePaths,
  resolveMapped,
};
