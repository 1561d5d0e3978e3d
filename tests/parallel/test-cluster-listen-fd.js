// Shows that workers listen on a descriptor of the primary, under both policies, and that each takes its part.
'use strict';
const assert = require('node:assert');
const cluster = require('node:cluster');
const net = require('node:net');
const { spawn } = require('node:child_process');

if (cluster.isWorker) {
  net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen({ fd: 3 });
  return;
}
if (process.argv[2] === 'primary') {
  cluster.on('listening', (worker, address) => {
    assert.strictEqual(address.fd, 3);
    process.send(worker.id);
  });
  cluster.fork();
  cluster.fork();
  process.on('message', () => cluster.disconnect(() => process.disconnect()));
  return;
}

function ask(port) {
  return new Promise((resolve, reject) => {
    let text = '';
    net.connect(port, '127.0.0.1').on('data', (data) => text += data).on('end', () => resolve(text)).on('error', reject);
  });
}

function run(policy, then) {
  const server = net.createServer(() => assert.fail('it never accepts'));
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    const primary = spawn(process.execPath, [__filename, 'primary'], {
      env: { ...process.env, NODE_CLUSTER_SCHED_POLICY: policy },
      stdio: ['inherit', 'inherit', 'inherit', server._handle, 'ipc'],
    });
    server.close();
    const ready = [];
    primary.on('message', async (id) => {
      ready.push(id);
      if (ready.length < 2) return;
      const answers = [];
      for (let i = 0; i < 10; i++) answers.push(await ask(port));
      for (const answer of answers) assert.match(answer, /^[12]$/);
      if (policy === 'rr') assert.strictEqual(new Set(answers).size, 2);
      primary.send('end');
    });
    primary.on('exit', (code, signal) => {
      assert.strictEqual(signal ?? code, 0);
      then?.();
    });
  });
}
run('rr', () => run('none'));
