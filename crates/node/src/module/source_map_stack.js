'use strict';
// Stacks and source lines of generated code, shown as those of what it was made from. Installed while source map support
// is on; runs each time a stack is formatted, so nothing here may throw. Owner: the module loaders.

const {
  ArrayIsArray,
  ErrorPrototypeToString,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const { kIsNodeError } = require('internal/errors');
const { findSourceMap } = require('module/source_map_cache');

const native = binding('module');

/** The name of an original source as stacks show it: a path for a file. */
function shownSource(source) {
  if (!StringPrototypeStartsWith(source, 'file://')) return source;
  try {
    return native.urlToPath(source);
  } catch {
    // A URL that is no path here, as one with a host.
    return source;
  }
}

/** The map's entry for a one-based position; undefined where it leads to no original. */
function entryAt(map, line, column) {
  const entry = map.findEntry(line - 1, column - 1);
  const { originalLine, originalColumn, originalSource } = entry;
  return typeof originalSource === 'string' && originalLine !== undefined && originalColumn !== undefined ?
    entry : undefined;
}

/** The original name of the function that a frame runs: by where it begins, else by where it was called. */
function nameOf(map, site, caller) {
  const { name } = map.findEntry(site.getEnclosingLineNumber() - 1, site.getEnclosingColumnNumber() - 1);
  if (name) return name;
  if (caller !== undefined && caller.getFileName() === site.getFileName()) {
    return map.findEntry(caller.getLineNumber() - 1, caller.getColumnNumber() - 1).name;
  }
  return undefined;
}

/** A frame as V8 would print it at its original place; undefined where no map knows it. */
function mappedFrame(site, caller) {
  const file = site.getFileName() ?? site.getScriptNameOrSourceURL?.();
  const map = typeof file === 'string' ? findSourceMap(file) : undefined;
  if (map === undefined) return undefined;
  const entry = entryAt(map, site.getLineNumber(), site.getColumnNumber());
  if (entry === undefined) return undefined;
  const name = nameOf(map, site, caller) ?? site.getFunctionName() ?? site.getMethodName();
  const type = site.getTypeName();
  const owner = type !== null && type !== undefined && type !== 'global' && !site.isConstructor() ? `${type}.` : '';
  const start = site.isAsync() ? 'async ' : site.isConstructor() ? 'new ' : '';
  const place = `${shownSource(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  return `${start}${owner}${name || '<anonymous>'} (${place})`;
}

/** Formats a stack with original places. */
function formatStack(error, trace) {
  let text = kIsNodeError in error ?
    `${error.name} [${error.code}]: ${error.message}` : ErrorPrototypeToString(error);
  for (let i = 0; i < trace.length; i++) {
    let frame;
    try {
      frame = mappedFrame(trace[i], trace[i + 1]);
    } catch {
      // A map of the wrong shape: the frame stays what it was.
      frame = undefined;
    }
    text += `\n    at ${frame ?? trace[i]}`;
  }
  return text;
}

/** The text of an original source, out of the map or off the disk. */
function sourceText(payload, source) {
  const { sources, sourcesContent } = payload;
  if (ArrayIsArray(sourcesContent)) {
    for (let i = 0; i < sources.length; i++) {
      if (sources[i] === source && typeof sourcesContent[i] === 'string') return sourcesContent[i];
    }
  }
  return StringPrototypeStartsWith(source, 'file:') ? native.readText(native.urlToPath(source)) : undefined;
}

/**
 * A source line with its caret (`file:line`, text, caret) as that of the original; what is given where there is none.
 */
function mapArrow(arrow) {
  const lines = StringPrototypeSplit(arrow, '\n');
  const colon = StringPrototypeLastIndexOf(lines[0], ':');
  const map = findSourceMap(StringPrototypeSlice(lines[0], 0, colon));
  if (map === undefined || lines.length < 3) return arrow;
  try {
    const caret = StringPrototypeIndexOf(lines[2], '^');
    const entry = entryAt(map, +StringPrototypeSlice(lines[0], colon + 1), caret + 1);
    const text = entry && sourceText(map.payload, entry.originalSource);
    if (typeof text !== 'string') return arrow;
    const line = StringPrototypeSplit(text, RegExpPrototypeExec(/\r/, text) === null ? '\n' : '\r\n')[entry.originalLine];
    if (!line) return arrow;
    const before = RegExpPrototypeSymbolReplace(/[^\t]/g, StringPrototypeSlice(line, 0, entry.originalColumn), ' ');
    const missing = StringPrototypeRepeat(' ', entry.originalColumn - before.length);
    return `${shownSource(entry.originalSource)}:${entry.originalLine + 1}\n${line}\n${before}${missing}^\n`;
  } catch {
    // The original cannot be read, or the map is not what it should be.
    return arrow;
  }
}

module.exports = { formatStack, mapArrow };
