'use strict';
// node:repl.

const { ObjectDefineProperty, ReflectConstruct } = primordials;

const { pendingDeprecate } = require('internal/util');
const { Recoverable, evaluates, kSloppy, kStrict } = require('repl/evaluate');
const { REPLServer } = require('repl/server');
const { writer } = require('repl/shared');

/** Starts a REPL; takes the options, or the parts of them in order. */
function start(prompt, source, eval_, useGlobal, ignoreUndefined, replMode) {
  return ReflectConstruct(REPLServer, [prompt, source, eval_, useGlobal, ignoreUndefined, replMode]);
}

/** Whether a text would be taken, as it is or as an object. */
function isValidSyntax(code) {
  return evaluates(code) || evaluates(`_=${code}`);
}

module.exports = {
  REPLServer,
  REPL_MODE_SLOPPY: kSloppy,
  REPL_MODE_STRICT: kStrict,
  Recoverable,
  isValidSyntax,
  start,
  writer,
};

// A list that programs may add to, or replace.
function builtinList(name, notice) {
  const names = require('repl/names');
  ObjectDefineProperty(module.exports, name, {
    __proto__: null,
    get: notice(() => names.builtinNames),
    set: notice((value) => {
      names.builtinNames = value;
    }),
    enumerable: name === 'builtinModules',
    configurable: true,
  });
}
builtinList('builtinModules', (fn) => pendingDeprecate(
  fn, 'repl.builtinModules is deprecated. Check module.builtinModules instead', 'DEP0191'));
builtinList('_builtinLibs', (fn) => pendingDeprecate(
  fn, 'repl._builtinLibs is deprecated. Check module.builtinModules instead', 'DEP0142'));
