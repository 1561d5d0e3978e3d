'use strict';
// node:path: the flavour of the platform, which is POSIX on every system weir runs on.
// Owner: path. The two flavours live in path/posix.js and path/win32.js and link to each other.

module.exports = require('path/posix');
