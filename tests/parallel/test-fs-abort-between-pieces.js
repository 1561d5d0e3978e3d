// Shows that an abort stops reading and writing of a whole file between two pieces, by callback and by promise, and that
// the descriptor is given back.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-abort-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true }));
const file = path.join(dir, 'large');
const size = 8 * 1024 * 1024;
fs.writeFileSync(file, Buffer.alloc(size));
const openFiles = () => fs.readdirSync('/proc/self/fd').length;
const aborted = { name: 'AbortError', code: 'ABORT_ERR' };

// The signal of a caller who gives up soon after the first piece.
function soon() {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return controller.signal;
}

const called = (start) => new Promise((resolve, reject) => {
  start((err, value) => (err ? reject(err) : resolve(value)));
});

(async () => {
  const before = openFiles();
  await assert.rejects(called((done) => fs.readFile(file, { signal: soon() }, done)), aborted);
  await assert.rejects(fs.promises.readFile(file, { signal: soon() }), aborted);
  const out = path.join(dir, 'out');
  await assert.rejects(called((done) => fs.writeFile(out, Buffer.alloc(size), { signal: soon() }, done)), aborted);
  assert.ok(fs.statSync(out).size < size);
  await assert.rejects(fs.promises.writeFile(out, Buffer.alloc(size), { signal: soon() }), aborted);
  assert.ok(fs.statSync(out).size < size);
  assert.strictEqual(openFiles(), before);

  // Nobody gives up: all of it, in pieces.
  const { signal } = new AbortController();
  assert.strictEqual((await called((done) => fs.readFile(file, { signal }, done))).length, size);
  await called((done) => fs.writeFile(out, 'text', { signal, flush: true }, done));
  assert.strictEqual(fs.readFileSync(out, 'utf8'), 'text');
  assert.strictEqual(await called((done) => fs.readFile('/proc/self/comm', { signal, encoding: 'utf8' }, done)),
                     fs.readFileSync('/proc/self/comm', 'utf8'));
})();
