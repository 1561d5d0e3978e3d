'use strict';
// Workload: util.inspect of small objects
// Measure: rate objects

const util = require('node:util');
const rate = require('../lib/rate.cjs');

const object = { id: 1, name: 'a record', tags: ['a', 'b'], nested: { on: true, when: new Date(0), none: null } };
rate.sync(100_000, (count) => {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += util.inspect(object).length > 0 ? 1 : 0;
  return sum;
});
