'use strict';
// Workload: createGunzip over 16 MB of JSON lines that come in pieces of 64 KB
// Measure: rate megabytes
// Goal: 1.0

const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const zlib = require('node:zlib');
const jsonText = require('../lib/json_text.cjs');
const rate = require('../lib/rate.cjs');

const kPiece = 64 * 1024;
const data = zlib.gzipSync(jsonText(16 * 2 ** 20));

async function once() {
  const pieces = [];
  for (let at = 0; at < data.length; at += kPiece) pieces.push(data.subarray(at, at + kPiece));
  let sum = 0;
  await pipeline(Readable.from(pieces), zlib.createGunzip(), async (source) => {
    for await (const chunk of source) sum += chunk.length;
  });
  return sum;
}

rate.async(320, async (count) => {
  let sum = 0;
  for (let done = 0; done < count; done += 16) sum += await once();
  return sum;
}, 32);
