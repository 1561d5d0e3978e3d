'use strict';
// Workload: brotli of 1 MB of JSON lines at the default level, 4 at a time
// Measure: rate megabytes
// Goal: 1.0

const { promisify } = require('node:util');
const zlib = require('node:zlib');
const jsonText = require('../lib/json_text.cjs');
const rate = require('../lib/rate.cjs');

const compress = promisify(zlib.brotliCompress);
const data = jsonText(2 ** 20);
rate.async(8, async (count) => {
  let left = count;
  let done = 0;
  const lane = async () => {
    while (left-- > 0) {
      // How small it gets differs between libraries a little.
      if ((await compress(data)).length < data.length / 2) done++;
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return done;
}, 4);
