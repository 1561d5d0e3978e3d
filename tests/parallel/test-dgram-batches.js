'use strict';
// More messages than one system call brings arrive one by one, in order, with their sender.

const assert = require('node:assert');
const dgram = require('node:dgram');

const COUNT = 100;
const receiver = dgram.createSocket('udp4');
const sender = dgram.createSocket('udp4');
const messages = [];

receiver.on('message', (message, from) => {
  assert.strictEqual(from.address, '127.0.0.1');
  assert.strictEqual(from.family, 'IPv4');
  assert.strictEqual(from.port, sender.address().port);
  assert.strictEqual(from.size, message.length);
  messages.push(String(message));
  if (messages.length < COUNT) return;
  assert.deepStrictEqual(messages, Array.from({ length: COUNT }, (_, index) => `message ${index}`));
  receiver.close();
  sender.close();
});

receiver.bind(0, '127.0.0.1', () => {
  const { port } = receiver.address();
  for (let index = 0; index < COUNT; index++) sender.send(['message ', `${index}`], port, '127.0.0.1');
});
