'use strict';

// The public module `assert/strict`. Owner: assert.

module.exports = require('assert').strict;
