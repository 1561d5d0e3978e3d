'use strict';
// node:path/win32: Windows path rules, usable on every system. Owner: path. Roots and reserved
// device names are read in path/win32_root.js. Pure string work: only resolve() and relative()
// look outside, at the current directory (and the per-drive ones of the environment).

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
} = primordials;

const { validateString } = require('internal/validators');
const {
  foldSegments,
  formatParts,
  linkFlavours,
  suffixStart,
  withoutSuffix,
} = require('path/segments');
const {
  deviceRoot,
  isDriveLetter,
  isReservedDevice,
  isSeparator,
  reservedPrefixEnd,
  scanRoot,
  kNone,
  kUnc,
} = require('path/win32_root');

const BACKSLASH = 92;
const COLON = 58;
const QUESTION = 63;
const DOT = 46;

function hasDrivePrefix(path) {
  return path.length >= 2 && StringPrototypeCharCodeAt(path, 1) === COLON &&
    isDriveLetter(StringPrototypeCharCodeAt(path, 0));
}

function endsWithSeparator(path) {
  return path.length > 0 && isSeparator(StringPrototypeCharCodeAt(path, path.length - 1));
}

/** The end of `path` without trailing separators, not going below `start`. */
function endOfLastSegment(path, start) {
  let end = path.length;
  while (end > start && isSeparator(StringPrototypeCharCodeAt(path, end - 1))) end--;
  return end;
}

/** Where the segment that ends at `end` starts, not going below `start`. */
function startOfSegment(path, start, end) {
  let from = end;
  while (from > start && !isSeparator(StringPrototypeCharCodeAt(path, from - 1))) from--;
  return from;
}

/**
 * Whether a folded relative path would name a drive, a stream or a device where the path as it
 * was written did not: such a result must be anchored with `.\`, or `..` could lead to another
 * root.
 */
function needsAnchor(path, folded) {
  let colon = StringPrototypeIndexOf(path, ':');
  // Without a colon the last character stands for it: `CON.` is a device as well as `CON:`.
  if (colon === -1) return isReservedDevice(path, 0, path.length - 1);
  if (hasDrivePrefix(folded)) return true;
  while (colon !== -1) {
    if (colon === path.length - 1 || isSeparator(StringPrototypeCharCodeAt(path, colon + 1))) {
      return true;
    }
    colon = StringPrototypeIndexOf(path, ':', colon + 1);
  }
  return false;
}

/** The directory that a drive-relative path starts in. */
function driveDirectory(device) {
  const path = process.env[`=${device}`] || process.cwd();
  const otherDrive = path !== undefined &&
    StringPrototypeToLowerCase(StringPrototypeSlice(path, 0, 2)) !==
      StringPrototypeToLowerCase(device) &&
    StringPrototypeCharCodeAt(path, 2) === BACKSLASH;
  return path === undefined || otherDrive ? `${device}\\` : path;
}

/** The segments of a resolved path, roots without their leading backslashes included. */
function splitBackslashes(path) {
  let start = 0;
  let end = path.length;
  while (start < end && StringPrototypeCharCodeAt(path, start) === BACKSLASH) start++;
  while (end > start && StringPrototypeCharCodeAt(path, end - 1) === BACKSLASH) end--;
  return start === end ? [] : StringPrototypeSplit(StringPrototypeSlice(path, start, end), '\\');
}

const win32 = {
  resolve(...paths) {
    let device = '';
    let tail = '';
    let absolute = false;

    for (let i = paths.length - 1; i >= -1 && !(absolute && device !== ''); i--) {
      let path;
      if (i >= 0) {
        path = paths[i];
        validateString(path, `paths[${i}]`);
        if (path.length === 0) continue;
      } else {
        path = device === '' ? process.cwd() : driveDirectory(device);
      }

      const root = deviceRoot(path);
      if (root.device !== '') {
        if (device !== '') {
          // A path on another drive has no say in where this one leads.
          if (StringPrototypeToLowerCase(root.device) !== StringPrototypeToLowerCase(device)) {
            continue;
          }
        } else {
          device = root.device;
        }
      }
      if (!absolute) {
        tail = `${StringPrototypeSlice(path, root.end)}\\${tail}`;
        absolute = root.absolute;
      }
    }

    const folded = foldSegments(tail, 0, !absolute, '\\', true);
    return absolute ? `${device}\\${folded}` : `${device}${folded}` || '.';
  },

  normalize(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    if (path.length === 1) return path === '/' ? '\\' : path;

    let { device, end, absolute, kind } = deviceRoot(path);
    let reserved = false;
    if (kind === kNone) {
      const prefixEnd = reservedPrefixEnd(path, 0);
      if (prefixEnd !== -1) {
        reserved = true;
        device = StringPrototypeSlice(path, 0, prefixEnd);
        end = prefixEnd;
      }
    } else if (kind === kUnc && end === 4) {
      const prefixEnd = reservedPrefixEnd(path, 4);
      if (prefixEnd !== -1) {
        device = `\\\\?\\${StringPrototypeSlice(path, 4, prefixEnd)}`;
        end = prefixEnd;
      }
    }

    let folded = end < path.length ? foldSegments(path, end, !absolute, '\\', true) : '';
    if (folded === '' && !absolute) folded = '.';
    if (end < path.length && folded !== '' && endsWithSeparator(path)) folded += '\\';
    if (absolute) return `${device}\\${folded}`;
    if (device === '') return needsAnchor(path, folded) ? `.\\${folded}` : folded;
    return `${reserved ? '.\\' : ''}${device}${folded}`;
  },

  isAbsolute(path) {
    validateString(path, 'path');
    if (path.length === 0) return false;
    if (isSeparator(StringPrototypeCharCodeAt(path, 0))) return true;
    return path.length > 2 && hasDrivePrefix(path) &&
      isSeparator(StringPrototypeCharCodeAt(path, 2));
  },

  join(...paths) {
    let joined = '';
    let first = '';
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i];
      validateString(path, 'path');
      if (path.length === 0) continue;
      if (joined === '') joined = first = path;
      else joined += `\\${path}`;
    }
    if (joined === '') return '.';

    // Joining must not make a UNC path of parts that are none: more than one leading separator
    // survives only where the first part itself starts as a UNC path, `\\server`.
    let leading = 0;
    while (leading < joined.length && isSeparator(StringPrototypeCharCodeAt(joined, leading))) {
      leading++;
    }
    const firstIsUnc = first.length > 2 && leading === 2 &&
      isSeparator(StringPrototypeCharCodeAt(first, 1));
    if (leading >= 2 && !firstIsUnc) joined = `\\${StringPrototypeSlice(joined, leading)}`;

    // Folding `..` over a reserved device name could escape to a device: leave such paths alone.
    const segments = StringPrototypeSplit(joined, '\\');
    for (let i = 0; i < segments.length; i++) {
      const colon = StringPrototypeIndexOf(segments[i], ':');
      if (colon > 0 && isReservedDevice(segments[i], 0, colon)) {
        return StringPrototypeReplaceAll(joined, '/', '\\');
      }
    }
    return win32.normalize(joined);
  },

  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    const source = win32.resolve(from);
    const target = win32.resolve(to);
    if (source === target) return '';
    if (StringPrototypeToLowerCase(source) === StringPrototypeToLowerCase(target)) return '';

    const sourceParts = splitBackslashes(source);
    const targetParts = splitBackslashes(target);
    let common = 0;
    while (common < sourceParts.length && common < targetParts.length &&
           StringPrototypeToLowerCase(sourceParts[common]) ===
             StringPrototypeToLowerCase(targetParts[common])) {
      common++;
    }
    // Nothing shared: another drive or server, which no `..` reaches.
    if (common === 0 && sourceParts.length > 0 && targetParts.length > 0) return target;
    const way = [];
    for (let i = common; i < sourceParts.length; i++) ArrayPrototypePush(way, '..');
    const down = ArrayPrototypeSlice(targetParts, common);
    for (let i = 0; i < down.length; i++) ArrayPrototypePush(way, down[i]);
    return ArrayPrototypeJoin(way, '\\');
  },

  toNamespacedPath(path) {
    if (typeof path !== 'string' || path.length === 0) return path;
    const resolved = win32.resolve(path);
    if (resolved.length <= 2) return path;
    if (StringPrototypeCharCodeAt(resolved, 0) === BACKSLASH) {
      if (StringPrototypeCharCodeAt(resolved, 1) === BACKSLASH) {
        const code = StringPrototypeCharCodeAt(resolved, 2);
        if (code !== QUESTION && code !== DOT) {
          return `\\\\?\\UNC\\${StringPrototypeSlice(resolved, 2)}`;
        }
      }
    } else if (hasDrivePrefix(resolved) && StringPrototypeCharCodeAt(resolved, 2) === BACKSLASH) {
      return `\\\\?\\${resolved}`;
    }
    return resolved;
  },

  dirname(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const root = scanRoot(path);
    if (root.kind === kUnc && root.end === path.length) return path;
    const rootEnd = root.endWithSeparator;
    const start = startOfSegment(path, rootEnd, endOfLastSegment(path, rootEnd));
    if (start > rootEnd) return StringPrototypeSlice(path, 0, start - 1);
    return root.kind === kNone ? '.' : StringPrototypeSlice(path, 0, rootEnd);
  },

  basename(path, suffix) {
    if (suffix !== undefined) validateString(suffix, 'suffix');
    validateString(path, 'path');
    if (suffix === path) return '';
    const from = hasDrivePrefix(path) ? 2 : 0;
    const end = endOfLastSegment(path, from);
    const start = startOfSegment(path, from, end);
    if (suffix) return withoutSuffix(path, start, end, suffix);
    return StringPrototypeSlice(path, start, end);
  },

  extname(path) {
    validateString(path, 'path');
    const from = hasDrivePrefix(path) ? 2 : 0;
    const end = endOfLastSegment(path, from);
    const dot = suffixStart(path, startOfSegment(path, from, end), end);
    return dot === -1 ? '' : StringPrototypeSlice(path, dot, end);
  },

  format(pathObject) {
    return formatParts('\\', pathObject);
  },

  parse(path) {
    validateString(path, 'path');
    const parts = { root: '', dir: '', base: '', ext: '', name: '' };
    if (path.length === 0) return parts;
    const root = scanRoot(path);
    const rootEnd = root.endWithSeparator;
    parts.root = parts.dir = StringPrototypeSlice(path, 0, rootEnd);
    const end = endOfLastSegment(path, rootEnd);
    const start = startOfSegment(path, rootEnd, end);
    if (end > start) {
      const dot = suffixStart(path, start, end);
      parts.base = StringPrototypeSlice(path, start, end);
      parts.name = dot === -1 ? parts.base : StringPrototypeSlice(path, start, dot);
      if (dot !== -1) parts.ext = StringPrototypeSlice(path, dot, end);
    }
    if (start > rootEnd) parts.dir = StringPrototypeSlice(path, 0, start - 1);
    return parts;
  },

  matchesGlob(path, pattern) {
    return require('path/glob').matchesGlob(path, pattern, true);
  },

  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
};

linkFlavours(win32, 'win32', 'posix');

// Legacy internal name that programs still use.
win32._makeLong = win32.toNamespacedPath;

module.exports = win32;
