'use strict';
// process.allowedNodeEnvironmentFlags: the flags that NODE_OPTIONS may hold, as
// a read-only set that knows the spellings of a flag. Loaded on first use.

const {
  ObjectFreeze,
  RegExpPrototypeExec,
  SafeSet,
  Set,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const kDashes = /^--?/;

function createAllowedFlags() {
  const { environmentFlags } = require('internal/options');
  const names = environmentFlags();
  const known = new SafeSet();
  for (let i = 0; i < names.length; i++) known.add(names[i]);

  // `--no-x`, `x`, `-x` and underscores name the flag that is listed as `--x`.
  function has(key) {
    if (typeof key !== 'string') return false;
    let name = StringPrototypeReplaceAll(key, '_', '-');
    if (known.has(name)) return true;
    if (RegExpPrototypeExec(kDashes, name) !== null) {
      const equals = StringPrototypeIndexOf(name, '=');
      if (equals > 0 && known.has(StringPrototypeSlice(name, 0, equals))) {
        return true;
      }
    } else {
      name = `--${name}`;
      if (known.has(name) || known.has(StringPrototypeSlice(name, 1))) return true;
    }
    return StringPrototypeStartsWith(name, '--no-') &&
      known.has(`--${StringPrototypeSlice(name, 5)}`);
  }

  class NodeEnvironmentFlagsSet extends Set {
    constructor(flags) {
      super();
      for (let i = 0; i < flags.length; i++) super.add(flags[i]);
    }

    // Changing it has no effect and is no error, as with Node's.
    add() { return this; }
    delete() { return false; }
    clear() {}
    has(key) { return has(key); }
  }
  return ObjectFreeze(new NodeEnvironmentFlagsSet(names));
}

module.exports = { createAllowedFlags };
