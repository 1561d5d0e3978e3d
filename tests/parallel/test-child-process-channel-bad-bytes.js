// Shows that bytes which are no value are an uncaught error each, whatever they are, and that what comes behind them is
// still received.
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('uncaughtException', (error) => process.send(error.code ?? error.name));
  process.on('message', (message) => {
    assert.strictEqual(message, 'end');
    process.disconnect();
  });
  return;
}

const frame = (hex) => {
  const body = Buffer.from(hex, 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};

const cases = [
  ['', 'Error'], ['ff', 'Error'], ['00', 'Error'], ['ff0f', 'Error'],
  // Host objects: without a tag, cut short, too long, of no known kind, of half an element, no object, of another tag.
  ['ff0f5c', 'Error'], ['ff0f5c00', 'Error'], ['ff0f5c000a', 'Error'], ['ff0f5c000affffffff0f', 'Error'],
  ['ff0f5c00640100', 'Error'], ['ff0f5c0008030102ff', 'Error'], ['ff0f5c014902', 'Error'],
  ['ff0f5c07', 'ERR_INVALID_STATE'],
  [`ff${'7f'.repeat(20)}`, 'Error'],
  [`ff0f${'5c01'.repeat(100_000)}30`, 'RangeError'],
];

const child = spawn(process.execPath, [__filename, 'child'], {
  stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  env: { ...process.env, NODE_CHANNEL_FD: 3, NODE_CHANNEL_SERIALIZATION_MODE: 'advanced' },
});
const channel = child.stdio[3];
channel.write(Buffer.concat([...cases.map(([hex]) => frame(hex)), frame('ff0f2203656e64')]));
const chunks = [];
channel.on('data', (chunk) => chunks.push(chunk));
channel.on('end', () => {
  const expected = cases.map(([, answer]) => frame(`ff0f22${Buffer.from([answer.length]).toString('hex')}` +
                                                   Buffer.from(answer).toString('hex')));
  assert.strictEqual(Buffer.concat(chunks).toString('latin1'), Buffer.concat(expected).toString('latin1'));
});
child.on('close', (code) => assert.strictEqual(code, 0));
