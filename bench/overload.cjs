'use strict';
// Overload: a server whose requests take a millisecond of the loop gets three times as many as it can answer, at fixed times
// whatever it does (an open loop), with admission control and without. An answer counts when it comes within a second of
// the time when its request was to be sent. Run it with weir; nothing else should run on the machine.
//
// The queue has to stand before it is shed: of the first fifth of a second everything is accepted and waits, which is what
// a burst would have needed. So the answers' times are told of the whole run, and of what was sent after its first second.
//
//   weir bench/overload.cjs [seconds]

const { fork } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');

const kService = 1;
const kInTime = 1000;
const seconds = Number(process.argv[2]) || 30;
const kOnset = 1000;

if (process.argv[2] === 'serve') {
  const server = http.createServer((req, res) => {
    const end = performance.now() + kService;
    while (performance.now() < end);
    res.end('hello, world');
  });
  server.listen(0, '127.0.0.1', 4096, () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());
  return;
}

const kRequest = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const kMostConnections = 8000;

/** Sends `rate` requests a second; how many came back well, and after what times. */
async function load(port, rate, time) {
  const free = [];
  const open = new Set();
  const times = [];
  const standing = [];
  let good = 0;
  let refused = 0;
  const send = (due) => {
    let socket = free.pop();
    if (socket === undefined) {
      if (open.size >= kMostConnections) return;
      socket = net.connect(port, '127.0.0.1');
      socket.setNoDelay(true).on('error', () => {}).on('close', () => open.delete(socket));
      open.add(socket);
      socket.on('data', (bytes) => {
        if (!bytes.includes('\r\n\r\n')) return;
        const took = performance.now() - socket.due;
        if (bytes[9] === 0x32) {
          times.push(took);
          if (socket.due - began >= kOnset) standing.push(took);
          if (took <= kInTime) good++;
        } else {
          refused++;
        }
        free.push(socket);
      });
    }
    socket.due = due;
    socket.write(kRequest);
  };
  const began = performance.now();
  let sent = 0;
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now() - began;
      if (now >= time * 1000) {
        clearInterval(timer);
        resolve();
        return;
      }
      for (; sent < now / 1000 * rate; sent++) send(began + sent / rate * 1000);
    }, 1);
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (const socket of open) socket.destroy();
  return { rate: sent / time, good: good / time, refused: refused / time, p99: p99(times), standing: p99(standing) };
}

function p99(times) {
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

async function run(name, time, ...flags) {
  const child = fork(__filename, ['serve'], { execArgv: flags });
  const port = await new Promise((resolve) => child.once('message', resolve));
  // Warm, then unloaded, then at the capacity, then three times as much.
  await load(port, 300, 1);
  const calm = await load(port, 500, 4);
  const peak = await load(port, 950, 4);
  const over = await load(port, 3 * 1000, time);
  const share = (over.good / peak.good * 100).toFixed(0);
  console.log(`${name}: unloaded p99 ${calm.p99.toFixed(1)} ms; peak ${peak.good.toFixed(0)}/s; at ${over.rate.toFixed(0)}/s: ` +
    `${over.good.toFixed(0)}/s in time (${share} % of the peak), p99 of answers ${over.p99.toFixed(1)} ms, ` +
    `${over.standing.toFixed(1)} ms without the first second, ${over.refused.toFixed(0)}/s refused`);
  child.disconnect();
}

// Without it the queue only grows: a few seconds show that.
run('with admission control', seconds).then(() => run('without', Math.min(seconds, 6), '--no-admission-control'));
