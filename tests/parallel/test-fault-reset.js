// Flags: --no-warnings
'use strict';
// It writes past what write() says on purpose.
// A connection that is reset in mid-transfer: both ends hear of it once, and every write is answered.

const net = require('node:net');
const { once, pair, scene, told, until, watch, write } = require('../fixtures/fault/scenes.js');

const BIG = Buffer.alloc(16 << 20);

// Whether reading or writing meets the reset first, and how far a write had come, is the system's affair.
const reset = (text) => text.replace(/(read|write) (ECONNRESET|EPIPE|ECANCELED)/g, 'RESET')
  .replace(/ECONNRESET|EPIPE|ECANCELED/g, 'RESET');

scene('the reader sees a reset', async (log) => {
  const [client, accepted] = await pair();
  watch(log, 'client', client);
  accepted.on('close', (hadError) => log(`server close ${hadError}`));
  client.on('data', () => {});
  accepted.write('some');
  await once(client, 'data');
  accepted.resetAndDestroy();
  await until(() => client.closed && accepted.closed);
});

scene('the writer sees a reset, with writes in the queue', async (log) => {
  const [client, accepted] = await pair();
  watch((line) => log(reset(line)), 'client', client, ['error', 'close']);
  const answers = [];
  for (let i = 0; i < 4; i++) write(client, BIG, (err) => answers.push(reset(told(err))));
  client.end(() => answers.push('end'));
  accepted.once('data', () => accepted.resetAndDestroy());
  await until(() => client.closed && accepted.closed);
  await until(() => answers.length === 5, () => answers);
  for (const answer of answers) log(answer);
});

scene('a destroy with unread bytes resets', async (log) => {
  const [client, accepted] = await pair();
  watch((line) => log(reset(line)), 'client', client, ['end', 'error', 'close']);
  client.resume();
  client.write(BIG);
  await once(accepted, 'readable');
  accepted.destroy();
  await until(() => client.closed && accepted.closed);
});

scene('a reset while connecting', async (log) => {
  const server = net.createServer((socket) => watch(log, 'server', socket, ['error']).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = watch(log, 'client', net.connect(server.address().port, '127.0.0.1'), ['connect', 'error', 'close']);
  write(client, 'x', (err) => log(`answer: ${told(err)}`));
  client.resetAndDestroy();
  await until(() => client.closed);
  server.close();
  await once(server, 'close');
});

scene('a reset twice, and of what is destroyed', async (log) => {
  const [client, accepted] = await pair();
  accepted.on('error', () => {}).resume();
  watch(log, 'client', client);
  client.resetAndDestroy();
  client.resetAndDestroy();
  await until(() => client.closed);
  client.resetAndDestroy();
  await until(() => accepted.closed);
});

scene('a reset of a unix socket', async (log) => {
  const [client, accepted] = await pair({}, `${process.env.TMPDIR ?? '/tmp'}/reset.sock`);
  try {
    client.resetAndDestroy();
  } catch (err) {
    log(told(err));
  }
  client.destroy();
  accepted.destroy();
});
