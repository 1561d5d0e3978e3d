'use strict';
// Datagrams that cannot be sent: too long, to nobody, after the end, into a full buffer. Each send is answered once.

const dgram = require('node:dgram');
const { once, scene, told, until, watch } = require('../fixtures/fault/scenes.js');

async function bound(log, name = 'socket', options = 'udp4') {
  const socket = watch(log, name, dgram.createSocket(options), ['error', 'close']);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

scene('too long', async (log) => {
  const socket = await bound(log);
  const { port } = socket.address();
  for (const length of [65_507, 65_508, 1 << 20]) {
    await new Promise((resolve) => {
      socket.send(Buffer.alloc(length), port, '127.0.0.1', (err, bytes) => {
        log(`${length}: ${told(err)} ${err ? '' : bytes}`);
        resolve();
      });
    });
  }
  await new Promise((resolve) => {
    socket.send([Buffer.alloc(40_000), Buffer.alloc(40_000)], port, '127.0.0.1', (err) => resolve(log(told(err))));
  });
  socket.close();
  await once(socket, 'close');
});

scene('connected to nobody', async (log) => {
  const gone = await bound(() => {});
  const { port } = gone.address();
  gone.close();
  await once(gone, 'close');
  const socket = await bound(log);
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  log(`first: ${told(await sent(socket, 'a'))}`);
  // The refusal is told to a later call, or by 'error'.
  const failures = [];
  socket.on('error', (err) => failures.push(err));
  for (let i = 0; i < 50 && failures.length === 0; i++) {
    const err = await sent(socket, 'b');
    if (err) failures.push(err);
  }
  log(`refused ${failures.length > 0} ${failures[0]?.code}`);
  socket.disconnect();
  try {
    socket.remoteAddress();
  } catch (err) {
    log(told(err));
  }
  socket.removeAllListeners('error');
  socket.close();
  await once(socket, 'close');
});

function sent(socket, ...args) {
  return new Promise((resolve) => { socket.send(...args, resolve); });
}

scene('after the close', async (log) => {
  const socket = await bound(log);
  const { port } = socket.address();
  let closed = false;
  socket.on('close', () => { closed = true; });
  socket.close();
  for (const call of [() => socket.send('b', port, '127.0.0.1', () => {}), () => socket.close(), () => socket.address(),
                      () => socket.bind()]) {
    try {
      call();
      log('no throw');
    } catch (err) {
      log(told(err));
    }
  }
  await until(() => closed);
});

scene('closed while a name is looked up', async (log) => {
  let looked;
  const lookup = (name, options, callback) => { looked = callback; };
  const socket = watch(log, 'socket', dgram.createSocket({ type: 'udp4', lookup }), ['listening', 'error', 'close']);
  socket.bind(0, 'name');
  await until(() => looked);
  socket.close();
  looked(null, '127.0.0.1', 4);
  await new Promise(setImmediate);
  const sender = await bound(log, 'sender', { type: 'udp4' });
  sender.close();
  await once(sender, 'close');
});

scene('a name that is not found', async (log) => {
  const missing = Object.assign(new Error('getaddrinfo ENOTFOUND name'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
  const lookup = (name, options, callback) => {
    if (name === 'name') setImmediate(callback, missing);
    else setImmediate(callback, null, '127.0.0.1', 4);
  };
  const socket = watch(log, 'socket', dgram.createSocket({ type: 'udp4', lookup }), ['listening', 'error', 'close']);
  log(told(await sent(socket, 'x', 1, 'name')));
  socket.send('x', 1, 'name');
  await new Promise((resolve) => { socket.once('error', resolve); });
  socket.close();
  await once(socket, 'close');
});

scene('more than the buffers hold', async (log) => {
  const receiver = await bound(log, 'receiver');
  const sender = await bound(log, 'sender');
  sender.setSendBufferSize(4096);
  receiver.setRecvBufferSize(4096);
  const { port } = receiver.address();
  const COUNT = 2000;
  let received = 0;
  let answered = 0;
  let failed = 0;
  receiver.on('message', () => received++);
  for (let i = 0; i < COUNT; i++) {
    sender.send(Buffer.alloc(1400), port, '127.0.0.1', (err) => {
      answered++;
      if (err) failed++;
    });
  }
  log(`queued ${sender.getSendQueueCount() >= 0} ${sender.getSendQueueSize() >= 0}`);
  await until(() => answered === COUNT, () => answered);
  // How many come is the system's affair.
  log(`answered ${answered} failed ${failed} more came than were sent ${received > COUNT}`);
  log(`left ${sender.getSendQueueCount()} ${sender.getSendQueueSize()}`);
  for (const socket of [receiver, sender]) {
    socket.close();
    await once(socket, 'close');
  }
});

scene('a port and an address that cannot be', async (log) => {
  const socket = await bound(log);
  for (const args of [['x', 0, '127.0.0.1'], ['x', 70_000, '127.0.0.1'], [1, 1, '127.0.0.1'], ['x', 1, '::1']]) {
    try {
      log(told(await sent(socket, ...args)));
    } catch (err) {
      log(told(err));
    }
  }
  socket.close();
  await once(socket, 'close');
});
