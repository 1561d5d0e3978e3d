'use strict';
// Overload: a server whose requests take a millisecond of the loop gets three times as many as it can answer, at fixed times
// whatever it does (an open loop), with admission control and without. An answer counts when it comes within a second of
// the time when its request was to be sent. Run it with weir; nothing else should run on the machine.
//
//   weir bench/overload.cjs [seconds]

const { fork } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');

const kService = 1;
const kInTime = 1000;
const seconds = Number(process.argv[2]) || 6;

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
  times.sort((a, b) => a - b);
  return { rate: sent / time, good: good / time, refused: refused / time, p99: times[Math.floor(times.length * 0.99)] };
}

async function run(name, ...flags) {
  const child = fork(__filename, ['serve'], { execArgv: flags });
  const port = await new Promise((resolve) => child.once('message', resolve));
  // Warm, then unloaded, then at the capacity, then three times as much.
  await load(port, 300, 1);
  const calm = await load(port, 500, seconds / 2);
  const peak = await load(port, 950, seconds / 2);
  const over = await load(port, 3 * 1000, seconds);
  const share = (over.good / peak.good * 100).toFixed(0);
  console.log(`${name}: unloaded p99 ${calm.p99.toFixed(1)} ms; peak ${peak.good.toFixed(0)}/s; at ${over.rate.toFixed(0)}/s: ` +
    `${over.good.toFixed(0)}/s in time (${share} % of the peak), p99 of answers ${over.p99.toFixed(1)} ms, ${over.refused.toFixed(0)}/s refused`);
  child.disconnect();
}

run('with admission control').then(() => run('without', '--no-admission-control'));
