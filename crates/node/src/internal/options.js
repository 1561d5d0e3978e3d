// The command line's options as built-in code reads them. Set once at start; never part of a start-up snapshot.
'use strict';

const { SafeMap } = primordials;

const values = new SafeMap();

// `pairs`: name and value alternating.
function setOptions(pairs) {
  for (let i = 0; i < pairs.length; i += 2) values.set(pairs[i], pairs[i + 1]);
}

// The value of `--name`; undefined when the option was not given and has no default.
function getOptionValue(name) {
  return values.get(name);
}

// The names of the options that NODE_OPTIONS may hold.
function environmentFlags() {
  return binding('lifecycle').environmentFlags();
}

module.exports = { setOptions, getOptionValue, environmentFlags };
