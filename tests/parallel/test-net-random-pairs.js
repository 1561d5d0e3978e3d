'use strict';
// Random play on connected sockets, checked against a model: what one end receives is a prefix of what the other wrote,
// and all of it when nobody was destroyed; events come in a legal order; every write is answered once; both ends close.
//
// The seed of a failing run is in the message: `weir test-net-random-pairs.js SEED 1` plays it again.

const assert = require('node:assert');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.argv[3] ?? 200);
const STEPS = 30;

// A small generator of numbers below `limit`, the same for the same seed.
function generator(state) {
  return (limit) => {
    state = (state + 0x6D2B79F5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

// Byte `index` of what an end writes: a prefix is known by its length.
const byteAt = (index, salt) => (index * 7 + (index >> 8) + salt) & 255;

class End {
  constructor(socket, salt) {
    Object.assign(this, {
      socket, salt, written: 0, received: 0, writes: [], events: [], ended: false, destroyed: false, corks: 0,
    });
    for (const event of ['end', 'finish', 'error', 'close']) socket.on(event, () => this.events.push(event));
    socket.on('data', (chunk) => {
      assert.ok(!this.events.includes('end') && !this.events.includes('close'), 'data after the end');
      for (const byte of chunk) {
        if (byte !== byteAt(this.received, this.other.salt)) assert.fail(`byte ${this.received} is wrong`);
        this.received++;
      }
    });
  }

  write(length, asText) {
    const chunk = Buffer.alloc(length);
    for (let i = 0; i < length; i++) chunk[i] = byteAt(this.written + i, this.salt);
    this.written += length;
    const entry = { answers: 0, err: undefined };
    this.writes.push(entry);
    const answered = (err) => {
      entry.answers++;
      entry.err = err ?? undefined;
    };
    if (asText) this.socket.write(chunk.toString('latin1'), 'latin1', answered);
    else this.socket.write(chunk, answered);
  }

  step(random) {
    const { socket } = this;
    if (this.destroyed) return;
    switch (random(16)) {
      case 0: case 1: case 2: case 3: case 4:
        if (!this.ended) this.write(random(4) === 0 ? random(300_000) : random(2000), random(3) === 0);
        break;
      case 5: case 6: socket.pause(); break;
      case 7: case 8: case 9: socket.resume(); break;
      case 10:
        socket.cork();
        this.corks++;
        break;
      case 11: case 12:
        if (this.corks > 0) {
          socket.uncork();
          this.corks--;
        }
        break;
      case 13:
        if (random(4) === 0) {
          socket.end();
          this.ended = true;
        }
        break;
      case 14:
        if (random(12) === 0) {
          this.destroyed = true;
          // While a shutdown is under way Node refuses the reset and then never closes.
          if (random(2) === 0 && this.isTcp && !this.ended) socket.resetAndDestroy();
          else socket.destroy();
        }
        break;
      default:
        socket.read(0);
    }
  }

  // The play is over: what is left flows and ends.
  finish() {
    for (; this.corks > 0; this.corks--) this.socket.uncork();
    this.socket.resume();
    this.socket.end();
  }

  check() {
    const torn = this.destroyed || this.other.destroyed;
    assert.ok(this.received <= this.other.written);
    if (!torn) {
      assert.strictEqual(this.received, this.other.written);
      assert.ok(this.events.includes('end') && this.events.includes('finish'), `${this.events}`);
      assert.ok(!this.events.includes('error'), `${this.events}`);
    }
    assert.strictEqual(this.events.at(-1), 'close');
    for (const event of new Set(this.events)) {
      assert.strictEqual(this.events.filter((other) => other === event).length, 1, `${this.events}`);
    }
    for (const { answers, err } of this.writes) {
      assert.strictEqual(answers, 1);
      if (!torn) assert.strictEqual(err, undefined);
    }
    assert.strictEqual(this.socket.bytesRead >= this.received, true);
  }
}

async function play(number, server, where, isTcp) {
  const random = generator(number);
  const client = net.connect({ ...where, allowHalfOpen: true });
  const [accepted] = await once(server, 'connection');
  const ends = [new End(client, 1), new End(accepted, 2)];
  [ends[0].other, ends[1].other] = [ends[1], ends[0]];
  for (const end of ends) {
    end.isTcp = isTcp;
    end.closed = new Promise((resolve) => { end.socket.once('close', resolve); });
  }
  for (let i = 0; i < STEPS; i++) {
    ends[random(2)].step(random);
    if (random(3) === 0) await new Promise(random(2) === 0 ? setImmediate : process.nextTick);
  }
  for (const end of ends) end.finish();
  const late = setTimeout(() => {
    throw new Error(`seed ${number}: not closed: ${ends.map((end) => [end.received, end.written, end.events])}`);
  }, 10_000);
  await Promise.all(ends.map((end) => end.closed));
  clearTimeout(late);
  // Answers come at the latest in the turn of the close.
  await new Promise(setImmediate);
  try {
    for (const end of ends) end.check();
  } catch (err) {
    err.message = `seed ${number}: ${err.message}`;
    throw err;
  }
}

(async () => {
  const servers = [];
  for (const where of [{ port: 0, host: '127.0.0.1' }, { path: path.join(os.tmpdir(), `random-${process.pid}.sock`) }]) {
    const server = net.createServer({ allowHalfOpen: true }).listen(where);
    await once(server, 'listening');
    servers.push({ server, where: where.path ? where : { ...where, port: server.address().port }, isTcp: !where.path });
  }
  console.log(`seed ${seed}`);
  for (let run = 0; run < RUNS; run++) {
    const number = RUNS === 1 ? seed : (seed + run) | 0;
    const { server, where, isTcp } = servers[(number & 1)];
    await play(number, server, where, isTcp);
  }
  for (const { server } of servers) server.close();
})();
