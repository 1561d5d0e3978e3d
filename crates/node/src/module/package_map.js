'use strict';
// `--experimental-package-map`: a file that says which packages there are, where they lie, and what each may import, in
// place of node_modules folders. Both loaders ask here for bare specifiers, and resolve on in the folder they are told.

const {
  ArrayPrototypePush,
  JSONParse,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const {
  codes: { ERR_PACKAGE_MAP_EXTERNAL_FILE, ERR_PACKAGE_MAP_INVALID, ERR_PACKAGE_MAP_KEY_NOT_FOUND },
} = require('internal/errors');
const { option } = require('module/state');

const native = binding('module');

// The map once it is read: its file and its packages, `{ key, folder, dependencies }`.
let map;

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function readFile(file) {
  try {
    return native.readText(file);
  } catch (cause) {
    const error = new ERR_PACKAGE_MAP_INVALID(file, 'failed to read');
    error.cause = cause;
    throw error;
  }
}

/** The folder that a package's `url` names. */
function folderOf(file, key, url) {
  const refuse = (why) => new ERR_PACKAGE_MAP_INVALID(file, `package "${key}" ${why}`);
  if (typeof url !== 'string') throw refuse('is missing "url" field');
  let absolute;
  try {
    absolute = native.parseUrl(url, native.pathToUrl(file));
  } catch {
    throw refuse(`has invalid url "${url}"`);
  }
  if (!StringPrototypeStartsWith(absolute, 'file:')) {
    throw refuse(`has unsupported URL scheme in url "${url}"; only file: URLs and relative URLs are currently supported`);
  }
  const folder = native.urlToPath(absolute);
  const plain = folder.length > 1 && StringPrototypeEndsWith(folder, '/') ? StringPrototypeSlice(folder, 0, -1) : folder;
  try {
    // Files are known by their real paths.
    return native.realpath(plain);
  } catch {
    // Not there: whatever is looked for in it will not be found, and then says so.
    return plain;
  }
}

function read() {
  const path = require('path');
  const file = path.resolve(option('--experimental-package-map'));
  require('internal/util').emitExperimentalWarning('Package maps');
  let packages;
  try {
    ({ packages } = JSONParse(readFile(file)) ?? {});
  } catch (error) {
    if (error.code === 'ERR_PACKAGE_MAP_INVALID') throw error;
    const invalid = new ERR_PACKAGE_MAP_INVALID(file, 'invalid JSON');
    invalid.cause = error;
    throw invalid;
  }
  if (!isObject(packages)) throw new ERR_PACKAGE_MAP_INVALID(file, 'missing "packages" object');
  const keys = ObjectKeys(packages);
  const list = [];
  const owners = new SafeMap();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const entry = packages[key];
    if (!isObject(entry)) throw new ERR_PACKAGE_MAP_INVALID(file, `package "${key}" must be an object`);
    const folder = folderOf(file, key, entry.url);
    if (owners.has(folder)) {
      throw new ERR_PACKAGE_MAP_INVALID(
        file, `packages "${owners.get(folder)}" and "${key}" have the same url "${entry.url}"; this will be supported in ` +
        'the future');
    }
    owners.set(folder, key);
    ArrayPrototypePush(list, { __proto__: null, key, folder, dependencies: entry.dependencies ?? {} });
  }
  return { __proto__: null, file, packages: list };
}

/** The name that a bare specifier begins with; undefined for all other specifiers. */
function nameOf(specifier) {
  if (RegExpPrototypeExec(/^(?:[./#]|[a-zA-Z][a-zA-Z0-9+.-]*:)/, specifier) !== null) return undefined;
  const parts = StringPrototypeSplit(specifier, '/', 2);
  return specifier[0] === '@' && parts.length === 2 ? `${parts[0]}/${parts[1]}` : parts[0];
}

/** The innermost package that a file lies in. */
function ownerOf(filename) {
  let owner;
  for (let i = 0; i < map.packages.length; i++) {
    const candidate = map.packages[i];
    const { folder } = candidate;
    if (filename !== folder && !StringPrototypeStartsWith(filename, folder === '/' ? folder : `${folder}/`)) continue;
    if (owner === undefined || folder.length > owner.folder.length) owner = candidate;
  }
  return owner;
}

/**
 * Where the package of a specifier lies for the file that asks: its folder, null where that file's package may not import
 * it, undefined where maps have no say.
 */
function folderFor(specifier, filename) {
  const name = nameOf(specifier);
  if (name === undefined) return undefined;
  map ??= read();
  const owner = ownerOf(filename);
  if (owner === undefined) throw new ERR_PACKAGE_MAP_EXTERNAL_FILE(specifier, filename, map.file);
  if (!ObjectPrototypeHasOwnProperty(owner.dependencies, name)) return null;
  const key = owner.dependencies[name];
  for (let i = 0; i < map.packages.length; i++) {
    if (map.packages[i].key === key) return map.packages[i].folder;
  }
  throw new ERR_PACKAGE_MAP_KEY_NOT_FOUND(key, map.file);
}

/** The folder of a package that an ES module imports, or undefined where maps have no say. */
function folderForImport(specifier, parentURL) {
  if (!StringPrototypeStartsWith(parentURL, 'file:')) return undefined;
  const { builtinId } = require('module/builtins');
  if (builtinId(specifier) !== undefined) return undefined;
  const filename = native.urlToPath(parentURL);
  const folder = folderFor(specifier, filename);
  if (folder !== null) return folder;
  const { ERR_MODULE_NOT_FOUND } = require('internal/errors').codes;
  throw new ERR_MODULE_NOT_FOUND(nameOf(specifier), filename, null);
}

module.exports = { folderFor, folderForImport };
