'use strict';
// The name of an algorithm is read once, and the bytes count as they are after the algorithm's getters have run.

const assert = require('node:assert');
const { subtle } = require('node:crypto').webcrypto;

(async () => {
  const expected = Buffer.from(await subtle.digest('SHA-256', Buffer.from('b'))).toString('hex');
  const data = Buffer.from('a');
  let reads = 0;
  const digest = await subtle.digest({ get name() { reads++; data[0] = 98; return 'SHA-256'; } }, data);
  assert.strictEqual(Buffer.from(digest).toString('hex'), expected);
  assert.strictEqual(reads, 1);

  const key = await subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt']);
  const iv = new Uint8Array(12);
  const wanted = await subtle.encrypt({ name: 'AES-GCM', iv }, key, Buffer.from('b'));
  data[0] = 97;
  reads = 0;
  const got = await subtle.encrypt({ iv, get name() { reads++; data[0] = 98; return 'AES-GCM'; } }, key, data);
  assert.deepStrictEqual(new Uint8Array(got), new Uint8Array(wanted));
  assert.strictEqual(reads, 1);

  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const hmac = await subtle.importKey('raw', new Uint8Array(16), algorithm, false, ['sign', 'verify']);
  const code = new Uint8Array(await subtle.sign('HMAC', hmac, Buffer.from('b')));
  data[0] = 97;
  assert(await subtle.verify({ get name() { data[0] = 98; return 'HMAC'; } }, hmac, code, data));
})().then(() => console.log('done'));
process.on('exit', (code) => assert.strictEqual(code, 0));
