'use strict';
// A restricted program's children are restricted like it: the flags of its policy go to them by NODE_OPTIONS, unless
// they are given a policy of their own. Loaded only when there is a policy.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  RegExpPrototypeSymbolReplace,
  RegExpPrototypeTest,
  StringPrototypeIndexOf,
  StringPrototypeMatchAll,
  StringPrototypeSlice,
} = primordials;

const kSwitches = ['--permission', '--permission-audit'];
const kPathFlags = ['--allow-fs-read', '--allow-fs-write'];
const kGrants = [
  '--allow-addons', '--allow-child-process', '--allow-inspector', '--allow-openssl-store', '--allow-wasi',
  '--allow-worker',
];

// As NODE_OPTIONS wants it where there are blanks.
function quoted(word) {
  if (!RegExpPrototypeTest(/[\s"\\]/, word)) return word;
  return `"${RegExpPrototypeSymbolReplace(/["\\]/g, word, '\\$&')}"`;
}

function ownFlags() {
  const { execArgv } = process;
  const flags = [];
  for (let i = 0; i < execArgv.length; i++) {
    const word = execArgv[i];
    const end = StringPrototypeIndexOf(word, '=');
    const name = end < 0 ? word : StringPrototypeSlice(word, 0, end);
    if (ArrayPrototypeIncludes(kPathFlags, name)) {
      ArrayPrototypePush(flags, quoted(end < 0 ? `${word}=${execArgv[++i]}` : word));
    } else if (ArrayPrototypeIncludes(kSwitches, name) || ArrayPrototypeIncludes(kGrants, name)) {
      ArrayPrototypePush(flags, word);
    }
  }
  return flags;
}

// Whole words only: the value of another option may look like one of these.
function hasSwitch(nodeOptions) {
  for (const { 0: word } of StringPrototypeMatchAll(nodeOptions, /(?:"(?:\\.|[^"\\])*"|[^\s"])+/g)) {
    if (ArrayPrototypeIncludes(kSwitches, word)) return true;
  }
  return false;
}

/** NODE_OPTIONS for a child started with `args` whose own value would be `nodeOptions`. */
function inheritedOptions(nodeOptions, args) {
  for (let i = 0; i < args.length; i++) {
    if (ArrayPrototypeIncludes(kSwitches, args[i])) return nodeOptions;
  }
  if (nodeOptions !== undefined && hasSwitch(nodeOptions)) return nodeOptions;
  const flags = ArrayPrototypeJoin(ownFlags(), ' ');
  return nodeOptions ? `${nodeOptions} ${flags}` : flags;
}

module.exports = { inheritedOptions };
