'use strict';

// Where a test stands in the file that its program was made from, when source maps are on.
//
// Owner: test.

const { StringPrototypeStartsWith } = primordials;

const { findSourceMap } = require('module/source_map_cache');

function original(location) {
  const { 0: line, 1: column, 2: script } = location;
  const { fileURLToPath } = require('url');
  const origin = findSourceMap(script)?.findOrigin(line, column);
  const found = origin?.fileName !== undefined ?
    [origin.lineNumber, origin.columnNumber, origin.fileName] : [line, column, script];
  if (StringPrototypeStartsWith(found[2], 'file:')) found[2] = fileURLToPath(found[2]);
  return found;
}

module.exports = { original };
