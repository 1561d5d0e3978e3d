'use strict';
// A digest is the same however its text comes: at once or in pieces of any kind and length, copied on the way, with other
// digests under way at the same time; and what the program does with its memory afterwards changes nothing.

const assert = require('assert');
const crypto = require('crypto');

const text = Buffer.alloc(20000);
for (let i = 0; i < text.length; i++) text[i] = 32 + (i * 7 + (i >> 5)) % 90;

for (const algorithm of ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'md5', 'sha512-256', 'sha3-256', 'blake2b512']) {
  const expected = crypto.hash(algorithm, text);
  for (const step of [1000, 3333, 4096, 4097, 9000]) {
    const plain = crypto.createHash(algorithm);
    const keyed = crypto.createHmac(algorithm, 'key');
    const copies = [];
    for (let at = 0, n = 0; at < text.length; at += step, n++) {
      const piece = Buffer.from(text.subarray(at, at + step));
      const given = [piece, piece.toString(), new DataView(piece.buffer, piece.byteOffset, piece.length)][n % 3];
      plain.update(given);
      keyed.update(given);
      copies.push([plain.copy(), at + step]);
      piece.fill(0);
    }
    assert.strictEqual(plain.digest('hex'), expected, `${algorithm} by ${step}`);
    assert.deepStrictEqual(keyed.digest(), crypto.createHmac(algorithm, 'key').update(text).digest());
    for (const [copy, end] of copies) {
      assert.strictEqual(copy.update(text.subarray(end)).digest('hex'), expected);
    }
  }
}

// Many small ones at a time, more than are kept in one place.
const hashes = [];
for (let n = 0; n < 5000; n++) hashes.push(crypto.createHash('sha256').update(Buffer.from(`number ${n}`)));
for (let n = 0; n < 5000; n += 2) hashes[n].update(Buffer.from(' again'));
for (let n = 0; n < 5000; n += 999) {
  assert.strictEqual(hashes[n].digest('hex'), crypto.hash('sha256', `number ${n}${n % 2 ? '' : ' again'}`));
}

// A key is taken when the HMAC is made.
const key = Buffer.from('a key');
const hmac = crypto.createHmac('sha256', key);
key.fill(0);
assert.strictEqual(hmac.update('x').digest('hex'), crypto.createHmac('sha256', 'a key').update('x').digest('hex'));

// Halves of a character in two texts are two unknown characters.
assert.strictEqual(crypto.createHash('sha1').update('\ud83d').update('\ude00').digest('hex'),
                   crypto.createHash('sha1').update('\ufffd\ufffd').digest('hex'));

// Memory that is shared, and memory that is gone.
const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(7);
assert.strictEqual(crypto.createHash('sha1').update(shared).digest('hex'), crypto.hash('sha1', Buffer.alloc(8, 7)));
const gone = new Uint8Array(8);
structuredClone(gone.buffer, { transfer: [gone.buffer] });
assert.strictEqual(crypto.createHash('sha1').update(gone).digest('hex'), crypto.hash('sha1', ''));
