'use strict';
// Messages of every length and alphabet arrive whole and in order: those that are copied before they are sent, those that
// are sent from where they are, and those that the socket takes in parts.

const assert = require('node:assert');
const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('message', (message) => process.send(message));
} else {
  const child = fork(__filename, ['child']);
  const expected = [];
  for (const length of [0, 1, 4083, 4084, 4085, 4086, 4087, 4096, 65_536, 300_000, 1_000_000]) {
    for (const letter of ['x', 'é', '水', '😀']) expected.push({ text: letter.repeat(length / letter.length) });
  }
  let arrived = 0;
  child.on('message', (message) => {
    assert.strictEqual(message.text, expected[arrived].text);
    if (++arrived === expected.length) child.disconnect();
  });
  for (const message of expected) child.send(message);
  process.on('exit', () => assert.strictEqual(arrived, expected.length));
}
