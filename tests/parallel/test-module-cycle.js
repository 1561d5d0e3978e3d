// Shows that a cycle of requires hands out half-finished exports, and warns when what is missing in them is read.
'use strict';
const assert = require('node:assert');

const warnings = [];
process.on('warning', (warning) => warnings.push(warning.message));
const a = require('../fixtures/modules/cycle/a');
assert.deepStrictEqual(a, { early: 1, seen: { early: 1, late: undefined } });
assert.strictEqual(Object.getPrototypeOf(a), Object.prototype);
process.on('exit', () => {
  assert.deepStrictEqual(warnings, [
    "Accessing non-existent property 'late' of module exports inside circular dependency",
  ]);
});
