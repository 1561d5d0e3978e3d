'use strict';

// Watch mode of runs: files run again when they change.
//
// Owner: test.

const { notYet } = require('internal/errors');

function watchFiles() {
  throw notYet('test.run watch');
}

module.exports = { watchFiles };
