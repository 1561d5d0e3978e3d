'use strict';
// What the POSIX and Windows flavours of node:path share: folding of `.` and `..`, building a
// path from its parts, and the scan for a file name's suffix. Owner: path. It never touches the
// file system and never asks for the current directory.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ObjectDefineProperty,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
} = primordials;

const { validateObject } = require('internal/validators');

const SLASH = 47;
const BACKSLASH = 92;
const DOT = 46;

/**
 * Folds the segments of `path` between `start` and its end: drops empty and `.` segments, lets
 * `..` take its neighbour away, and joins what remains with `separator`. A `..` with nothing to
 * take is kept when `keepAbove` is set (relative paths) and dropped otherwise (rooted ones).
 */
function foldSegments(path, start, keepAbove, separator, backslashSeparates) {
  const kept = [];
  let above = 0;
  const end = path.length;
  let from = start;
  for (let i = start; i <= end; i++) {
    if (i < end) {
      const code = StringPrototypeCharCodeAt(path, i);
      if (code !== SLASH && !(backslashSeparates && code === BACKSLASH)) continue;
    }
    const length = i - from;
    const dots = length > 0 && length < 3 &&
      StringPrototypeCharCodeAt(path, from) === DOT &&
      StringPrototypeCharCodeAt(path, i - 1) === DOT;
    if (dots && length === 2) {
      if (kept.length > above) {
        ArrayPrototypePop(kept);
      } else if (keepAbove) {
        ArrayPrototypePush(kept, '..');
        above++;
      }
    } else if (length > 0 && !dots) {
      ArrayPrototypePush(kept, StringPrototypeSlice(path, from, i));
    }
    from = i + 1;
  }
  return ArrayPrototypeJoin(kept, separator);
}

/**
 * Where the suffix of the file name `path[start, end)` begins, or -1. A name that starts with its
 * only dot has none, and neither does `..`.
 */
function suffixStart(path, start, end) {
  for (let i = end - 1; i > start; i--) {
    if (StringPrototypeCharCodeAt(path, i) === DOT) {
      const isDotDot = end - start === 2 && StringPrototypeCharCodeAt(path, start) === DOT;
      return isDotDot ? -1 : i;
    }
  }
  return -1;
}

/**
 * The file name `path[start, end)` without `suffix`, unless the suffix is the whole name. A name
 * that is the tail of a longer suffix comes back with its trailing slashes, as in Node.
 */
function withoutSuffix(path, start, end, suffix) {
  const name = StringPrototypeSlice(path, start, end);
  const stem = name.length - suffix.length;
  if (stem < 0 && suffix.length <= path.length && StringPrototypeSlice(suffix, -stem) === name) {
    return StringPrototypeSlice(path, start);
  }
  if (stem > 0 && StringPrototypeSlice(name, stem) === suffix) {
    return StringPrototypeSlice(name, 0, stem);
  }
  return name;
}

function formatSuffix(ext) {
  return ext ? `${ext[0] === '.' ? '' : '.'}${ext}` : '';
}

/** Behind `path.format()` of both flavours. */
function formatParts(separator, parts) {
  validateObject(parts, 'pathObject');
  const dir = parts.dir || parts.root;
  const base = parts.base || `${parts.name || ''}${formatSuffix(parts.ext)}`;
  if (!dir) return base;
  return dir === parts.root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

/**
 * Links a flavour to itself and, on first use, to the other one, so that a program that never
 * looks at `path.win32` does not pay for loading it.
 */
function linkFlavours(own, ownName, otherName) {
  own[ownName] = own;
  ObjectDefineProperty(own, otherName, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const other = require(`path/${otherName}`);
      setOther(other);
      return other;
    },
    set: setOther,
  });
  function setOther(value) {
    ObjectDefineProperty(own, otherName, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      writable: true,
      value,
    });
  }
}

module.exports = {
  foldSegments,
  formatParts,
  linkFlavours,
  suffixStart,
  withoutSuffix,
};
