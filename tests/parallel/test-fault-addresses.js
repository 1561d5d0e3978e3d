'use strict';
// Addresses that are taken, are not there, or do not answer: TCP, UDP and unix sockets.

const dgram = require('node:dgram');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once, scene, told, until, watch, write } = require('../fixtures/fault/scenes.js');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'addresses-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

// Resolves with what a server says to listening: its error, or undefined.
function listens(server, ...where) {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(...where, () => resolve());
  });
}

async function close(...servers) {
  for (const server of servers) {
    if (!server.listening) continue;
    server.close();
    await once(server, 'close');
  }
}

const plain = (text) => text.replaceAll(folder, 'FOLDER');
// A machine may have no IPv6, and refuses such addresses in other words.
const refused = (text) => text.replace(/EADDRNOTAVAIL|EAFNOSUPPORT|ENETUNREACH/g, 'ECONNREFUSED').replace(/ - Local.*?\)/, '');

scene('a port that is taken', async (log) => {
  for (const options of [{}, { exclusive: true }, { reusePort: true }]) {
    const [first, second] = [net.createServer(), net.createServer()];
    await listens(first, { port: 0, host: '127.0.0.1', ...options });
    const { port } = first.address();
    log(`${JSON.stringify(options)}: ${told(await listens(second, { port, host: '127.0.0.1', ...options }))}`);
    log(`listening ${second.listening} ${second.address() === null}`);
    const third = net.createServer();
    log(`without options: ${told(await listens(third, { port, host: '127.0.0.1' }))}`);
    await close(first, second, third);
    // A server that could not listen can be tried again.
    log(`again: ${told(await listens(third, { port, host: '127.0.0.1' }))}`);
    await close(third);
  }
});

scene('a path that is taken, or cannot be', async (log) => {
  const taken = path.join(folder, 'taken.sock');
  const [first, second] = [net.createServer(), net.createServer()];
  await listens(first, taken);
  log(plain(told(await listens(second, taken))));
  await close(first);
  log(`gone ${!fs.existsSync(taken)}`);
  log(plain(told(await listens(second, taken))));
  await close(second);
  fs.writeFileSync(taken, 'a file');
  log(plain(told(await listens(second, taken))));
  log(plain(told(await listens(second, path.join(folder, 'no', 'folder.sock')))));
  log(plain(told(await listens(second, path.join(folder, 'x'.repeat(200))))));
  log(fs.readFileSync(taken, 'latin1'));
  for (const where of [taken, path.join(folder, 'nothing.sock')]) {
    const [err] = await once(net.connect(where), 'error').catch((thrown) => [thrown]);
    log(plain(told(err)));
  }
});

scene('a UDP port that is taken', async (log) => {
  const first = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address();
  for (const options of [{ type: 'udp4' }, { type: 'udp4', reusePort: true }]) {
    const second = watch(log, 'second', dgram.createSocket(options), ['listening', 'error', 'close']);
    second.bind({ port, address: '127.0.0.1', exclusive: true });
    await until(() => second.listenerCount('error') === 1);
    await new Promise((resolve) => { second.once('error', resolve).once('listening', resolve); });
    second.close();
    await once(second, 'close');
  }
  first.close();
  const pair = [0, 1].map(() => dgram.createSocket({ type: 'udp4', reusePort: true }));
  pair[0].bind(0, '127.0.0.1');
  await once(pair[0], 'listening');
  pair[1].bind(pair[0].address().port, '127.0.0.1');
  await once(pair[1], 'listening');
  log(`shared ${pair[0].address().port === pair[1].address().port}`);
  for (const socket of pair) socket.close();
});

scene('an address that is not this machine\'s', async (log) => {
  log(told(await listens(net.createServer(), { port: 0, host: '192.0.2.1' })));
  const socket = dgram.createSocket('udp4').bind(0, '192.0.2.1');
  const [err] = await once(socket, 'error').catch((thrown) => [thrown]);
  log(told(err));
  socket.close();
});

scene('nobody listens', async (log) => {
  const server = net.createServer();
  await listens(server, 0, '127.0.0.1');
  const { port } = server.address();
  await close(server);
  const client = watch(log, 'client', net.connect(port, '127.0.0.1'));
  write(client, 'x', (err) => log(`answer: ${told(err)}`));
  client.end((err) => log(`end: ${told(err)}`));
  await until(() => client.closed);
  // Two addresses, one after the other: the error names both.
  const lookup = (name, options, callback) => setImmediate(callback, null, [
    { address: '127.0.0.1', family: 4 }, { address: '127.0.0.2', family: 4 }, { address: '::1', family: 6 },
  ]);
  for (const autoSelectFamily of [true, false]) {
    const one = (name, options, callback) => setImmediate(callback, null, '127.0.0.1', 4);
    const several = net.connect({ port, host: 'several', lookup: autoSelectFamily ? lookup : one, autoSelectFamily });
    several.on('connectionAttempt', (address, at, family) => log(`attempt ${address} ${family}`));
    several.on('connectionAttemptFailed', (address, at, family, err) => log(refused(`failed ${address} ${family} ${err.code}`)));
    write(several, 'x', (err) => log(`answer: ${told(err)}`));
    const failure = await new Promise((resolve) => { several.on('error', resolve); });
    await until(() => several.closed);
    log(`${failure instanceof AggregateError} ${told(failure)}`);
    for (const err of failure.errors ?? []) log(refused(`  ${told(err)} ${err.address} ${err.port === port}`));
    log(Object.keys(failure).join());
  }
});

scene('a name that is not found', async (log) => {
  const failed = (err) => (name, options, callback) => setImmediate(callback, err);
  const missing = Object.assign(new Error('getaddrinfo ENOTFOUND name'), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'name' });
  const client = watch(log, 'client', net.connect({ port: 1, host: 'name', lookup: failed(missing) }), ['lookup', 'error', 'close']);
  write(client, 'x', (err) => log(`answer: ${told(err)}`));
  await until(() => client.closed);
  const odd = (name, options, callback) => setImmediate(callback, null, 'no address', 4);
  const wrong = watch(log, 'wrong', net.connect({ port: 1, host: 'name', lookup: odd, autoSelectFamily: false }), ['lookup', 'error', 'close']);
  await until(() => wrong.closed);
  const server = net.createServer();
  log(told(await listens(server, { port: 0, host: 'name.invalid' })).replace('EAI_AGAIN', 'ENOTFOUND').replace('EAI_AGAIN', 'ENOTFOUND'));
});

scene('a peer that does not answer', async (log) => {
  // A queue of one is full after two connections; what comes then is not answered.
  const server = net.createServer();
  await listens(server, { port: 0, host: '127.0.0.1', backlog: 1 });
  const { port } = server.address();
  const { spawnSync } = require('node:child_process');
  // This process does not accept while it waits for the child.
  const program = `
    const net = require('node:net');
    const sockets = [];
    let connected = 0;
    for (let i = 0; i < 8; i++) {
      const socket = net.connect(${port}, '127.0.0.1', () => connected++);
      socket.on('error', () => {});
      sockets.push(socket);
    }
    const last = sockets.at(-1);
    last.setTimeout(100, () => {
      console.log('timeout', last.connecting, connected < 8);
      for (const socket of sockets) socket.destroy();
    });
    last.on('close', (hadError) => console.log('close', hadError));`;
  for (const line of spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' }).stdout.trim().split('\n')) log(line);
  await close(server);
});

async function connectMany(log, count, backlog) {
  const server = net.createServer((socket) => socket.end('served'));
  await listens(server, { port: 0, host: '127.0.0.1', backlog });
  const { port } = server.address();
  let served = 0;
  const clients = Array.from({ length: count }, () => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('data', (text) => { served += `${text}` === 'served' ? 1 : 0; });
    return once(socket, 'close');
  });
  await Promise.all(clients);
  log(`served ${served}`);
  await close(server);
}

// What is more than the queue holds would wait for the kernel's retries, which take longer each time.
scene('many connections at once', (log) => connectMany(log, 4000, 4096));
