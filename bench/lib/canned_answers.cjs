'use strict';
// A server that answers every request of a client by the same bytes; tells its parent its port.

const net = require('node:net');

const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nhello, world');
const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => socket.write(answer));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', 1024, () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
