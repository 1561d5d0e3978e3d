'use strict';
// `module.findPackageJSON`. Owner: the module loaders.

const {
  StringPrototypeEndsWith,
  StringPrototypeStartsWith,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } } = require('internal/errors');
const path = require('path');

const native = binding('module');

function textOf(value, name) {
  if (typeof value === 'string') return value;
  const { isURL } = require('url/whatwg');
  if (isURL(value)) return value.href;
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'URL'], value);
}

/** A path, from a path or a `file:` URL. */
function pathOf(text) {
  return path.isAbsolute(text) ? text : native.urlToPath(native.parseUrl(text));
}

/** The package.json above a path; a folder counts as standing in itself. */
function nearest(location) {
  const inside = native.statKind(location) === 1 && !StringPrototypeEndsWith(location, '/') ? `${location}/` : location;
  return native.packageScope(`${inside}x`)?.[0];
}

function findPackageJSON(specifier, base) {
  if (specifier === undefined) throw new ERR_MISSING_ARGS('specifier');
  const request = textOf(specifier, 'specifier');
  let parent;
  if (base !== undefined) {
    if (typeof base !== 'string') {
      const { isURL } = require('url/whatwg');
      if (!isURL(base)) throw new ERR_INVALID_ARG_TYPE('base', 'string', base);
    }
    parent = textOf(base, 'base');
  }
  if (StringPrototypeStartsWith(request, 'file:')) return nearest(native.urlToPath(request));
  if (path.isAbsolute(request)) return nearest(request);
  const parentPath = pathOf(parent === undefined ? native.parseUrl(request) : parent);
  if (request[0] === '.') return nearest(path.resolve(path.dirname(parentPath), request));
  return native.findPackage(request, native.pathToUrl(parentPath));
}

module.exports = { findPackageJSON };
