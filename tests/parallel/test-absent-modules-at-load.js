'use strict';
// What libraries take of https, tls, http2 and worker_threads when they load: names to read, classes to extend, agents to make.
// Only using what is not there throws, and names it.
const assert = require('node:assert');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const workers = require('node:worker_threads');

const absent = (name) => ({ code: 'ERR_WEIR_NOT_YET', message: `${name} is not available in weir yet` });

class Own extends tls.TLSSocket {}
assert.ok(Own.prototype instanceof net.Socket);
assert.strictEqual(typeof tls.TLSSocket.prototype.getPeerCertificate, 'function');
// One can be made and looked at; whatever is read or written tells.
const own = new Own(new (require('node:stream').PassThrough)());
assert.strictEqual(own.encrypted, true);
assert.ok(own._handle._parentWrap instanceof net.Socket);
for (const use of [(socket) => socket.write('x'), (socket) => socket.resume(), (socket) => socket.end()]) {
  const socket = new Own();
  socket.on('error', (err) => {
    assert.strictEqual(err.code, 'ERR_WEIR_NOT_YET');
    socket.seen = true;
  });
  socket.on('close', () => assert.ok(socket.seen));
  use(socket);
}
assert.throws(() => tls.connect(443), absent('tls.connect'));
assert.throws(() => tls.createSecureContext(), absent('tls.createSecureContext'));
assert.ok(tls.rootCertificates.length > 100 && Object.isFrozen(tls.rootCertificates));
const { X509Certificate } = require('node:crypto');
assert.ok(tls.rootCertificates.every((text) => new X509Certificate(text).ca));

class Agent extends https.Agent {}
const agent = new Agent({ keepAlive: true, maxSockets: 3 });
assert.ok(agent instanceof http.Agent);
assert.deepStrictEqual([agent.defaultPort, agent.protocol, agent.options.maxSockets, agent.maxCachedSessions],
                       [443, 'https:', 3, 100]);
assert.throws(() => https.get('https://localhost/'), absent('tls.connect'));
assert.throws(() => https.createServer(), absent('https.createServer'));
// An agent of the program's own connects as it likes.
const server = http.createServer((request, response) => response.end(request.headers.host));
server.listen(0, () => {
  agent.createConnection = () => net.connect(server.address().port);
  https.get('https://example.org/', { agent }, (response) => {
    response.setEncoding('utf8').on('data', (text) => {
      assert.strictEqual(text, 'example.org');
      server.close();
      agent.destroy();
    });
  });
});

assert.strictEqual(Object.keys(http2.constants).length, 240);
assert.strictEqual(http2.sensitiveHeaders.description, 'sensitiveHeaders');
assert.ok(http2.Http2ServerRequest.prototype instanceof require('node:stream').Readable);
assert.throws(() => http2.connect('http://localhost'), absent('http2.connect'));

class Worker extends workers.Worker {}
assert.throws(() => new Worker('x'), absent('worker_threads.Worker'));
assert.deepStrictEqual([workers.isMainThread, workers.threadId, workers.parentPort, workers.workerData],
                       [true, 0, null, null]);
workers.setEnvironmentData('a', 1);
assert.strictEqual(workers.getEnvironmentData('a'), 1);
assert.rejects(workers.postMessageToThread(0, 1), { code: 'ERR_WORKER_MESSAGING_SAME_THREAD' });
assert.rejects(workers.postMessageToThread(7, 1), { code: 'ERR_WORKER_MESSAGING_FAILED' });
