'use strict';
// Workload: crypto.subtle with AES-256-GCM: 1 KiB encrypted and decrypted, 16 at a time
// Measure: rate messages

const { subtle } = require('node:crypto').webcrypto;
const rate = require('../lib/rate.cjs');

const data = new Uint8Array(1024).fill(120);
const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
rate.async(50_000, async (count) => {
  const key = await subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  const both = async () => subtle.decrypt(algorithm, key, await subtle.encrypt(algorithm, key, data));
  let last;
  for (let n = 0; n < count; n += 16) {
    const messages = [];
    for (let i = 0; i < 16; i++) messages.push(both());
    last = (await Promise.all(messages))[15];
  }
  return last.byteLength;
});
