'use strict';
// An agent keeps the sockets of different places apart, whichever was asked for last, and follows what is changed in its
// options between two requests.

const assert = require('node:assert');
const http = require('node:http');

function listen(name) {
  const server = http.createServer((req, res) => res.end(`${name} ${req.socket.remotePort}`));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function get(options) {
  return new Promise((resolve, reject) => {
    http.get(options, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part) => { text += part; });
      // By then the socket is free.
      res.on('end', () => setImmediate(resolve, text));
    }).on('error', reject);
  });
}

async function main() {
  const servers = await Promise.all([listen('a'), listen('b')]);
  const ports = servers.map((server) => server.address().port);
  const agent = new http.Agent({ keepAlive: true });
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await get({ host: '127.0.0.1', port: ports[i % 2], agent }));
  // One socket for each.
  assert.strictEqual(new Set(answers).size, 2);
  for (let i = 0; i < 6; i++) assert.strictEqual(answers[i], answers[i % 2]);
  assert.strictEqual(answers[0][0], 'a');
  assert.strictEqual(answers[1][0], 'b');
  assert.deepStrictEqual(Object.keys(agent.freeSockets).sort(), ports.map((port) => `127.0.0.1:${port}:`).sort());

  // The agent's word counts more than the request's.
  agent.options.port = ports[1];
  assert.strictEqual(await get({ host: '127.0.0.1', port: ports[0], agent }), answers[1]);
  delete agent.options.port;
  assert.strictEqual(await get({ host: '127.0.0.1', port: ports[0], agent }), answers[0]);

  // A name of the program's own.
  agent.getName = () => 'all';
  const own = await get({ host: '127.0.0.1', port: ports[0], agent });
  assert.notStrictEqual(own, answers[0]);
  assert.strictEqual(own[0], 'a');
  assert.ok(Object.keys(agent.freeSockets).includes('all'));

  agent.destroy();
  for (const server of servers) server.close();
}

main();
