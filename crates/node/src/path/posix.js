'use strict';
// node:path/posix. Owner: path. Pure string work: only resolve() and relative() look outside, at
// the current directory.

const {
  StringPrototypeCharCodeAt,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
} = primordials;

const { validateString } = require('internal/validators');
const {
  foldSegments,
  formatParts,
  linkFlavours,
  suffixStart,
  withoutSuffix,
} = require('path/segments');

const SLASH = 47;

function endsWithSlash(path) {
  return StringPrototypeCharCodeAt(path, path.length - 1) === SLASH;
}

function startsWithSlash(path) {
  return StringPrototypeCharCodeAt(path, 0) === SLASH;
}

/** The end of `path` without its trailing slashes; 0 when it has nothing else. */
function endOfLastSegment(path) {
  let end = path.length;
  while (end > 0 && StringPrototypeCharCodeAt(path, end - 1) === SLASH) end--;
  return end;
}

/** Where the segment that ends at `end` starts. */
function startOfSegment(path, end) {
  return end === 0 ? 0 : StringPrototypeLastIndexOf(path, '/', end - 1) + 1;
}

const posix = {
  resolve(...paths) {
    let joined = '';
    let absolute = false;
    for (let i = paths.length - 1; i >= -1 && !absolute; i--) {
      let path;
      if (i >= 0) {
        path = paths[i];
        validateString(path, `paths[${i}]`);
      } else {
        path = process.cwd();
      }
      if (path.length === 0) continue;
      joined = joined === '' ? path : `${path}/${joined}`;
      absolute = startsWithSlash(path);
    }
    const folded = foldSegments(joined, 0, !absolute, '/', false);
    if (absolute) return `/${folded}`;
    return folded === '' ? '.' : folded;
  },

  normalize(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const absolute = startsWithSlash(path);
    const folded = foldSegments(path, 0, !absolute, '/', false);
    if (folded === '') {
      if (absolute) return '/';
      return endsWithSlash(path) ? './' : '.';
    }
    return `${absolute ? '/' : ''}${folded}${endsWithSlash(path) ? '/' : ''}`;
  },

  isAbsolute(path) {
    validateString(path, 'path');
    return path.length > 0 && startsWithSlash(path);
  },

  join(...paths) {
    let joined = '';
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i];
      validateString(path, 'path');
      if (path.length > 0) joined = joined === '' ? path : `${joined}/${path}`;
    }
    return posix.normalize(joined);
  },

  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    from = posix.resolve(from);
    to = posix.resolve(to);
    if (from === to) return '';

    // Both are absolute and folded. A slash at the end of each makes "a segment ends here" one
    // condition; the root has its slash already.
    const source = from === '/' ? from : `${from}/`;
    const target = to === '/' ? to : `${to}/`;
    const shorter = source.length < target.length ? source.length : target.length;
    let common = 0;
    for (let i = 0; i < shorter; i++) {
      const code = StringPrototypeCharCodeAt(source, i);
      if (code !== StringPrototypeCharCodeAt(target, i)) break;
      if (code === SLASH) common = i + 1;
    }
    let up = '';
    for (let i = common; i < source.length; i++) {
      if (StringPrototypeCharCodeAt(source, i) === SLASH) up += up === '' ? '..' : '/..';
    }
    const down = StringPrototypeSlice(to, common);
    return up !== '' && down !== '' ? `${up}/${down}` : `${up}${down}`;
  },

  toNamespacedPath(path) {
    return path;
  },

  dirname(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const start = startOfSegment(path, endOfLastSegment(path));
    if (start === 0) return startsWithSlash(path) ? '/' : '.';
    if (start === 1) return '/';
    // Two leading slashes are a root of their own in POSIX.
    if (start === 2 && startsWithSlash(path)) return '//';
    return StringPrototypeSlice(path, 0, start - 1);
  },

  basename(path, suffix) {
    if (suffix !== undefined) validateString(suffix, 'suffix');
    validateString(path, 'path');
    if (suffix === path) return '';
    const end = endOfLastSegment(path);
    const start = startOfSegment(path, end);
    if (suffix) return withoutSuffix(path, start, end, suffix);
    return StringPrototypeSlice(path, start, end);
  },

  extname(path) {
    validateString(path, 'path');
    const end = endOfLastSegment(path);
    const dot = suffixStart(path, startOfSegment(path, end), end);
    return dot === -1 ? '' : StringPrototypeSlice(path, dot, end);
  },

  format(pathObject) {
    return formatParts('/', pathObject);
  },

  parse(path) {
    validateString(path, 'path');
    const parts = { root: '', dir: '', base: '', ext: '', name: '' };
    if (path.length === 0) return parts;
    const end = endOfLastSegment(path);
    const start = startOfSegment(path, end);
    if (startsWithSlash(path)) {
      parts.root = '/';
      parts.dir = '/';
    }
    if (start > 1) parts.dir = StringPrototypeSlice(path, 0, start - 1);
    if (end > start) {
      // The parent of the root is not taken for the parent directory but for a name with an empty suffix.
      const rootParent = start === 1 && StringPrototypeSlice(path, 1, end) === '..';
      const dot = rootParent ? end - 1 : suffixStart(path, start, end);
      parts.base = StringPrototypeSlice(path, start, end);
      parts.name = dot === -1 ? parts.base : StringPrototypeSlice(path, start, dot);
      if (dot !== -1) parts.ext = StringPrototypeSlice(path, dot, end);
    }
    return parts;
  },

  matchesGlob(path, pattern) {
    return require('path/glob').matchesGlob(path, pattern, false);
  },

  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
};

linkFlavours(posix, 'posix', 'win32');

// Legacy internal name that programs still use.
posix._makeLong = posix.toNamespacedPath;

module.exports = posix;
