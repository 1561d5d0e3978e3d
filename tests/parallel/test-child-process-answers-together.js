'use strict';
// What a process answers to several messages that have come together may leave together. It leaves before the process
// waits for something, signals, or ends, in order with what does not wait, and failures are told.

const assert = require('node:assert');
const { fork, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const kinds = {
  // The second message's handler waits for what the first one's answer makes the parent do.
  waits(n) {
    process.send({ n });
    if (n !== 1) return;
    const end = Date.now() + 20_000;
    while (!fs.existsSync(process.argv[3]) && Date.now() < end);
    process.send({ seen: fs.existsSync(process.argv[3]) });
  },
  runs(n) {
    process.send({ n });
    if (n === 1) spawnSync('/bin/sh', ['-c', `while [ ! -e '${process.argv[3]}' ]; do sleep 0.01; done`], { timeout: 20_000 });
    if (n === 1) process.send({ seen: fs.existsSync(process.argv[3]) });
  },
  exits(n) {
    process.send({ n });
    if (n === 5) process.exit(0);
  },
  throws(n) {
    process.send({ n });
    if (n === 5) throw new Error('meant');
  },
  dies(n) {
    process.send({ n });
    if (n === 5) process.kill(process.pid, 'SIGKILL');
  },
  aborts(n) {
    process.send({ n });
    if (n === 5) process.abort();
  },
  leaves(n) {
    process.send({ n });
    if (n === 7) process.disconnect();
  },
  // A callback hears that its message has left, and those before it have.
  mixes(n) {
    if (n % 2) process.send({ n });
    else process.send({ n }, () => process.send({ after: n }));
    if (n === 7) setTimeout(() => process.disconnect(), 50);
  },
};

if (process.argv[2] !== undefined) {
  process.on('message', ({ n }) => kinds[process.argv[2]](n));
  // All that the parent sends arrives before anything is read.
  process.send('up');
  const end = Date.now() + 100;
  while (Date.now() < end);
  return;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-ipc-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

for (const kind of Object.keys(kinds)) {
  const mark = path.join(folder, kind);
  const child = fork(__filename, [kind, mark], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const got = [];
  child.on('message', (message) => {
    if (message === 'up') {
      for (let n = 0; n < 8; n++) child.send({ n }, () => {});
      return;
    }
    got.push(message);
    if (message.n === 1) fs.writeFileSync(mark, '');
    if (message.seen !== undefined || (kind === 'waits' || kind === 'runs') && message.n === 7) {
      assert.notStrictEqual(message.seen, false, kind);
      if (message.n === 7) child.disconnect();
    }
  });
  child.on('close', () => {
    const numbers = got.filter((message) => message.n !== undefined).map((message) => message.n);
    const count = kind === 'waits' || kind === 'runs' || kind === 'leaves' || kind === 'mixes' ? 8 : 6;
    assert.deepStrictEqual(numbers, Array.from({ length: count }, (_, n) => n), kind);
    if (kind === 'mixes') {
      const after = got.filter((message) => message.after !== undefined).map((message) => message.after);
      assert.deepStrictEqual(after, [0, 2, 4, 6]);
    }
  });
}
