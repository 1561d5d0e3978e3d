'use strict';
// What the parts of the REPL and its public module share: the default writer, and the mark of the interactive mode's own
// REPL.

const { Symbol } = primordials;

const { inspect } = require('util/inspect');

const kStandalone = Symbol('repl-standalone');

const writer = (value) => inspect(value, writer.options);
writer.options = { ...inspect.defaultOptions, showProxy: true };

module.exports = { kStandalone, writer };
