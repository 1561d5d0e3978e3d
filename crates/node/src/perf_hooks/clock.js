'use strict';
// The timeline's clock: milliseconds since the environment started.

const { nanosSinceStart } = binding('process');

function now() {
  return nanosSinceStart() / 1e6;
}

module.exports = { now };
