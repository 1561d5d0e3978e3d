// Flags: --expose-internals --no-warnings
'use strict';
// On a machine without IPv6, a server without an address listens on 0.0.0.0, one that asks for IPv6 says why it cannot, and
// no descriptor is left.

const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');
const { internalBinding } = require('internal/test/binding');

const { TCP } = internalBinding('tcp_wrap');
const { bind } = TCP.prototype;
const UV_EAFNOSUPPORT = -97;
const asked = [];
TCP.prototype.bind = function(address, ...rest) {
  asked.push(address);
  return address.includes(':') ? UV_EAFNOSUPPORT : Reflect.apply(bind, this, [address, ...rest]);
};

const descriptors = () => fs.readdirSync('/proc/self/fd').length;
const server = net.createServer((socket) => socket.end('served'));
server.listen(0, () => {
  assert.deepStrictEqual(asked, ['::', '0.0.0.0']);
  assert.deepStrictEqual({ ...server.address(), port: 0 }, { address: '0.0.0.0', family: 'IPv4', port: 0 });
  let text = '';
  net.connect(server.address().port, '127.0.0.1').setEncoding('utf8').on('data', (chunk) => { text += chunk; })
    .on('close', () => {
      assert.strictEqual(text, 'served');
      server.close(refused);
    });
});

function refused() {
  const before = descriptors();
  const other = net.createServer().listen({ port: 0, host: '::1' });
  other.on('error', ({ code, syscall, address }) => {
    assert.deepStrictEqual([code, syscall, address], ['EAFNOSUPPORT', 'listen', '::1']);
    assert.strictEqual(other.listening, false);
    setImmediate(() => assert.strictEqual(descriptors(), before));
  });
}
