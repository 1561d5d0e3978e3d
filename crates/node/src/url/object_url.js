'use strict';
// The registry behind URL.createObjectURL(): `blob:nodedata:<uuid>` names for Blobs, one registry
// per environment. Owner: url. A registered Blob is held until its name is revoked.

const {
  FunctionPrototypeSymbolHasInstance,
  SafeMap,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const kPrefix = 'nodedata:';
const blobs = new SafeMap();

function createObjectURL(obj) {
  const { Blob } = require('buffer');
  if (!FunctionPrototypeSymbolHasInstance(Blob, obj)) {
    throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', obj);
  }
  const id = binding('url').randomUuid();
  blobs.set(id, obj);
  return `blob:${kPrefix}${id}`;
}

/** The id in a blob URL of this registry, or undefined. */
function idOf(text) {
  const { URL } = require('url/whatwg');
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'blob:') return undefined;
  const path = url.pathname;
  return StringPrototypeStartsWith(path, kPrefix) ?
    StringPrototypeSlice(path, kPrefix.length) : undefined;
}

function revokeObjectURL(text) {
  const id = idOf(text);
  if (id !== undefined) blobs.delete(id);
}

/** The Blob behind a blob URL, or undefined. */
function resolveObjectURL(text) {
  const id = idOf(text);
  return id === undefined ? undefined : blobs.get(id);
}

module.exports = { createObjectURL, resolveObjectURL, revokeObjectURL };
