'use strict';
// Callbacks of requests run as resources of Node's types: begun where the request was made, told to hooks, and what
// `executionAsyncId()` answers in the callback.

const assert = require('node:assert');
const { createHook, executionAsyncId } = require('node:async_hooks');
const child_process = require('node:child_process');
const crypto = require('node:crypto');
const dns = require('node:dns');
const fs = require('node:fs');

const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
const signature = crypto.sign(null, 'text', privateKey);

const requests = {
  RANDOMBYTESREQUEST: [
    (done) => crypto.randomBytes(8, done),
    (done) => crypto.randomFill(Buffer.alloc(8), done),
  ],
  PBKDF2REQUEST: [(done) => crypto.pbkdf2('a', 'b', 1, 8, 'sha1', done)],
  SCRYPTREQUEST: [(done) => crypto.scrypt('a', 'b', 8, { N: 2 }, done)],
  DERIVEBITSREQUEST: [(done) => crypto.hkdf('sha256', 'a', 'b', 'c', 8, done)],
  KEYPAIRGENREQUEST: [(done) => crypto.generateKeyPair('ed25519', done)],
  KEYGENREQUEST: [(done) => crypto.generateKey('hmac', { length: 64 }, done)],
  RANDOMPRIMEREQUEST: [(done) => crypto.generatePrime(32, done)],
  CHECKPRIMEREQUEST: [(done) => crypto.checkPrime(7n, done)],
  SIGNREQUEST: [
    (done) => crypto.sign(null, 'text', privateKey, done),
    (done) => crypto.verify(null, Buffer.from('text'), publicKey, signature, done),
  ],
  GETADDRINFOREQWRAP: [(done) => dns.lookup('localhost', () => done())],
  GETNAMEINFOREQWRAP: [(done) => dns.lookupService('127.0.0.1', 80, () => done())],
  PROCESSWRAP: [(done) => child_process.spawn('true').on('exit', () => done())],
  FSREQCALLBACK: [
    (done) => fs.stat(__filename, done),
    (done) => fs.opendir(__dirname, (error, dir) => {
      dir.closeSync();
      done();
    }),
  ],
};

async function main() {
  for (const type in requests) {
    for (const request of requests[type]) {
      const told = { init: [], before: [], after: [], destroy: [] };
      const hook = createHook({
        init(id, kind) {
          if (kind === type) told.init.push(id);
        },
        before: (id) => told.before.push(id),
        after: (id) => told.after.push(id),
        destroy: (id) => told.destroy.push(id),
      }).enable();
      const id = await new Promise((resolve, reject) => {
        request((error) => (error ? reject(error) : resolve(executionAsyncId())));
      });
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      hook.disable();
      assert.deepStrictEqual(told.init, [id], type);
      for (const step of ['before', 'after', 'destroy']) {
        assert.strictEqual(told[step].filter((other) => other === id).length, 1, `${type} ${step}`);
      }
    }
  }
}

main();
