'use strict';

// Declaring tests and suites: reads `([name], [options], [fn])` and makes the node.
//
// Owner: test.

const { TestNode } = require('test/node');

const { callerLocation } = binding('util');

// Frames of the runtime between here and the program, and some to spare.
const kFrames = 12;

/** `[line, column, file]` of the program's code that called, undefined where it has no file. */
function findLocation() {
  const location = callerLocation(kFrames);
  if (location === undefined) return undefined;
  const { isEnabled } = require('module/source_map_cache');
  if (isEnabled()) return require('test/source_location').original(location);
  if (location[2][0] === 'f' && location[2][4] === ':') location[2] = require('url').fileURLToPath(location[2]);
  return location;
}

/** Makes the node that a call declares; `parent.add()` puts it into the tree, which the caller does itself: stacks of
 * tests are short, and each frame between them counts. */
function makeNode(parent, type, name, options, fn, short) {
  if (typeof name === 'function') {
    fn = name;
  } else if (name !== null && typeof name === 'object') {
    fn = options;
    options = name;
  } else if (typeof options === 'function') {
    fn = options;
  }
  if (options === null || typeof options !== 'object') options = undefined;
  const settings = { __proto__: null, ...options };
  if (short !== undefined) settings[short] ??= true;
  if (short === 'skip' || short === 'todo') settings[short] ||= true;
  if (typeof settings.fn === 'function') fn = settings.fn;
  if (typeof settings.name !== 'string' || settings.name === '') {
    settings.name = typeof name === 'string' && name !== '' ? name : (fn?.name || '<anonymous>');
  }
  return new TestNode(parent.run_, parent, type, settings, fn, findLocation());
}

module.exports = { findLocation, makeNode };
