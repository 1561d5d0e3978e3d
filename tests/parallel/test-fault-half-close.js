'use strict';
// One direction ends while the other still flows, on both sides, with and without allowHalfOpen.

const { once, pair, scene, told, until, watch, write } = require('../fixtures/fault/scenes.js');

const LENGTH = 4 << 20;
const BIG = Buffer.alloc(LENGTH, 1);

for (const allowHalfOpen of [true, false]) {
  for (const kind of ['tcp', 'unix']) {
    const path = kind === 'unix' ? `${process.env.TMPDIR ?? '/tmp'}/half-${allowHalfOpen}.sock` : undefined;

    scene(`${kind}, allowHalfOpen ${allowHalfOpen}: the client ends while the server still sends`, async (log) => {
      const [client, accepted] = await pair({ allowHalfOpen }, path);
      let received = 0;
      client.on('data', (chunk) => { received += chunk.length; });
      watch(log, 'client', client, ['end', 'finish', 'error', 'close']);
      watch(() => {}, 'server', accepted, ['error']);
      accepted.resume();
      const answer = { err: undefined };
      write(accepted, BIG, (err) => { answer.err = err; });
      client.end();
      await once(accepted, 'end');
      // What is queued goes out, although the other side ended.
      accepted.end('!');
      await until(() => client.closed && accepted.closed, () => [received]);
      // Without half-open sockets it is cut off, how early depends on the system's buffers.
      if (allowHalfOpen) log(`received ${received}, answer: ${told(answer.err)}`);
      else log(`received less: ${received <= LENGTH}`);
    });

    scene(`${kind}, allowHalfOpen ${allowHalfOpen}: both end at once, with bytes on the way`, async (log) => {
      const [client, accepted] = await pair({ allowHalfOpen }, path);
      const received = [0, 0];
      client.on('data', (chunk) => { received[0] += chunk.length; });
      accepted.on('data', (chunk) => { received[1] += chunk.length; });
      write(client, BIG);
      write(accepted, BIG);
      client.end();
      accepted.end();
      await until(() => client.closed && accepted.closed, () => [received]);
      log(`received ${received}, ${client.bytesWritten} ${accepted.bytesRead}`);
    });
  }

  scene(`allowHalfOpen ${allowHalfOpen}: a write after the other side ended`, async (log) => {
    const [client, accepted] = await pair({ allowHalfOpen });
    watch(log, 'server', accepted, ['end', 'finish', 'error', 'close']);
    client.resume();
    accepted.resume();
    client.end();
    await once(accepted, 'end');
    write(accepted, 'late', (err) => log(`answer: ${told(err)}`));
    accepted.end();
    await until(() => client.closed && accepted.closed);
    log(`client read ${client.bytesRead}`);
  });
}
