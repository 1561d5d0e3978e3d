'use strict';
// Workload: gzipSync and gunzipSync of 1 KB of JSON lines
// Measure: rate pairs
// Goal: 1.0

const zlib = require('node:zlib');
const jsonText = require('../lib/json_text.cjs');
const rate = require('../lib/rate.cjs');

const data = jsonText(1024);
rate.sync(10_000, (count) => {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += zlib.gunzipSync(zlib.gzipSync(data)).length;
  return sum;
});
