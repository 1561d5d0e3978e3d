'use strict';
// Completion within quotes: modules after `require(` and `import(`, files after a function of fs.

const {
  ArrayPrototypeConcat,
  ArrayPrototypeFilter,
  ArrayPrototypeForEach,
  ArrayPrototypeIncludes,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSome,
  ObjectKeys,
  RegExpPrototypeExec,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const path = require('path');

const kRequire = /\brequire\s*\(\s*['"`](([\w@./:-]+\/)?(?:[\w@./:-]*))(?![^'"`])$/;
const kImport = /\bimport\s*\(\s*['"`](([\w@./:-]+\/)?(?:[\w@./:-]*))(?![^'"`])$/;
const kFileSystem = /\bfs(?:\.promises)?\.[a-z]\w+\(\s*["'](.*)$/;
const kRelative = /^\.\.?\//;
// Folders that npm keeps old versions in.
const kVersioned = /-\d+\.\d+/;
const kModuleExtensions = ['.js', '.mjs', '.cjs', '.json', '.node', '.wasm'];

// A folder's entries, or undefined when it cannot be read.
function entriesOf(folder) {
  try {
    return require('fs').readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

function builtinGroups() {
  const { builtinNames } = require('repl/names');
  const { builtinModules } = require('module/builtins');
  const prefixed = ArrayPrototypeMap(
    ArrayPrototypeFilter(builtinModules(), (name) => !StringPrototypeStartsWith(name, '_')),
    (name) => (StringPrototypeStartsWith(name, 'node:') ? name : `node:${name}`));
  return [builtinNames, prefixed];
}

// The folders that a request is looked up in; none where reading them may not hold up the typing.
function foldersFor(repl, request) {
  if (!repl.allowBlockingCompletions) return [];
  if (RegExpPrototypeExec(kRelative, request) !== null) return [process.cwd()];
  return repl.context.module?.paths ?? [];
}

// Modules below the folders that a request may mean; `describe(entry, name, folder, group)` adds an entry's spellings.
function modulesIn(repl, request, subfolder, describe) {
  if (request === '.') return ['./', '../'];
  if (request === '..') return ['../'];
  const group = [];
  ArrayPrototypeForEach(foldersFor(repl, request), (start) => {
    const folder = path.resolve(start, subfolder);
    ArrayPrototypeForEach(entriesOf(folder) ?? [], (entry) => {
      const { name } = entry;
      if (RegExpPrototypeExec(kVersioned, name) !== null || name === '.npm') return;
      describe(entry, name, folder, group);
    });
  });
  return group;
}

function completeRequire(repl, request, subfolder) {
  const extensions = ObjectKeys(repl.context.require?.extensions ?? {});
  const indexes = ArrayPrototypeConcat(ArrayPrototypeMap(extensions, (extension) => `index${extension}`), ['index']);
  const group = modulesIn(repl, request, subfolder, (entry, name, folder, group) => {
    if (!entry.isDirectory()) {
      const extension = path.extname(name);
      const base = StringPrototypeSlice(name, 0, -extension.length);
      if (ArrayPrototypeIncludes(extensions, extension) && (!subfolder || base !== 'index')) {
        ArrayPrototypePush(group, `${subfolder}${base}`);
      }
      return;
    }
    ArrayPrototypePush(group, `${subfolder}${name}/`);
    if (ArrayPrototypeSome(entriesOf(path.resolve(folder, name)) ?? [], (inner) =>
      ArrayPrototypeIncludes(indexes, inner.name) || inner.name === 'package.json')) {
      ArrayPrototypePush(group, `${subfolder}${name}`);
    }
  });
  return ArrayPrototypeConcat(group.length > 0 ? [group] : [], subfolder ? [] : builtinGroups());
}

function completeImport(repl, request, subfolder) {
  const group = modulesIn(repl, request, subfolder, (entry, name, folder, group) => {
    if (!entry.isDirectory()) {
      if (ArrayPrototypeIncludes(kModuleExtensions, path.extname(name))) {
        ArrayPrototypePush(group, `${subfolder}${name}`);
      }
      return;
    }
    ArrayPrototypePush(group, `${subfolder}${name}/`);
    if (RegExpPrototypeExec(kRelative, request) !== null) return;
    if (ArrayPrototypeSome(entriesOf(path.resolve(folder, name)) ?? [], (inner) =>
      StringPrototypeStartsWith(inner.name, 'index') || inner.name === 'package.json')) {
      ArrayPrototypePush(group, `${subfolder}${name}`);
    }
  });
  return ArrayPrototypeConcat(group.length > 0 ? [group] : [], subfolder ? [] : builtinGroups());
}

function completeFile(text) {
  let start = '';
  let folder = text;
  let entries = entriesOf(folder);
  if (entries === undefined) {
    start = path.basename(folder);
    folder = path.dirname(folder);
    entries = entriesOf(folder) ?? [];
  }
  const names = ArrayPrototypeMap(
    ArrayPrototypeFilter(entries, (entry) => StringPrototypeStartsWith(entry.name, start)), (entry) => entry.name);
  return { groups: [names], filter: '', completed: start };
}

/**
 * `{ groups, filter, completed }` when a line ends within such quotes, else undefined. It reads folders, and so
 * blocks, where the REPL's `allowBlockingCompletions` says that it may.
 */
function completePath(repl, line) {
  let match = RegExpPrototypeExec(kRequire, line);
  if (match !== null) {
    const groups = completeRequire(repl, match[1], match[2] ?? '');
    return { groups, filter: match[1], completed: match[1] };
  }
  match = RegExpPrototypeExec(kImport, line);
  if (match !== null) {
    const groups = completeImport(repl, match[1], match[2] ?? '');
    return { groups, filter: match[1], completed: match[1] };
  }
  match = RegExpPrototypeExec(kFileSystem, line);
  if (match !== null && repl.allowBlockingCompletions) return completeFile(match[1]);
  return undefined;
}

module.exports = { completePath };
