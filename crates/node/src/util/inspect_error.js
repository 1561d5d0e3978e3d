'use strict';
// How `util.inspect` writes errors: the stack with its first line made to show the class, repeated frames folded,
// and, with colors, frames of the runtime and of dependencies set apart. Part of `util/inspect`.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeIndexOf,
  ArrayPrototypeJoin,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  Error,
  ErrorPrototypeToString,
  RegExpPrototypeExec,
  String,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeRepeat,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const { isError } = require('internal/util');
const { getPrefix, keepsTitle } = require('util/inspect_names');
const core = require('util/inspect_value');

const kFrameStart = '\n    at';

/** Reads a property of an error whose accessors may throw; undefined when they do. */
function readSafely(err, key) {
  try {
    return err[key];
  } catch {
    return undefined;
  }
}

function titleOf(err) {
  try {
    return ErrorPrototypeToString(err);
  } catch {
    return '[object Error]';
  }
}

/** The stack as text. A `stack` that is no string is shown as a value below the title. */
function getStackText(ctx, err) {
  const stack = readSafely(err, 'stack');
  if (!stack) return titleOf(err);
  if (typeof stack === 'string') return stack;
  ArrayPrototypePush(ctx.seen, err);
  ctx.indentationLvl += 4;
  const shown = core.formatValue(ctx, stack);
  ctx.indentationLvl -= 4;
  ArrayPrototypePop(ctx.seen);
  return `${titleOf(err)}\n    ${shown}`;
}

const kTitleWithColon = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/;
const kTitleAlone = /^([a-z_A-Z0-9-]*Error)$/;

/** Makes the first line name the class of the error ("MyError [TypeError]: ..."), which V8 does not. */
function improveTitle(stack, constructor, name, tag) {
  let { length } = name;
  const matchesName = StringPrototypeEndsWith(name, 'Error') && StringPrototypeStartsWith(stack, name) &&
    (stack.length === length || stack[length] === ':' || stack[length] === '\n');
  if (constructor !== null && !matchesName) return stack;

  let fallback = 'Error';
  if (constructor === null) {
    const start = RegExpPrototypeExec(kTitleWithColon, stack) ?? RegExpPrototypeExec(kTitleAlone, stack);
    fallback = (start !== null && start[1]) || '';
    length = fallback.length;
    fallback ||= 'Error';
  }
  const prefix = StringPrototypeSlice(getPrefix(constructor, tag, fallback), 0, -1);
  if (name === prefix) return stack;
  if (StringPrototypeIncludes(prefix, name)) {
    return length === 0 ? `${prefix}: ${stack}` : `${prefix}${StringPrototypeSlice(stack, length)}`;
  }
  return `${prefix} [${name}]${StringPrototypeSlice(stack, length)}`;
}

const kShownByStack = ['name', 'message', 'stack'];

/** Own keys that repeat what the stack says already are not listed again. */
function dropRepeatedKeys(err, keys, stack) {
  for (let i = 0; i < kShownByStack.length; i++) {
    const at = ArrayPrototypeIndexOf(keys, kShownByStack[i]);
    if (at === -1) continue;
    const value = readSafely(err, kShownByStack[i]);
    if (typeof value !== 'string' || StringPrototypeIncludes(stack, value)) ArrayPrototypeSplice(keys, at, 1);
  }
}

/** Where and how long `frames` share a run with the end of `causeFrames`. */
function findOverlap(frames, causeFrames) {
  for (let i = 0; i < frames.length - 3; i++) {
    const at = ArrayPrototypeIndexOf(causeFrames, frames[i]);
    if (at === -1) continue;
    const most = causeFrames.length - at;
    if (most <= 3) continue;
    let length = 1;
    const limit = most < frames.length - i ? most : frames.length - i;
    while (length < limit && frames[i + length] === causeFrames[at + length]) length++;
    if (length > 3) return { __proto__: null, length, offset: i };
  }
  return undefined;
}

// Short stacks are shown whole; longer ones are folded when a block repeats for more than this many lines.
const kFramesToFold = 10;
const kLinesToFold = 3;

/** Folds blocks of lines that follow themselves, as recursion makes them. */
function foldRepeats(ctx, frames) {
  if (frames.length <= kFramesToFold) return frames;
  const result = [];
  let i = 0;
  while (i < frames.length) {
    const run = repeatAt(frames, i);
    if (run === undefined) {
      ArrayPrototypePush(result, frames[i++]);
      continue;
    }
    for (let j = 0; j < run.size; j++) ArrayPrototypePush(result, frames[i + j]);
    const lines = run.size * run.times;
    const note = `    ... collapsed ${lines} duplicate lines matching above ${run.size} lines ${run.times} times...`;
    ArrayPrototypePush(result, ctx.stylize(note, 'undefined'));
    i += run.size + lines;
  }
  return result;
}

function repeatAt(frames, start) {
  for (let next = start + 1; next < frames.length; next++) {
    if (frames[next] !== frames[start]) continue;
    const size = next - start;
    let times = 0;
    while (sameBlock(frames, start, start + size * (times + 1), size)) times++;
    // The shortest block that repeats decides.
    if (times > 0) return size * times > kLinesToFold ? { __proto__: null, size, times } : undefined;
  }
  return undefined;
}

function sameBlock(frames, first, second, size) {
  if (second + size > frames.length) return false;
  for (let i = 0; i < size; i++) {
    if (frames[first + i] !== frames[second + i]) return false;
  }
  return true;
}

function getFrames(ctx, err, text) {
  const frames = StringPrototypeSplit(text, '\n');
  const cause = readSafely(err, 'cause');
  if (cause != null && isError(cause)) {
    const causeStack = getStackText(ctx, cause);
    const start = StringPrototypeIndexOf(causeStack, kFrameStart);
    if (start !== -1) {
      const causeFrames = StringPrototypeSplit(StringPrototypeSlice(causeStack, start + 1), '\n');
      const overlap = findOverlap(frames, causeFrames);
      if (overlap !== undefined) {
        const skipped = overlap.length - 2;
        ArrayPrototypeSplice(frames, overlap.offset + 1, skipped,
                             ctx.stylize(`    ... ${skipped} lines matching cause stack trace ...`, 'undefined'));
      }
    }
  }
  return foldRepeats(ctx, frames);
}

// --- Colors ------------------------------------------------------------------------------------------------

const kRuntimeFrame = /^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+\)?$/;

function isRuntimeFrame(line) {
  const match = RegExpPrototypeExec(kRuntimeFrame, line);
  return match !== null && binding('util').isBuiltinId(match[1]);
}

/** Underlines the package names in a path. */
function markPackages(ctx, line) {
  if (!StringPrototypeIncludes(line, 'node_modules')) return line;
  let marked = '';
  let from = 0;
  for (;;) {
    const at = StringPrototypeIndexOf(line, 'node_modules', from);
    if (at === -1) break;
    const separator = line[at - 1];
    const after = line[at + 12];
    let end = at + 13;
    if ((after !== '/' && after !== '\\') || (separator !== '/' && separator !== '\\')) {
      marked += StringPrototypeSlice(line, from, end);
      from = end;
      continue;
    }
    // A scope and the name below it are one package.
    let slash = StringPrototypeIndexOf(line, separator, end);
    if (line[end] === '@') slash = StringPrototypeIndexOf(line, separator, slash + 1);
    if (slash === -1) break;
    marked += StringPrototypeSlice(line, from, end);
    marked += ctx.stylize(StringPrototypeSlice(line, end, slash), 'module');
    from = end = slash;
  }
  return marked + StringPrototypeSlice(line, from);
}

/** Greys the working directory, so that the file's own part of its path stands out. */
function markDirectory(ctx, line, directory) {
  let at = StringPrototypeIndexOf(line, directory);
  if (at === -1) return line;
  let length = directory.length + 1;
  const urlAt = at - 7;
  const isUrl = urlAt >= 0 && StringPrototypeSlice(line, urlAt, at) === 'file://';
  if (isUrl) {
    at = urlAt;
    length += 7;
  }
  const open = line[at - 1] === '(' ? at - 1 : at;
  const closed = open !== at && StringPrototypeEndsWith(line, ')');
  const start = StringPrototypeSlice(line, 0, open);
  const grey = ctx.stylize(StringPrototypeSlice(line, open, at + length), 'undefined');
  const rest = StringPrototypeSlice(line, at + length, closed ? -1 : line.length);
  return `${start}${grey}${rest}${closed ? ctx.stylize(')', 'undefined') : ''}`;
}

function workingDirectory() {
  try {
    return process.cwd();
  } catch {
    // The directory is gone: then no path can lie in it.
    return undefined;
  }
}

function colorFrames(ctx, frames) {
  const directory = workingDirectory();
  let text = '';
  for (let i = 0; i < frames.length; i++) {
    let line = frames[i];
    if (isRuntimeFrame(line)) {
      text += `\n${ctx.stylize(line, 'undefined')}`;
      continue;
    }
    line = markPackages(ctx, line);
    if (directory !== undefined) line = markDirectory(ctx, line, directory);
    text += `\n${line}`;
  }
  return text;
}

/** The text of an error; takes what it already says out of `keys` and adds `cause` and `errors`. */
function formatError(err, constructor, tag, ctx, keys) {
  const givenName = readSafely(err, 'name');
  const message = readSafely(err, 'message');
  let name;
  try {
    name = givenName != null ? String(givenName) : 'Error';
  } catch {
    name = 'Error';
  }
  let stack = getStackText(ctx, err);
  if (!ctx.showHidden && keys.length !== 0) dropRepeatedKeys(err, keys, stack);
  if ('cause' in err && !ArrayPrototypeIncludes(keys, 'cause')) ArrayPrototypePush(keys, 'cause');
  // An AggregateError hides its list.
  if (ArrayIsArray(readSafely(err, 'errors')) && !ArrayPrototypeIncludes(keys, 'errors')) {
    ArrayPrototypePush(keys, 'errors');
  }
  if (!keepsTitle(err)) stack = improveTitle(stack, constructor, name, tag);

  // Frames start after the message, which may itself contain lines that look like them.
  let from = typeof message === 'string' && message !== '' ? StringPrototypeIndexOf(stack, message) : -1;
  if (from !== -1) from += message.length;
  const start = StringPrototypeIndexOf(stack, kFrameStart, from);
  if (start === -1) {
    stack = `[${stack}]`;
  } else {
    const frames = getFrames(ctx, err, StringPrototypeSlice(stack, start + 1));
    const title = StringPrototypeSlice(stack, 0, start);
    stack = ctx.colors ? `${title}${colorFrames(ctx, frames)}` : `${title}\n${ArrayPrototypeJoin(frames, '\n')}`;
  }
  if (ctx.indentationLvl !== 0) {
    stack = StringPrototypeReplaceAll(stack, '\n', `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`);
  }
  return stack;
}

module.exports = {
  formatError,
};
