'use strict';
// Workload: 64 KB chunks through five transforms
// Measure: rate MB
// Goal: 1.0

const { PassThrough, Readable, Transform, Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const rate = require('../lib/rate.cjs');

const chunk = Buffer.alloc(65_536, 'x');
rate.async(4000, async (megabytes) => {
  let left = megabytes * 16;
  let bytes = 0;
  const step = () => new Transform({ transform(data, _, done) { done(null, data); } });
  await pipeline(
    new Readable({ read() { this.push(left-- > 0 ? chunk : null); } }),
    step(), step(), new PassThrough(), step(), step(),
    new Writable({ write(data, _, done) { bytes += data.length; done(); } }));
  return bytes;
});
