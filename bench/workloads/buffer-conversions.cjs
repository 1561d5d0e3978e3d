'use strict';
// Workload: Buffers to and from text: utf8, latin1, hex, base64
// Measure: rate conversions
// Goal: 1.0

const rate = require('../lib/rate.cjs');

const text = 'Grüße aus dem Tal, 水は流れる. '.repeat(8);
const ascii = 'a plain line of text, nothing more. '.repeat(8);
rate.sync(400_000, (count) => {
  let sum = 0;
  for (let n = 0; n < count; n += 8) {
    sum += Buffer.from(text).toString().length;
    sum += Buffer.from(ascii, 'latin1').toString('latin1').length;
    const hex = Buffer.from(ascii).toString('hex');
    sum += Buffer.from(hex, 'hex').length;
    const base64 = Buffer.from(ascii).toString('base64');
    sum += Buffer.from(base64, 'base64').length;
  }
  return sum;
});
