// Shows that a connection which the primary dealt to a worker that dies before taking it is served by another worker, and
// that no descriptor stays behind in the primary.
'use strict';
const assert = require('node:assert');
const cluster = require('node:cluster');
const fs = require('node:fs');
const net = require('node:net');

if (cluster.isWorker) {
  const server = net.createServer((socket) => {
    socket.on('data', (data) => socket.end(`${cluster.worker.id} ${data}`));
  });
  server.listen(0, '127.0.0.1');
  return;
}

cluster.schedulingPolicy = cluster.SCHED_RR;
const descriptors = () => fs.readdirSync('/proc/self/fd').length;
let before;
const workers = [];
let listening = 0;
// The first server of a process leaves a descriptor.
net.createServer().listen(0, function() {
  this.close(() => {
    before = descriptors();
    workers.push(cluster.fork(), cluster.fork());
  });
});
cluster.on('listening', (worker, { port }) => {
  if (++listening === 2) run(port);
});

function ask(port, question) {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(question));
    socket.on('data', (data) => text += data);
    socket.on('error', reject);
    socket.on('end', () => {
      socket.end();
      resolve(text);
    });
  });
}

async function run(port) {
  const { process: stopped } = workers[0];
  // It has its turns as before, and takes nothing.
  stopped.kill('SIGSTOP');
  const answers = [];
  const asked = [];
  for (let i = 0; i < 6; i++) asked.push(ask(port, `${i}`).then((answer) => answers.push(answer)));
  // At most two wait in the hands of the stopped worker, and at least one does.
  while (answers.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(answers.length < 6);
  stopped.kill('SIGKILL');
  await Promise.all(asked);
  assert.deepStrictEqual(answers.map((answer) => answer[0]), ['2', '2', '2', '2', '2', '2']);
  assert.deepStrictEqual(answers.map((answer) => answer.slice(2)).sort(), ['0', '1', '2', '3', '4', '5']);
  cluster.disconnect();
  process.on('exit', () => assert.ok(descriptors() <= before, `${descriptors()} > ${before}`));
}
