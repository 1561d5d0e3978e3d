'use strict';
// The name under which --expose-internals shows `util/inspect`.

module.exports = require('util/inspect');
