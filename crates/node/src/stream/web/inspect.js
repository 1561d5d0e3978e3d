'use strict';
// How web streams and their parts are printed. Owner: stream. A nested one beyond the depth prints as undefined, which is
// Node's form.

function inspectAs(name, fields, depth, options) {
  if (depth < 0) return undefined;
  const { inspect } = require('util/inspect');
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${name} ${inspect(fields, inner)}`;
}

module.exports = { inspectAs };
