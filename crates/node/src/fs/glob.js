'use strict';
// glob(), globSync() and promises.glob(): the paths that match a pattern. Owner: fs. Patterns are compiled by
// path/glob; this walks the directories, reads each of them once, and never fails for one that cannot be read.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeSome,
  PromisePrototypeThen,
  RegExpPrototypeExec,
  SafeMap,
  SafeSet,
  StringPrototypeEndsWith,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const ops = binding('fs');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateObject, validateString, validateStringArray } =
  require('internal/validators');
const { basename, dirname, isAbsolute, join, matchesGlob, resolve } = require('path');
const { compile } = require('path/glob');
const { toPathIfFileURL } = require('fs/arguments');
const { Dirent } = require('fs/stats');
const { call, performAsync, performSync } = require('fs/steps');
const {
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  UV_DIRENT_DIR,
  UV_DIRENT_FILE,
  UV_DIRENT_LINK,
  UV_DIRENT_UNKNOWN,
} = require('fs/constants');

const kModeIndex = 1;
const kGlobstar = null;

const typeOfMode = {
  '__proto__': null,
  [S_IFDIR]: UV_DIRENT_DIR,
  [S_IFREG]: UV_DIRENT_FILE,
  [S_IFLNK]: UV_DIRENT_LINK,
};

const mayBeEntered = (type) => type === UV_DIRENT_DIR || type === UV_DIRENT_LINK;

/** A pattern to exclude by: `./` in front and `name/..` inside mean nothing and are taken out. */
function plainPattern(pattern) {
  const parts = StringPrototypeSplit(pattern, '/');
  const kept = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    const last = kept[kept.length - 1];
    if (part === '.') continue;
    if (part === '..' && last !== undefined && last !== '' && last !== '..' && last !== '**') kept.length--;
    else ArrayPrototypePush(kept, part);
  }
  // A slash at the end asks for a directory, which leaves it out all the same.
  if (kept.length > 1 && kept[kept.length - 1] === '') kept.length--;
  let plain = kept[0] ?? '';
  for (let i = 1; i < kept.length; i++) plain += `/${kept[i]}`;
  return plain;
}

class Walk {
  #cwd;
  #follow;
  #withFileTypes;
  #excludes = [];
  // Patterns of directories of which all contents are excluded.
  #emptied = [];
  #excludeBy;
  #directories = new SafeMap();
  #types = new SafeMap();
  #found = new SafeSet();
  #visited = new SafeSet();
  #patterns = [];

  constructor(pattern, options) {
    validateObject(options, 'options');
    const { cwd, exclude, followSymlinks = false, withFileTypes } = options;
    this.#cwd = cwd === undefined ? '.' : toPathIfFileURL(cwd);
    resolve(this.#cwd);
    this.#withFileTypes = !!withFileTypes;
    validateBoolean(followSymlinks, 'options.followSymlinks');
    this.#follow = followSymlinks;
    if (exclude != null) this.#setExclude(exclude);
    const patterns = ArrayIsArray(pattern) ? pattern : [pattern];
    if (ArrayIsArray(pattern)) validateStringArray(pattern, 'patterns');
    else validateString(pattern, 'patterns');
    for (let i = 0; i < patterns.length; i++) {
      const alternatives = compile(StringPrototypeReplaceAll(patterns[i], '\\', '/'));
      for (let j = 0; j < alternatives.length; j++) ArrayPrototypePush(this.#patterns, alternatives[j]);
    }
  }

  #setExclude(exclude) {
    if (ArrayIsArray(exclude)) {
      validateStringArray(exclude, 'options.exclude');
      for (let i = 0; i < exclude.length; i++) {
        const plain = plainPattern(exclude[i]);
        ArrayPrototypePush(this.#excludes, plain);
        if (StringPrototypeEndsWith(plain, '/**')) {
          ArrayPrototypePush(this.#emptied, StringPrototypeSlice(plain, 0, -3));
        }
      }
    } else if (typeof exclude === 'function') {
      this.#excludeBy = exclude;
    } else {
      throw new ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
    }
  }

  #absolute(path) {
    return isAbsolute(path) ? path : join(this.#cwd, path);
  }

  #direntOf(path, type) {
    const parent = path === '.' ? dirname(resolve(this.#cwd)) : dirname(this.#absolute(path));
    return new Dirent(path === '.' ? basename(resolve(this.#cwd)) : basename(path), type, parent);
  }

  /** Whether an entry is left out, and with it what is below it. `name` is what an exclude function is asked for. */
  #isExcluded(path, name, type) {
    if (this.#excludeBy !== undefined) {
      return !!this.#excludeBy(this.#withFileTypes ? this.#direntOf(path, type) : name);
    }
    return this.#matchesSome(path, this.#excludes);
  }

  /** Whether nothing in a directory is left: then `**` and a slash at the end of a pattern do not find it itself. */
  #isEmptied(path) {
    return this.#emptied.length > 0 && this.#matchesSome(path, this.#emptied);
  }

  #matchesSome(path, patterns) {
    return ArrayPrototypeSome(patterns, (pattern) => {
      if (isAbsolute(pattern)) return matchesGlob(resolve(this.#cwd, path), pattern);
      return !isAbsolute(path) && matchesGlob(path, pattern);
    });
  }

  * #entriesOf(directory) {
    let entries = this.#directories.get(directory);
    if (entries === undefined) {
      try {
        entries = yield call(ops.readdir, this.#absolute(directory), 'utf8', true);
      } catch {
        // Not there, not a directory, or not for us: nothing in it matches.
        entries = [[], []];
      }
      this.#directories.set(directory, entries);
    }
    return entries;
  }

  /** The kind of a path, a link being one of its own; undefined where there is nothing. */
  * #typeOf(path) {
    if (this.#types.has(path)) return this.#types.get(path);
    let values;
    try {
      values = yield call(ops.lstat, this.#absolute(path), false, false);
    } catch {
      // A file where a directory should be: there is nothing below it.
      values = undefined;
    }
    const type = values === undefined ? undefined : typeOfMode[values[kModeIndex] & S_IFMT] ?? UV_DIRENT_UNKNOWN;
    this.#types.set(path, type);
    return type;
  }

  * #leadsToDirectory(link) {
    try {
      const values = yield call(ops.stat, this.#absolute(link), false, false);
      return values !== undefined && (values[kModeIndex] & S_IFMT) === S_IFDIR;
    } catch {
      // A circle of links leads nowhere.
      return false;
    }
  }

  /** Whether the linked directory is one of those it is in, so that walking it would never end. */
  * #isCircle(link) {
    const real = yield call(ops.realpath, this.#absolute(link), 'utf8', true);
    for (let above = dirname(link); ; above = dirname(above)) {
      if (real === (yield call(ops.realpath, this.#absolute(above), 'utf8', true))) return true;
      if (above === dirname(above)) return false;
    }
  }

  /** Gives out `path` unless it was given before or is excluded. */
  * #report(path, type) {
    if (this.#found.has(path)) return;
    if (this.#isExcluded(path, path, type)) return;
    this.#found.add(path);
    yield { match: this.#withFileTypes ? this.#direntOf(path, type) : path };
  }

  * run() {
    for (let i = 0; i < this.#patterns.length; i++) {
      const segments = this.#patterns[i];
      const rooted = segments.length > 1 && segments[0] === '';
      this.#visited = new SafeSet();
      if (segments.length === 1 && segments[0] === '') continue;
      yield* this.#visit(rooted ? '/' : '.', segments, rooted ? 1 : 0, false);
    }
  }

  /** Matches the segments from `at` on within `directory`; `searched` tells that a directory listing led here. */
  * #visit(directory, segments, at, searched) {
    const key = `${at}:${searched}:${directory}`;
    if (this.#visited.has(key)) return;
    this.#visited.add(key);
    const segment = segments[at];
    if (segment === kGlobstar) {
      yield* this.#visitDeep(directory, segments, at);
    } else if (segment === '') {
      yield* this.#visitItself(directory, searched);
    } else if (typeof segment === 'string') {
      yield* this.#visitNamed(directory, segments, at, searched);
    } else {
      yield* this.#visitMatching(directory, segments, at);
    }
  }

  // The pattern ends with a slash: the directory itself.
  * #visitItself(directory, searched) {
    if (this.#isEmptied(directory)) return;
    const type = yield* this.#typeOf(directory);
    if (type === UV_DIRENT_DIR || (type === UV_DIRENT_LINK && !searched)) yield* this.#report(directory, type);
  }

  * #visitNamed(directory, segments, at, searched) {
    const name = segments[at];
    const path = join(directory, name);
    if (at < segments.length - 1) {
      if (this.#excludes.length > 0 && name !== '.' && name !== '..' && this.#isExcluded(path, name)) return;
      yield* this.#visit(path, segments, at + 1, searched);
      return;
    }
    if ((name === '.' || name === '..') && !searched) return;
    const type = yield* this.#typeOf(path);
    if (type !== undefined) yield* this.#report(path, type);
  }

  * #visitMatching(directory, segments, at) {
    const isLast = at === segments.length - 1;
    const { 0: names, 1: types } = yield* this.#entriesOf(directory);
    for (let i = 0; i < names.length; i++) {
      if (RegExpPrototypeExec(segments[at], names[i]) === null) continue;
      const path = join(directory, names[i]);
      if (this.#isExcluded(path, names[i], types[i])) continue;
      if (isLast) yield* this.#report(path, types[i]);
      else if (mayBeEntered(types[i])) yield* this.#visit(path, segments, at + 1, true);
    }
  }

  * #visitDeep(directory, segments, at) {
    const isLast = at === segments.length - 1;
    if (isLast) {
      if (this.#isEmptied(directory)) return;
      const type = yield* this.#typeOf(directory);
      if (type === undefined) return;
      yield* this.#report(directory, type);
    } else {
      yield* this.#visit(directory, segments, at + 1, true);
    }
    const { 0: names, 1: types } = yield* this.#entriesOf(directory);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      if (StringPrototypeStartsWith(name, '.')) continue;
      const path = join(directory, name);
      if (this.#isExcluded(path, name, types[i])) continue;
      if (types[i] === UV_DIRENT_DIR) {
        yield* this.#visit(path, segments, at, true);
      } else if (types[i] === UV_DIRENT_LINK) {
        yield* this.#visitLink(path, name, segments, at);
      } else if (isLast) {
        yield* this.#report(path, types[i]);
      }
    }
  }

  // `**` takes a link itself but goes no further, except into a directory that is asked for by what follows.
  * #visitLink(path, name, segments, at) {
    const isLast = at === segments.length - 1;
    if (this.#follow && (yield* this.#leadsToDirectory(path)) && !(yield* this.#isCircle(path))) {
      yield* this.#visit(path, segments, at, true);
      return;
    }
    if (isLast) {
      yield* this.#report(path, UV_DIRENT_LINK);
      return;
    }
    const next = segments[at + 1];
    if (next === '') {
      if (segments.length > 2 && (yield* this.#leadsToDirectory(path))) yield* this.#report(path, UV_DIRENT_LINK);
      return;
    }
    const isNext = typeof next === 'string' ? next === name : RegExpPrototypeExec(next, name) !== null;
    if (isNext || segments[0] === '.') yield* this.#visit(path, segments, at + 1, true);
  }
}

function globSync(pattern, options = { __proto__: null }) {
  const work = new Walk(pattern, options).run();
  const found = [];
  let step = work.next();
  while (!step.done) {
    if (step.value.match !== undefined) {
      ArrayPrototypePush(found, step.value.match);
      step = work.next();
      continue;
    }
    let value;
    try {
      value = performSync(step.value);
    } catch (err) {
      step = work.throw(err);
      continue;
    }
    step = work.next(value);
  }
  return found;
}

async function* globAsync(pattern, options = { __proto__: null }) {
  yield* matchesOf(new Walk(pattern, options));
}

async function* matchesOf(walk) {
  const work = walk.run();
  let step = work.next();
  while (!step.done) {
    if (step.value.match !== undefined) {
      yield step.value.match;
      step = work.next();
      continue;
    }
    let value;
    try {
      value = await performAsync(step.value);
    } catch (err) {
      step = work.throw(err);
      continue;
    }
    step = work.next(value);
  }
}

async function collect(iterator) {
  const found = [];
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
    ArrayPrototypePush(found, step.value);
  }
  return found;
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  const walk = new Walk(pattern, options ?? { __proto__: null });
  PromisePrototypeThen(collect(matchesOf(walk)),
                       (found) => process.nextTick(callback, null, found),
                       (err) => process.nextTick(callback, err));
}

module.exports = { glob, globAsync, globSync };
