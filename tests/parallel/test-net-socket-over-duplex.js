'use strict';
// Flags: --expose-internals
// A socket over a Duplex of the program: bytes and ends go through in both ways, a stream that gives text is refused, and
// what is under way when it closes is answered.

const assert = require('node:assert');
const net = require('node:net');
const { Duplex, duplexPair } = require('node:stream');
const JSStreamSocket = require('internal/js_stream_socket');

let seen = 0;
const [left, right] = duplexPair();
const one = new JSStreamSocket(left);
const other = new JSStreamSocket(right);
assert.ok(one instanceof net.Socket);
let text = '';
other.setEncoding('utf8').on('data', (chunk) => text += chunk);
other.on('end', () => {
  assert.strictEqual(text, `grüße${'x'.repeat(200_000)}`);
  assert.strictEqual(other.bytesRead, 200_007);
  other.end('back');
  seen++;
});
one.on('data', (chunk) => assert.strictEqual(`${chunk}`, 'back'));
one.on('end', () => seen++);
one.cork();
one.write('grüße');
one.write(Buffer.alloc(200_000, 'x'), () => seen++);
one.uncork();
one.end();

const stuck = new JSStreamSocket(new Duplex({ read() {}, write() {} }));
stuck.on('error', () => {});
stuck.write('never', () => seen++);
stuck.destroy();

const texts = new Duplex({ read() {}, write() {} }).setEncoding('utf8');
new JSStreamSocket(texts).on('error', (error) => {
  assert.strictEqual(error.code, 'ERR_STREAM_WRAP');
  seen++;
});
texts.push('text');

process.on('exit', () => assert.strictEqual(seen, 5));
