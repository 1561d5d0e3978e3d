'use strict';
// WebSocket and EventSource go through the proxy that the environment names, by a tunnel, where it is to be used; and a
// proxy that refuses the tunnel is told of as a failure, and by fetch as a request that was cancelled.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const http = require('node:http');
const net = require('node:net');

let log = [];
let refuses = false;

const origin = http.createServer((request, response) => {
  log.push(`${request.method} ${request.url}`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end('data: hi\n\n');
});
origin.on('upgrade', (request, socket) => {
  log.push(`upgrade ${request.url}`);
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.on('error', () => {});
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
});

const proxy = http.createServer();
proxy.on('connect', (request, socket) => {
  log.push(`CONNECT ${request.url === `127.0.0.1:${origin.address().port}`} ${request.headers['proxy-authorization']}`);
  if (refuses) {
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return;
  }
  const upstream = net.connect(origin.address().port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
});

const programs = {
  websocket: `
    const socket = new WebSocket('ws://127.0.0.1:PORT/ws');
    socket.onmessage = (event) => { console.log(event.data); process.exit(); };
    socket.onerror = () => console.log('error');
    socket.onclose = (event) => console.log(event.code);`,
  eventsource: `
    const source = new EventSource('http://127.0.0.1:PORT/events');
    source.onmessage = (event) => { console.log(event.data); process.exit(); };
    source.onerror = () => { console.log('error'); process.exit(); };`,
  fetch: `
    fetch('http://127.0.0.1:PORT/fetch').then(
      (response) => response.text().then((text) => console.log(text.trim())),
      ({ message, cause }) => console.log(message, cause.name, cause.message, cause.cause.code));`,
};

async function run(kind, env) {
  log = [];
  const child = spawn(process.execPath, [
    '--no-warnings', '--experimental-eventsource', '-e', programs[kind].replace('PORT', origin.address().port),
  ], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => out += chunk);
  await new Promise((resolve) => child.on('close', resolve));
  return [out.trim(), ...log];
}

async function main() {
  await new Promise((resolve) => origin.listen(0, '127.0.0.1', resolve));
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${proxy.address().port}`;
  const used = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://${address}` };
  assert.deepStrictEqual(await run('websocket', used), ['hi', 'CONNECT true undefined', 'upgrade /ws']);
  assert.deepStrictEqual(await run('eventsource', used), ['hi', 'CONNECT true undefined', 'GET /events']);
  const named = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://u:p@${address}` };
  assert.deepStrictEqual(await run('websocket', named), ['hi', 'CONNECT true Basic dTpw', 'upgrade /ws']);
  // Not asked for, or not for this host.
  assert.deepStrictEqual(await run('websocket', { HTTP_PROXY: `http://${address}` }), ['hi', 'upgrade /ws']);
  assert.deepStrictEqual(await run('websocket', { ...used, NO_PROXY: '127.0.0.1' }), ['hi', 'upgrade /ws']);
  assert.deepStrictEqual(await run('eventsource', { ...used, NO_PROXY: '127.0.0.1' }), ['hi', 'GET /events']);

  refuses = true;
  assert.deepStrictEqual(await run('websocket', used), ['error\n1006', 'CONNECT true undefined']);
  assert.deepStrictEqual(await run('eventsource', used), ['error', 'CONNECT true undefined']);
  assert.deepStrictEqual(await run('fetch', used),
                         ['fetch failed Error Request was cancelled. UND_ERR_ABORTED', 'CONNECT true undefined']);
  origin.closeAllConnections();
  origin.close();
  proxy.close();
  proxy.closeAllConnections();
}

main().then(() => process.exit(), (err) => process.nextTick(() => { throw err; }));
