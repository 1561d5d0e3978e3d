'use strict';
// Workload: createGzip over 1 MB of JSON lines that come in pieces of 16 KB, as a server's answer would
// Measure: rate megabytes
// Goal: 1.0

const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const zlib = require('node:zlib');
const jsonText = require('../lib/json_text.cjs');
const rate = require('../lib/rate.cjs');

const kPiece = 16 * 1024;
const data = jsonText(2 ** 20);
const pieces = [];
for (let at = 0; at < data.length; at += kPiece) pieces.push(data.subarray(at, at + kPiece));

rate.async(40, async (count) => {
  let small = 0;
  for (let done = 0; done < count; done++) {
    let sum = 0;
    await pipeline(Readable.from(pieces), zlib.createGzip(), async (source) => {
      for await (const chunk of source) sum += chunk.length;
    });
    // How small it gets differs between libraries a little.
    if (sum < data.length / 2) small++;
  }
  return small;
}, 4);
