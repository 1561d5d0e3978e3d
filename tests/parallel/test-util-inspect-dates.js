'use strict';
// util.inspect() writes a Date's time as toISOString() does, in every year that a Date can have.

const assert = require('node:assert');
const { inspect } = require('node:util');

const kDay = 86_400_000;
const edges = [0, -1, 1, 951_782_399_999, 951_782_400_000, 951_868_800_000, 4_107_542_400_000, 8.64e15, -8.64e15,
               -62_167_219_200_000, -62_167_219_200_001, 253_402_300_799_999, 253_402_300_800_000];
for (const time of edges) {
  for (const near of [time - kDay, time - 1, time, time + 1, time + kDay]) {
    const date = new Date(near);
    assert.strictEqual(inspect(date), Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString());
  }
}
// Every day of 400 years and one more, each at another time of the day, in two eras.
for (const first of [Date.UTC(1900, 0, 1), -62_167_219_200_000]) {
  for (let day = 0; day <= 146_097 + 366; day++) {
    const date = new Date(first + day * kDay + (day * 7_919_333) % kDay);
    if (inspect(date) !== date.toISOString()) assert.strictEqual(inspect(date), date.toISOString());
  }
}
assert.strictEqual(inspect(new Date(NaN)), 'Invalid Date');
assert.strictEqual(inspect({ 'a_1': 1, '_': 1, 'A': 1, '1a': 1, 'a-b': 1, '': 1, 'é': 1, '[': 1, '`': 1, '@': 1, '{': 1 }),
                   "{\n  a_1: 1,\n  _: 1,\n  A: 1,\n  '1a': 1,\n  'a-b': 1,\n  '': 1,\n  'é': 1,\n  '[': 1,\n  " +
                   "'`': 1,\n  '@': 1,\n  '{': 1\n}");
