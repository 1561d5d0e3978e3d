'use strict';
// Glob patterns over path strings, behind path.matchesGlob(). Owner: path. A pattern is compiled
// once into lists of segments (one list per brace alternative) and kept in a small cache; the
// file system is never asked.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  RegExp,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { validateString } = require('internal/validators');
const { expandBraces } = require('path/braces');

const kGlobstar = null;
const kCacheSize = 64;

const posixClasses = {
  '__proto__': null,
  '[:alnum:]': '\\p{L}\\p{Nl}\\p{Nd}',
  '[:alpha:]': '\\p{L}\\p{Nl}',
  '[:ascii:]': '\\x00-\\x7f',
  '[:blank:]': '\\p{Zs}\\t',
  '[:cntrl:]': '\\p{Cc}',
  '[:digit:]': '\\p{Nd}',
  '[:lower:]': '\\p{Ll}',
  '[:punct:]': '\\p{P}',
  '[:space:]': '\\p{Z}\\t\\r\\n\\v\\f',
  '[:upper:]': '\\p{Lu}',
  '[:word:]': '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  '[:xdigit:]': 'A-Fa-f0-9',
};

function escapeLiteral(char) {
  return StringPrototypeIncludes('^$\\.*+?()[]{}|/', char) ? `\\${char}` : char;
}

/** Reads the class that opens at `start`: its source and end, or undefined where it never closes. */
function readClass(segment, start) {
  let i = start + 1;
  const negated = segment[i] === '!' || segment[i] === '^';
  if (negated) i++;
  const first = i;
  let body = '';
  while (i < segment.length && (segment[i] !== ']' || i === first)) {
    if (segment[i] === '[' && segment[i + 1] === ':') {
      const close = StringPrototypeIndexOf(segment, ':]', i + 2);
      const named = close === -1 ?
        undefined : posixClasses[StringPrototypeSlice(segment, i, close + 2)];
      if (named !== undefined) {
        body += named;
        i = close + 2;
        continue;
      }
    }
    const isRange = segment[i + 1] === '-' && i + 2 < segment.length && segment[i + 2] !== ']';
    if (isRange) {
      const low = StringPrototypeCharCodeAt(segment, i);
      const high = StringPrototypeCharCodeAt(segment, i + 2);
      // A range that runs backwards holds nothing.
      if (low <= high) body += `${escapeInClass(segment[i])}-${escapeInClass(segment[i + 2])}`;
      i += 3;
    } else {
      body += escapeInClass(segment[i++]);
    }
  }
  if (i >= segment.length) return undefined;
  const none = negated ? '[^/]' : '[^\\s\\S]';
  return { source: body === '' ? none : `[${negated ? '^/' : ''}${body}]`, end: i + 1 };
}

function escapeInClass(char) {
  return StringPrototypeIncludes('\\]^-[&~|/(){}', char) ? `\\${char}` : char;
}

/** The end of the extglob whose `(` stands at `open`, just behind its `)`, or -1. */
function extglobEnd(segment, open) {
  let depth = 0;
  for (let i = open; i < segment.length; i++) {
    if (segment[i] === '(') depth++;
    else if (segment[i] === ')' && --depth === 0) return i + 1;
  }
  return -1;
}

function splitAlternatives(body) {
  const parts = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= body.length; i++) {
    if (i === body.length || (body[i] === '|' && depth === 0)) {
      ArrayPrototypePush(parts, StringPrototypeSlice(body, from, i));
      from = i + 1;
    } else if (body[i] === '(') {
      depth++;
    } else if (body[i] === ')') {
      depth--;
    }
  }
  return parts;
}

function extglobSource(kind, body, rest) {
  const parts = splitAlternatives(body);
  let inner = '';
  for (let i = 0; i < parts.length; i++) inner += `${i > 0 ? '|' : ''}${segmentSource(parts[i])}`;
  if (kind === '!') return `(?:(?!(?:${inner})${rest}$)[^/]*)`;
  return `(?:${inner})${kind === '@' ? '' : kind}`;
}

/** Regular expression source for one segment of a pattern. */
function segmentSource(segment) {
  let source = '';
  for (let i = 0; i < segment.length;) {
    const char = segment[i];
    if (segment[i + 1] === '(' && StringPrototypeIncludes('!?*+@', char)) {
      const end = extglobEnd(segment, i + 1);
      if (end !== -1) {
        const body = StringPrototypeSlice(segment, i + 2, end - 1);
        // What a negated group may not match depends on what follows it.
        const rest = segmentSource(StringPrototypeSlice(segment, end));
        source += extglobSource(char, body, rest);
        i = end;
        continue;
      }
    }
    if (char === '[') {
      const found = readClass(segment, i);
      if (found !== undefined) {
        source += found.source;
        i = found.end;
        continue;
      }
    }
    if (char === '*') {
      while (segment[i + 1] === '*') i++;
      source += '[^/]*?';
    } else {
      source += char === '?' ? '[^/]' : escapeLiteral(char);
    }
    i++;
  }
  return source;
}

const magic = /[*?[\]]|[!+@]\(/;

function compileSegment(segment) {
  if (segment === '**') return kGlobstar;
  if (RegExpPrototypeExec(magic, segment) === null) return segment;
  // Hidden names and the two dot entries match only a pattern that begins with a dot itself.
  const guard = segment[0] === '.' ? '(?!\\.{1,2}$)' : '(?!\\.)';
  return new RegExp(`^${guard}(?=.)${segmentSource(segment)}$`, 'su');
}

function compile(pattern) {
  const expanded = expandBraces(pattern);
  const alternatives = [];
  for (let i = 0; i < expanded.length; i++) {
    const raw = StringPrototypeSplit(expanded[i], '/');
    const segments = [];
    for (let j = 0; j < raw.length; j++) {
      const inner = j > 0 && j < raw.length - 1;
      if ((inner && raw[j] === '') || (raw[j] === '.' && j > 0)) continue;
      const segment = compileSegment(raw[j]);
      if (segment === kGlobstar && j > 0 && raw[j - 1] === '**') continue;
      ArrayPrototypePush(segments, segment);
    }
    ArrayPrototypePush(alternatives, segments);
  }
  return alternatives;
}

function isHidden(name) {
  return name[0] === '.';
}

/** Whether `names` from `n` on match `segments` from `s` on. */
function matchFrom(names, n, segments, s) {
  for (; n < names.length && s < segments.length; n++, s++) {
    const segment = segments[s];
    if (segment === kGlobstar) {
      // At the end it takes everything that is not hidden; before that, every length is tried.
      for (let skip = n; skip <= names.length; skip++) {
        if (s + 1 < segments.length && matchFrom(names, skip, segments, s + 1)) return true;
        if (skip < names.length && isHidden(names[skip])) return false;
      }
      return s + 1 === segments.length;
    }
    if (typeof segment === 'string') {
      if (segment !== names[n]) return false;
    } else if (RegExpPrototypeExec(segment, names[n]) === null) {
      return false;
    }
  }
  if (n === names.length) return s === segments.length;
  // The pattern is used up: what may remain is the empty name behind a trailing slash.
  return n === names.length - 1 && names[n] === '';
}

const cache = new SafeMap();
const cacheOrder = [];

function compiled(pattern) {
  let alternatives = cache.get(pattern);
  if (alternatives === undefined) {
    alternatives = compile(pattern);
    cache.set(pattern, alternatives);
    if (ArrayPrototypePush(cacheOrder, pattern) > kCacheSize) {
      cache.delete(ArrayPrototypeShift(cacheOrder));
    }
  }
  return alternatives;
}

function splitPath(path) {
  const names = StringPrototypeSplit(path, '/');
  const kept = [];
  for (let i = 0; i < names.length; i++) {
    if (names[i] !== '' || i === 0 || i === names.length - 1) ArrayPrototypePush(kept, names[i]);
  }
  return kept;
}

/** Whether `path` as a whole matches the glob `pattern`; a backslash in a pattern separates. */
function matchesGlob(path, pattern, windows) {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  const alternatives = compiled(StringPrototypeReplaceAll(pattern, '\\', '/'));
  const names = splitPath(windows ? StringPrototypeReplaceAll(path, '\\', '/') : path);
  for (let i = 0; i < alternatives.length; i++) {
    if (matchFrom(names, 0, alternatives[i], 0)) return true;
  }
  return false;
}

module.exports = { compile, matchesGlob };
