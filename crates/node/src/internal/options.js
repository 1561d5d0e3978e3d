// The command line's options as built-in code reads them. Set once at start; never part of a start-up snapshot.
'use strict';

let values = { __proto__: null };

// `options`: values by name, without a prototype. Made natively, as some two hundred steps of a loop would be felt.
function setOptions(options) {
  values = options;
}

// The value of `--name`; undefined when the option was not given and has no default.
function getOptionValue(name) {
  return values[name];
}

// The names of the options that NODE_OPTIONS may hold.
function environmentFlags() {
  return binding('lifecycle').environmentFlags();
}

// The flags in force that are no defaults, wherever they were given, as a command line would have them.
function getOptionsAsFlagsFromBinding() {
  return binding('lifecycle').flagsInForce();
}

module.exports = { setOptions, getOptionValue, environmentFlags, getOptionsAsFlagsFromBinding };
