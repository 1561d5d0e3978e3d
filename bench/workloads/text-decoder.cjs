'use strict';
// Workload: TextEncoder and TextDecoder over 4 KB
// Measure: rate KB

const rate = require('../lib/rate.cjs');

const text = 'Grüße aus dem Tal, 水は流れる. '.repeat(100);
rate.sync(400_000, (kilobytes) => {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let sum = 0;
  for (let left = kilobytes; left > 0; left -= 8) sum += decoder.decode(encoder.encode(text)).length;
  return sum;
});
