'use strict';
// Ports of one thread: messages in order with microtasks between, transfer of ports, what keeps the loop alive, and
// listeners that throw.
const assert = require('node:assert');
const { BroadcastChannel, MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

const order = [];
{
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (value) => {
    order.push(value);
    Promise.resolve().then(() => order.push(`microtask ${value}`));
    process.nextTick(() => order.push(`tick ${value}`));
    if (value === 2) port2.close();
  });
  port1.postMessage(1);
  port1.postMessage(2);
  port2.on('close', () => order.push('close'));
}
{
  // A port that went through another keeps its channel, and what was sent before it moved.
  const outer = new MessageChannel();
  const inner = new MessageChannel();
  inner.port1.postMessage('before');
  outer.port1.postMessage(inner.port2, [inner.port2]);
  inner.port1.postMessage('after');
  const { message: moved } = receiveMessageOnPort(outer.port2);
  assert.notStrictEqual(moved, inner.port2);
  assert.deepStrictEqual(receiveMessageOnPort(moved), { message: 'before' });
  assert.deepStrictEqual(receiveMessageOnPort(moved), { message: 'after' });
  assert.throws(() => outer.port1.postMessage(null, [inner.port2]), /already detached/);
}
{
  // Neither keeps the process: no listener, and a channel that was told not to.
  new MessageChannel().port1.postMessage('unread');
  new BroadcastChannel('quiet').unref();
}
{
  const { port1, port2 } = new MessageChannel();
  const seen = [];
  process.once('uncaughtException', (err) => seen.push(err.message));
  port2.on('message', (value) => {
    if (value === 'first') throw new Error('thrown');
    seen.push(value);
    port2.close();
  });
  port1.postMessage('first');
  port1.postMessage('second');
  process.on('exit', () => assert.deepStrictEqual(seen, ['thrown', 'second']));
}
process.on('exit', () => {
  assert.deepStrictEqual(order, [1, 'tick 1', 'microtask 1', 2, 'tick 2', 'microtask 2', 'close']);
});
