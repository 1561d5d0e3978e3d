// Shows that fs.Utf8Stream keeps what a failed or a partial write left, in its order and with whole characters, also
// when it is flushed at once in between, and that it goes on in another file when told to.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-utf8-stream-'));

for (const sync of [true, false]) {
  const file = path.join(dir, `${sync}`);
  let turn = 0;
  // Fails, then takes a part that ends inside of a character, then works.
  const write = (fd, text, encoding, callback) => {
    const part = Buffer.from(text).subarray(0, 4);
    turn++;
    if (turn === 1) return process.nextTick(callback, new Error('first'));
    if (turn === 2) return fs.write(fd, part.subarray(0, 2), () => callback(null, 4));
    return fs.write(fd, text, encoding, callback);
  };
  const writeSync = (fd, text, encoding) => {
    turn++;
    if (turn === 1) throw new Error('first');
    if (turn === 2) return fs.writeSync(fd, Buffer.from(text).subarray(0, 2)) + 2;
    return fs.writeSync(fd, text, encoding);
  };
  const stream = new fs.Utf8Stream({ dest: file, sync, minLength: 1, fs: { write, writeSync } });
  const events = [];
  stream.on('error', (err) => {
    events.push(err.message);
    stream.write(' and more');
    stream.flush(() => {
      stream.reopen(`${file}-2`);
      stream.once('ready', () => {
        stream.write('second');
        stream.end();
      });
    });
  });
  stream.on('finish', () => events.push('finish'));
  stream.on('close', () => events.push('close'));
  stream.once('ready', () => stream.write('ab€cd'));
  process.on('exit', () => {
    assert.deepStrictEqual(events, ['first', 'finish', 'close']);
    const text = fs.readFileSync(file, 'utf8') + fs.readFileSync(`${file}-2`, 'utf8');
    assert.strictEqual(text, 'ab€cd and moresecond');
  });
}

// flushSync() writes what waits, in the caller's turn.
const file = path.join(dir, 'now');
const stream = new fs.Utf8Stream({ fd: fs.openSync(file, 'w'), sync: false, minLength: 100 });
stream.write('waits');
assert.strictEqual(fs.readFileSync(file, 'utf8'), '');
stream.flushSync();
assert.strictEqual(fs.readFileSync(file, 'utf8'), 'waits');
stream.destroy();
assert.throws(() => stream.write('x'), { code: 'ERR_INVALID_STATE' });
process.on('exit', () => fs.rmSync(dir, { recursive: true }));
