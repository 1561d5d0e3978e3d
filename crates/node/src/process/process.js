'use strict';
// node:process - the process object itself, as a module.

module.exports = process;
