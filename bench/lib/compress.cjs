'use strict';
// Compression of 1 MB of JSON lines, 4 at a time: what the workloads zlib-gzip, zlib-brotli and zlib-zstd share.

const { promisify } = require('node:util');
const jsonText = require('./json_text.cjs');
const rate = require('./rate.cjs');

/** Times `count` calls of `method`, a function of node:zlib that takes a callback. */
module.exports = (method, count) => {
  const compress = promisify(method);
  const data = jsonText(2 ** 20);
  rate.async(count, async (calls) => {
    let left = calls;
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
};
