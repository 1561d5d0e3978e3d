'use strict';
// `repl.builtinModules`: the names that completion after `require(` offers. Programs may add to the list.

const { ArrayPrototypeFilter, StringPrototypeStartsWith } = primordials;

const { builtinModules } = require('module/builtins');

const builtinNames = ArrayPrototypeFilter(builtinModules(), (name) =>
  !StringPrototypeStartsWith(name, '_') && !StringPrototypeStartsWith(name, 'node:'));

module.exports = { builtinNames };
