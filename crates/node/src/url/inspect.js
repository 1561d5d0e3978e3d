'use strict';
// How URL objects, search parameters and their iterators print under util.inspect(). Owner: url.
// Loaded on first use, since most programs never print one.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ObjectAssign,
  Symbol,
} = primordials;

const { removeColors } = require('internal/util');

const kOmitted = 0xffffffff;

// Shown with showHidden only: the offsets of the parts in the href.
class URLContext {
  constructor(fields) {
    ObjectAssign(this, fields);
  }

  get hasPort() {
    return this.port !== kOmitted;
  }

  get hasSearch() {
    return this.search_start !== kOmitted;
  }

  get hasHash() {
    return this.hash_start !== kOmitted;
  }
}

const contextSymbol = Symbol('context');

function nameOf(value, fallback) {
  const name = value?.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : fallback;
}

function inspectURL(url, options, inspect, readContext) {
  const shown = {
    href: url.href,
    origin: url.origin,
    protocol: url.protocol,
    username: url.username,
    password: url.password,
    host: url.host,
    hostname: url.hostname,
    port: url.port,
    pathname: url.pathname,
    search: url.search,
    searchParams: url.searchParams,
    hash: url.hash,
  };
  if (options.showHidden) shown[contextSymbol] = new URLContext(readContext());
  return `${nameOf(url, 'URL')} ${inspect(shown, options)}`;
}

/** `Name { a, b }`, one part a line where that is longer than a line. */
function block(name, parts, options) {
  if (parts.length === 0) return `${name} {}`;
  let length = -2;
  for (let i = 0; i < parts.length; i++) length += removeColors(parts[i]).length + 2;
  return length > options.breakLength ?
    `${name} {\n  ${ArrayPrototypeJoin(parts, ',\n  ')} }` :
    `${name} { ${ArrayPrototypeJoin(parts, ', ')} }`;
}

function innerOptions(depth, options) {
  return depth === null ? { ...options } : { ...options, depth: depth - 1 };
}

function inspectSearchParams(params, list, depth, options, inspect) {
  if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
  const inner = innerOptions(depth, options);
  const parts = [];
  for (let i = 0; i < list.length; i += 2) {
    ArrayPrototypePush(parts, `${inspect(list[i], inner)} => ${inspect(list[i + 1], inner)}`);
  }
  return block(nameOf(params, 'URLSearchParams'), parts, options);
}

function inspectIterator(name, values, depth, options, inspect) {
  if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
  const inner = innerOptions(depth, options);
  const parts = [];
  for (let i = 0; i < values.length; i++) ArrayPrototypePush(parts, inspect(values[i], inner));
  return block(name, parts, options);
}

module.exports = { inspectIterator, inspectSearchParams, inspectURL };
