// Shows that a FileHandle is moved, not copied: its descriptor goes to the other handle and the first is closed, and a
// handle in use stays where it is.
'use strict';
const assert = require('node:assert');
const { open } = require('node:fs/promises');
const { MessageChannel } = require('node:worker_threads');

(async () => {
  const first = await open(__filename);
  const { fd } = first;
  assert.throws(() => structuredClone({ first }), { name: 'DataCloneError', code: 25 });
  const reading = first.stat();
  assert.throws(() => structuredClone(first, { transfer: [first] }), {
    name: 'DataCloneError', message: 'Cannot transfer FileHandle while in use',
  });
  await reading;

  const second = structuredClone(first, { transfer: [first] });
  assert.strictEqual(first.fd, -1);
  assert.strictEqual(second.fd, fd);
  await assert.rejects(first.stat(), { code: 'EBADF' });

  const { port1, port2 } = new MessageChannel();
  port1.postMessage(second, [second]);
  const third = await new Promise((resolve) => port2.once('message', resolve));
  assert.strictEqual(second.fd, -1);
  assert.strictEqual(third.fd, fd);
  assert.strictEqual((await third.stat()).isFile(), true);
  await third.close();
  port1.close();
})();
