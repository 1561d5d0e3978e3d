'use strict';
// The first messages of the global console, straight to the descriptor: a program that prints a line or two loads no
// streams for it. Owner: console. It must not be noticed: once a stream exists or was replaced, and where something cannot
// be written at once, messages go by the stream.

const { ObjectGetOwnPropertyDescriptor } = primordials;

const { outputGetters } = require('process/object');
const state = require('process/state');
const native = binding('stdio');

// A program that prints more than this has its stream made, which is quicker per message.
let left = 50;

/**
 * For a console whose properties `_stdout` and `_stderr` are `properties`, with what they have looked up in `held`. Below,
 * `which` is 0 for standard output, 1 for errors.
 */
function directOf(console, properties, held) {
  // Whether a message would make the stream.
  function isUntouched(which) {
    if (left === 0 || (which === 0 ? state.madeStdout : state.madeStderr)) return false;
    const name = which === 0 ? 'stdout' : 'stderr';
    const key = `_${name}`;
    return held[key] === undefined &&
      ObjectGetOwnPropertyDescriptor(console, key)?.get === properties[key].get &&
      ObjectGetOwnPropertyDescriptor(process, name)?.get === outputGetters[name];
  }

  return {
    __proto__: null,
    /** Whether the text is written, all of it. */
    write(which, text) {
      if (!isUntouched(which)) return false;
      left--;
      return native.writeAtOnce(which + 1, text);
    },
    /** Whether it is known without the stream that there are no colours. */
    isPlain(which) {
      return isUntouched(which) && process.env.FORCE_COLOR === undefined && !native.isTerminal(which + 1);
    },
  };
}

module.exports = { directOf };
