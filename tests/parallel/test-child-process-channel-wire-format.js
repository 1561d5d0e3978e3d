// Shows what goes over the channel in both serializations, byte for byte, so that a parent or child that is Node
// understands it; and that a message may come in pieces, several at once, or be none at all.
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('uncaughtException', (error) => process.send(`${error.name}`));
  process.on('message', (message) => {
    if (message === 'end') process.disconnect();
    else process.send(message);
  });
  return;
}

function open(serialization) {
  const child = spawn(process.execPath, [__filename, 'child'], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, NODE_CHANNEL_FD: 3, NODE_CHANNEL_SERIALIZATION_MODE: serialization },
  });
  child.on('exit', (code) => assert.strictEqual(code, 0));
  return child.stdio[3];
}

const plain = open('json');
let text = '';
plain.setEncoding('utf8');
plain.on('data', (data) => {
  text += data;
  if (text === '{"a":"ü"}\n[1]\nnull\n') plain.write('no message\n2\n"end"\n');
});
plain.on('end', () => assert.strictEqual(text, '{"a":"ü"}\n[1]\nnull\n"SyntaxError"\n2\n'));
const bytes = Buffer.from('{"a":"ü"}\n[1]\nnull\n');
plain.write(bytes.subarray(0, 7));
setTimeout(() => plain.write(bytes.subarray(7)), 50);

// An object, a Buffer as a host object of kind 10, and the text 'end'.
const messages = ['ff0f6f22016149027b01', 'ff0f5c000a03616263', 'ff0f2203656e64'];
const frames = Buffer.concat(messages.map((message) => {
  const body = Buffer.from(message, 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}));
const advanced = open('advanced');
const received = [];
advanced.on('data', (data) => received.push(data));
advanced.on('end', () => {
  const all = Buffer.concat(received).toString('hex');
  assert.strictEqual(all, `0000000a${messages[0]}00000009${messages[1]}`);
});
advanced.write(frames.subarray(0, 2));
setTimeout(() => advanced.write(frames.subarray(2)), 50);
