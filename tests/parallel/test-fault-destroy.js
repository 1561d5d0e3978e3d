// Flags: --no-warnings
'use strict';
// It writes past what write() says on purpose.
// A socket is destroyed in each state that a write can be in: every write is answered, and 'close' comes once.

const net = require('node:net');
const { once, pair, scene, told, until, watch, write } = require('../fixtures/fault/scenes.js');

const BIG = Buffer.alloc(16 << 20);

async function listening() {
  const server = net.createServer((socket) => socket.on('error', () => {}).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

for (const error of [undefined, new Error('own')]) {
  const how = error ? 'with an error' : 'without an error';

  scene(`connecting, ${how}`, async (log) => {
    const server = await listening();
    const client = watch(log, 'client', net.connect(server.address().port, '127.0.0.1'));
    write(client, 'a', (err) => log(`answer: ${told(err)}`));
    write(client, 'b', (err) => log(`answer: ${told(err)}`));
    client.end((err) => log(`end: ${told(err)}`));
    client.destroy(error);
    await until(() => client.closed);
    server.close();
    await once(server, 'close');
  });

  scene(`looking a name up, ${how}`, async (log) => {
    const client = watch(log, 'client', net.connect({
      port: 1, host: 'name', lookup: (name, options, callback) => setImmediate(callback, null, '127.0.0.1', 4),
    }));
    write(client, 'a', (err) => log(`answer: ${told(err)}`));
    client.destroy(error);
    await until(() => client.closed);
  });

  scene(`queued, ${how}`, async (log) => {
    const [client, accepted] = await pair();
    accepted.on('error', () => {});
    watch(log, 'client', client);
    for (const name of ['a', 'b', 'c']) write(client, BIG, (err) => log(`answer to ${name}: ${told(err)}`));
    log(`needs drain ${client.writableNeedDrain}`);
    setImmediate(() => client.destroy(error));
    await until(() => client.closed);
    accepted.destroy();
  });

  scene(`corked, ${how}`, async (log) => {
    const [client, accepted] = await pair();
    accepted.on('error', () => {}).resume();
    watch(log, 'client', client);
    client.cork();
    for (const name of ['a', 'b']) write(client, name, (err) => log(`answer to ${name}: ${told(err)}`));
    client.destroy(error);
    client.uncork();
    await until(() => client.closed && accepted.closed);
    log(`server read ${accepted.bytesRead}`);
  });

  scene(`ending, ${how}`, async (log) => {
    const [client, accepted] = await pair();
    accepted.on('error', () => {});
    watch(log, 'client', client);
    write(client, BIG, (err) => log(`answer: ${told(err)}`));
    client.end('last', (err) => log(`end: ${told(err)}`));
    setImmediate(() => client.destroy(error));
    await until(() => client.closed);
    accepted.destroy();
  });

  scene(`shut down and not answered, ${how}`, async (log) => {
    const [client, accepted] = await pair({ allowHalfOpen: true });
    watch(log, 'client', client);
    client.end((err) => log(`end: ${told(err)}`));
    client.destroy(error);
    await until(() => client.closed);
    accepted.destroy();
  });

  scene(`in the callback of a write, ${how}`, async (log) => {
    const [client, accepted] = await pair();
    accepted.on('error', () => {}).resume();
    watch(log, 'client', client);
    write(client, BIG, (err) => {
      log(`answer to a: ${told(err)}`);
      client.destroy(error);
    });
    write(client, BIG, (err) => log(`answer to b: ${told(err)}`));
    await until(() => client.closed && accepted.closed);
  });

  scene(`in 'data', ${how}`, async (log) => {
    const [client, accepted] = await pair();
    accepted.on('error', () => {});
    watch(log, 'client', client);
    let chunks = 0;
    client.on('data', () => {
      chunks++;
      client.destroy(error);
    });
    write(accepted, BIG);
    await until(() => client.closed && accepted.closed);
    log(`chunks ${chunks}`);
  });
}

scene('never connected', async (log) => {
  for (const error of [undefined, new Error('own')]) {
    const client = watch(log, 'client', new net.Socket());
    client.destroy(error);
    await new Promise((resolve) => { client.once('close', resolve); });
  }
});

scene('a write after the destroy', async (log) => {
  const [client, accepted] = await pair();
  accepted.on('error', () => {}).resume();
  watch(log, 'client', client);
  client.destroy();
  write(client, 'late', (err) => log(`answer: ${told(err)}`));
  client.end('later', (err) => log(`end: ${told(err)}`));
  await until(() => client.closed && accepted.closed);
});

scene('a write after the end', async (log) => {
  const [client, accepted] = await pair();
  accepted.resume();
  watch(log, 'client', client);
  client.end();
  write(client, 'late', (err) => log(`answer: ${told(err)}`));
  await until(() => client.closed && accepted.closed);
});
