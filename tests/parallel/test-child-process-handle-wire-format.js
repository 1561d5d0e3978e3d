// Shows what goes over the channel with a handle, byte for byte, so that a parent or child that is Node understands it:
// the sender waits for the answer with everything behind it, sends again when the handle did not arrive, and gives up
// after three times; a receiver says so when a message came without its descriptor.
'use strict';
const assert = require('node:assert');
const net = require('node:net');
const { spawn } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('warning', ({ name }) => process.send(name));
  process.on('message', (message) => {
    if (message === 'end') process.disconnect();
  });
  const server = net.createServer().listen(0, () => {
    process.send('one', server);
    process.send('two');
    server.unref();
  });
  return;
}

const child = spawn(process.execPath, [__filename, 'child'], {
  stdio: ['inherit', 'inherit', 'pipe', 'pipe'],
  env: { ...process.env, NODE_CHANNEL_FD: 3, NODE_CHANNEL_SERIALIZATION_MODE: 'json' },
});
child.on('exit', (code) => assert.strictEqual(code, 0));

const withHandle = '{"cmd":"NODE_HANDLE","type":"net.Server","msg":"one"}';
const answer = (cmd) => `${JSON.stringify({ cmd })}\n`;
// What the child is to say, and what it hears then.
const script = [
  [withHandle, answer('NODE_HANDLE_NACK')],
  [withHandle, answer('NODE_HANDLE_NACK')],
  [withHandle, answer('NODE_HANDLE_NACK')],
  [withHandle, answer('NODE_HANDLE_NACK')],
  ['"two"', ''],
  ['"SentHandleNotReceivedWarning"', '{"cmd":"NODE_HANDLE","type":"net.Socket","msg":"three"}\n'],
  ['{"cmd":"NODE_HANDLE_NACK"}', '"end"\n'],
];
const channel = child.stdio[3];
let text = '';
channel.on('data', (data) => {
  const lines = `${text}${data}`.split('\n');
  text = lines.pop();
  for (const line of lines) {
    const [expected, reply] = script.shift();
    assert.strictEqual(line, expected);
    if (reply) channel.write(reply);
  }
});
channel.on('end', () => assert.deepStrictEqual(script, []));
