'use strict';
// What servers do, for busy-order.txt: connections that echo and then rest, HTTP with bodies and JSON, small files, and
// enough objects that live for every collection there is. It runs once, under callgrind.

const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');

const kConnections = 1500;
const kRequests = 1200;

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

async function connections(port) {
  const clients = [];
  for (let n = 0; n < kConnections; n++) {
    const client = net.connect(port, '127.0.0.1');
    await new Promise((resolve) => client.once('connect', resolve));
    clients.push(client);
  }
  for (let n = 0; n < 3; n++) {
    await Promise.all(clients.map((client) => new Promise((resolve) => {
      client.once('data', resolve);
      client.write(`message ${n}`);
    })));
  }
  return clients;
}

function request(port, agent, n) {
  const body = n % 2 === 0 ? undefined : 'x'.repeat(200);
  return new Promise((resolve, reject) => {
    const options = { port, agent, path: `/${n}`, method: body === undefined ? 'GET' : 'POST' };
    const sent = http.request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data) => text += data);
      response.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function answer(message, response) {
  let body = '';
  message.on('data', (data) => body += data);
  message.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: message.url, body, list: [1, 2, 3].map((n) => n * 2) }));
  });
}

async function main() {
  const held = [];
  const echo = net.createServer((socket) => {
    held.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => socket.write(data));
  });
  held.push(await connections(await listen(echo)));
  const port = await listen(http.createServer(answer));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  for (let n = 0; n < kRequests; n += 8) {
    await Promise.all(Array.from({ length: 8 }, (_, i) => request(port, agent, n + i)));
  }
  for (let n = 0; n < 200; n++) {
    await fs.promises.stat(__filename);
    await new Promise((resolve) => fs.readFile(__filename, resolve));
  }
  for (let n = 0; n < 200_000; n++) held.push({ n, text: `object ${n}` });
  // Long enough for memory to go back.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  console.log(held.length);
  process.exit();
}

main();
