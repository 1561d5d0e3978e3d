'use strict';
// node:constants - deprecated: the constants of os, fs and crypto in one object.

const { ObjectAssign, ObjectFreeze } = primordials;

const { constants: { dlopen, errno, priority, signals } } = require('os');
const { constants: fs } = require('fs');
const { constants: crypto } = require('crypto');

module.exports = ObjectFreeze(ObjectAssign({ __proto__: null }, dlopen, errno, priority, signals, fs, crypto));
