'use strict';
// Which built-in modules programs may load, and how: by require, as `process.getBuiltinModule`, and as ES modules.
// Owner: the module loaders. The list comes from the engine; nothing here resolves paths.

const {
  ArrayPrototypeConcat,
  ArrayPrototypePush,
  ArrayPrototypeSort,
  ObjectFreeze,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  SafeMap,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { option, state } = require('module/state');

const engine = binding('engine');

// How a built-in may be named, as the engine tells it: not at all, freely, or with the scheme only (packages of the same
// names are older than those).
const kPublic = 1;
const kSchemeOnly = 2;
// With the scheme `weir:` only: what Node does not have. Programs that iterate `builtinModules` do not meet it there.
const kWeirOnly = 3;
// Internals, when --expose-internals lets programs load them.
const kExposed = 4;

// Modules that exist for programs only with a flag.
const kBehindFlags = {
  '__proto__': null,
  'stream/iter': '--experimental-stream-iter',
  'zlib/iter': '--experimental-stream-iter',
};

// Public ids and how they may be named; those behind flags are among them until the flags are known.
const ids = { __proto__: null };
let knowsFlags = false;
let names;

/** Gives `ids` those that are internal, for programs too. */
function exposeInternals() {
  const all = engine.builtinIds();
  for (let i = 0; i < all.length; i++) {
    const { 0: id, 1: visibility } = all[i];
    if (visibility === 0 && StringPrototypeStartsWith(id, 'internal/')) ids[id] = kExposed;
  }
  const faceIds = require('internal/exposed').faceIds();
  for (let i = 0; i < faceIds.length; i++) ids[faceIds[i]] = kExposed;
}

// Done when the realm is made, so that a start that comes from a snapshot does not ask for hundreds of names.
{
  const all = engine.builtinIds();
  for (let i = 0; i < all.length; i++) {
    if (all[i][1] !== 0) ids[all[i][0]] = all[i][1];
  }
}

/** Public ids and how they may be named, as the command line has it. */
function publicIds() {
  if (!knowsFlags) {
    knowsFlags = true;
    for (const id in kBehindFlags) {
      if (option(kBehindFlags[id]) !== true) delete ids[id];
    }
    if (option('--expose-internals') === true) exposeInternals();
  }
  return ids;
}

/** `module.builtinModules`: names in order, those that need the scheme last and with it. */
function builtinModules() {
  if (names === undefined) {
    const plain = [];
    const prefixed = [];
    const keys = ObjectKeys(publicIds());
    for (let i = 0; i < keys.length; i++) {
      const visibility = ids[keys[i]];
      if (visibility === kSchemeOnly) ArrayPrototypePush(prefixed, `node:${keys[i]}`);
      else if (visibility === kPublic) ArrayPrototypePush(plain, keys[i]);
    }
    ArrayPrototypeSort(plain);
    ArrayPrototypeSort(prefixed);
    for (let i = 0; i < prefixed.length; i++) ArrayPrototypePush(plain, prefixed[i]);
    names = ObjectFreeze(plain);
  }
  return names;
}

/** Whether a request can only mean a built-in module: it has one of their schemes. */
function hasBuiltinScheme(request) {
  return StringPrototypeStartsWith(request, 'node:') || StringPrototypeStartsWith(request, 'weir:');
}

/** The id that `require(request)` or `import` means when it names a built-in module, else undefined. */
function builtinId(request) {
  if (hasBuiltinScheme(request)) {
    const id = StringPrototypeSlice(request, 5);
    const visibility = publicIds()[id];
    return visibility !== undefined && (visibility === kWeirOnly) === (request[0] === 'w') ? id : undefined;
  }
  return isBareBuiltin(request) ? request : undefined;
}

/** A built-in's URL. */
function builtinURL(id) {
  return publicIds()[id] === kWeirOnly ? `weir:${id}` : `node:${id}`;
}

/** Whether a name without the scheme is a built-in module. */
function isBareBuiltin(request) {
  const visibility = publicIds()[request];
  return visibility === kPublic || visibility === kExposed;
}

function isBuiltin(request) {
  return typeof request === 'string' && builtinId(request) !== undefined;
}

// `fs` as programs got it, with its own readFileSync: who replaces that (virtual file systems) means the loaders too.
const programFs = { exports: undefined, readFileSync: undefined };

/** The exports of a built-in module, for programs. */
function loadBuiltin(id) {
  const exports = publicIds()[id] === kExposed ? require('internal/exposed').load(id) : require(id);
  if (id === 'diagnostics_channel') state.mayListen = true;
  if (id === 'fs' && programFs.exports === undefined) {
    programFs.readFileSync = exports.readFileSync;
    programFs.exports = exports;
  }
  return exports;
}

// id -> { handle, keys, exports }: ES module faces of built-in modules.
const faces = new SafeMap();

function syncFace(face) {
  const { handle, keys, exports } = face;
  engine.moduleSetExport(handle, 'default', exports);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    let value;
    if (ObjectPrototypeHasOwnProperty(exports, key)) {
      try {
        value = exports[key];
      } catch {
        // A getter that throws exports nothing: importing the module must not fail because of it.
        value = undefined;
      }
    }
    engine.moduleSetExport(handle, key, value);
  }
}

/** The ES module record of a built-in, made once, with its exports as named exports. */
function builtinModuleHandle(id) {
  let face = faces.get(id);
  if (face === undefined) {
    const exports = loadBuiltin(id);
    const keys = [];
    const own = ObjectKeys(exports);
    for (let i = 0; i < own.length; i++) {
      if (own[i] !== 'default') ArrayPrototypePush(keys, own[i]);
    }
    face = { handle: undefined, keys, exports };
    face.handle = engine.moduleSynthetic(builtinURL(id), ArrayPrototypeConcat(['default'], keys), () => syncFace(face));
    engine.moduleLink(face.handle, []);
    engine.moduleInstantiate(face.handle);
    engine.moduleEvaluate(face.handle);
    faces.set(id, face);
  }
  return face.handle;
}

/** `module.syncBuiltinESMExports()` */
function syncBuiltinESMExports() {
  faces.forEach(syncFace);
}

module.exports = {
  builtinId,
  builtinModuleHandle,
  builtinModules,
  builtinURL,
  hasBuiltinScheme,
  isBareBuiltin,
  isBuiltin,
  loadBuiltin,
  programFs,
  syncBuiltinESMExports,
};
