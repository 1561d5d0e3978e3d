'use strict';
// The property under which the objects of `crypto` keep what works for them. One symbol for all files of this folder.

const { Symbol } = primordials;

module.exports = { kHandle: Symbol('kHandle') };
