'use strict';
// Pipes whose bytes the kernel moves, and what can go wrong with them: ends as without it, and nothing stays behind.

const assert = require('node:assert');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { finished, pipeline } = require('node:stream');
const pipelinePromise = require('node:stream/promises').pipeline;

const MB = 1 << 20;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kernel-pipes-faults-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));

let names = 0;
const newName = () => path.join(dir, String(names++));

function makeFile(size) {
  const name = newName();
  fs.writeFileSync(name, Buffer.alloc(size, 'weir'));
  return name;
}

const sockets = [];

async function connection() {
  const server = net.createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
  const [far] = await once(server, 'connection');
  server.close();
  sockets.push(near, far);
  return { near, far };
}

const settled = (promise) => promise.then(() => undefined, (err) => err);
const turn = () => new Promise(setImmediate);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const descriptors = () => fs.readdirSync('/proc/self/fd').map((fd) => {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return 'gone';
  }
});

async function until(condition) {
  while (!condition()) await turn();
}

const tests = {
  async 'a file that is cut off ends where it ends'() {
    const name = makeFile(64 * MB);
    const { near, far } = await connection();
    const source = fs.createReadStream(name);
    const done = pipelinePromise(source, near);
    await until(() => near.bytesWritten > 0);
    fs.truncateSync(name, 0);
    let received = 0;
    far.on('data', (chunk) => { received += chunk.length; });
    far.on('end', () => far.end());
    await Promise.all([done, once(far, 'close')]);
    assert.strictEqual(received, source.bytesRead);
    assert.strictEqual(received, near.bytesWritten);
    assert.ok(received > 0 && received < 64 * MB);
  },

  async 'a file that grows is sent up to its end'() {
    const name = makeFile(8 * MB);
    const { near, far } = await connection();
    const done = pipelinePromise(fs.createReadStream(name), near);
    await until(() => near.bytesWritten > 0);
    fs.appendFileSync(name, Buffer.alloc(MB, 'more'));
    let received = 0;
    far.on('data', (chunk) => { received += chunk.length; });
    far.on('end', () => far.end());
    await Promise.all([done, once(far, 'close')]);
    assert.strictEqual(received, 9 * MB);
  },

  async 'a peer that resets'() {
    const { near, far } = await connection();
    const source = fs.createReadStream(makeFile(64 * MB));
    const done = settled(pipelinePromise(source, near));
    await until(() => near.bytesWritten > 0);
    far.resetAndDestroy();
    const err = await done;
    assert.ok(['ECONNRESET', 'EPIPE'].includes(err.code), err.code);
    assert.ok(['read', 'write'].includes(err.syscall), err.syscall);
    assert.ok(near.destroyed && source.destroyed);
  },

  async 'a source that is reset while it is relayed'() {
    const first = await connection();
    const second = await connection();
    const done = settled(pipelinePromise(first.far, second.near));
    second.far.resume();
    first.near.write(Buffer.alloc(MB));
    await until(() => second.far.bytesRead === MB);
    first.near.resetAndDestroy();
    const err = await done;
    assert.strictEqual(err.code, 'ECONNRESET');
    assert.strictEqual(err.syscall, 'read');
    assert.strictEqual(err.message, 'read ECONNRESET');
    second.far.destroy();
  },

  async 'a peer that does not read costs nothing'() {
    const { near, far } = await connection();
    const source = fs.createReadStream(makeFile(64 * MB));
    const done = settled(pipelinePromise(source, near));
    await pause(100);
    const moved = near.bytesWritten;
    const memory = process.memoryUsage().rss;
    const cpu = process.cpuUsage();
    await pause(300);
    const { user, system } = process.cpuUsage(cpu);
    assert.strictEqual(near.bytesWritten, moved);
    assert.ok(moved < 64 * MB);
    assert.ok(user + system < 150e3, `${user + system} us of CPU while nothing moves`);
    assert.ok(process.memoryUsage().rss - memory < 8 * MB);
    far.destroy();
    assert.ok(await done);
  },

  async 'either end destroyed in the middle'() {
    for (const which of ['source', 'sink']) {
      const { near, far } = await connection();
      const source = fs.createReadStream(makeFile(64 * MB));
      far.on('error', () => {});
      const done = settled(pipelinePromise(source, near));
      await until(() => near.bytesWritten > 0);
      (which === 'source' ? source : near).destroy();
      assert.strictEqual((await done).code, 'ERR_STREAM_PREMATURE_CLOSE');
      far.destroy();
      const sink = fs.createWriteStream(newName());
      const again = fs.createReadStream(makeFile(64 * MB));
      const copied = settled(pipelinePromise(again, sink));
      await until(() => sink.bytesWritten > MB);
      (which === 'source' ? again : sink).destroy(new Error('mine'));
      assert.strictEqual((await copied).message, 'mine');
      await until(() => again.closed && sink.closed);
      assert.ok(fs.statSync(sink.path).size >= sink.bytesWritten);
    }
  },

  async 'a full disk'() {
    const sink = fs.createWriteStream('/dev/full');
    const source = fs.createReadStream(makeFile(MB));
    const err = await settled(pipelinePromise(source, sink));
    assert.strictEqual(err.code, 'ENOSPC');
    assert.strictEqual(err.syscall, 'write');
    const { near, far } = await connection();
    near.end(Buffer.alloc(MB));
    const second = await settled(pipelinePromise(far, fs.createWriteStream('/dev/full')));
    assert.strictEqual(second.code, 'ENOSPC');
    assert.strictEqual(second.message, 'ENOSPC: no space left on device, write');
    near.destroy();
  },

  async 'sources that are no files with contents'() {
    const folder = await settled(pipelinePromise(fs.createReadStream(dir), fs.createWriteStream(newName())));
    assert.strictEqual(folder.code, 'EISDIR');
    assert.strictEqual(folder.syscall, 'read');
    const empty = newName();
    await pipelinePromise(fs.createReadStream(makeFile(0)), fs.createWriteStream(empty));
    assert.strictEqual(fs.statSync(empty).size, 0);
    const proc = newName();
    await pipelinePromise(fs.createReadStream('/proc/self/status'), fs.createWriteStream(proc));
    assert.match(fs.readFileSync(proc, 'latin1'), /VmRSS/);
  },

  async 'end: false leaves the sink open'() {
    const { near, far } = await connection();
    const chunks = [];
    far.on('data', (chunk) => chunks.push(chunk));
    const source = fs.createReadStream(makeFile(MB));
    source.pipe(near, { end: false });
    const over = once(far, 'end');
    await once(source, 'end');
    near.end('after');
    await over;
    assert.strictEqual(Buffer.concat(chunks).length, MB + 5);
    assert.strictEqual(Buffer.concat(chunks).subarray(MB).toString(), 'after');
    far.destroy();
  },

  async 'appending'() {
    const name = makeFile(10);
    await pipelinePromise(fs.createReadStream(makeFile(MB)), fs.createWriteStream(name, { flags: 'a' }));
    assert.strictEqual(fs.statSync(name).size, MB + 10);
    const { near, far } = await connection();
    near.end(Buffer.alloc(MB));
    await pipelinePromise(far, fs.createWriteStream(name, { flags: 'a' }));
    assert.strictEqual(fs.statSync(name).size, 2 * MB + 10);
    near.destroy();
  },

  async 'an AbortSignal'() {
    const controller = new AbortController();
    const sink = fs.createWriteStream(newName());
    const source = fs.createReadStream(makeFile(64 * MB));
    const done = settled(pipelinePromise(source, sink, { signal: controller.signal }));
    await until(() => sink.bytesWritten > MB);
    controller.abort();
    assert.strictEqual((await done).name, 'AbortError');
    await until(() => source.closed && sink.closed);
  },

  async 'finished() of both ends, once each'() {
    const source = fs.createReadStream(makeFile(4 * MB));
    const sink = fs.createWriteStream(newName());
    let calls = 0;
    const count = (err) => {
      assert.strictEqual(err, undefined);
      calls++;
    };
    finished(source, count);
    finished(sink, count);
    pipeline(source, sink, (err) => assert.ifError(err));
    await once(sink, 'close');
    await turn();
    assert.strictEqual(calls, 2);
  },

  async 'a timeout of a socket counts from the last byte'() {
    const { near, far } = await connection();
    const source = fs.createReadStream(makeFile(64 * MB));
    near.setTimeout(500);
    let received = 0;
    let chunks = 0;
    far.on('data', (chunk) => {
      received += chunk.length;
      if (received > 48 * MB) {
        far.pause();
      } else if (++chunks % 4 === 0) {
        // Slow enough for all of it to take longer than the timeout.
        far.pause();
        setTimeout(() => far.resume(), 3);
      }
    });
    const began = process.hrtime.bigint();
    source.pipe(near);
    await once(near, 'timeout');
    assert.ok(received > 48 * MB, `timed out after ${received} bytes`);
    assert.ok(process.hrtime.bigint() - began > 500_000_000n);
    near.destroy();
    far.destroy();
    source.destroy();
  },

  async 'many at once'() {
    const name = makeFile(2 * MB);
    await Promise.all(Array.from({ length: 60 }, async () => {
      const first = await connection();
      const second = await connection();
      const out = newName();
      const whole = pipelinePromise(second.far, fs.createWriteStream(out));
      await Promise.all([
        pipelinePromise(fs.createReadStream(name), first.near),
        pipelinePromise(first.far, second.near),
        whole,
      ]);
      assert.strictEqual(fs.statSync(out).size, 2 * MB);
      fs.unlinkSync(out);
      for (const socket of [first.near, first.far, second.near, second.far]) socket.destroy();
    }));
  },
};

(async () => {
  await tests['many at once']();
  await pause(50);
  const before = descriptors();
  for (const [name, run] of Object.entries(tests)) {
    const timer = setTimeout(() => {
      console.error(`'${name}' hangs`);
      process.exit(7);
    }, 30000);
    try {
      await run();
    } catch (err) {
      console.error(`'${name}'`);
      throw err;
    }
    clearTimeout(timer);
    for (const socket of sockets.splice(0)) socket.destroy();
  }
  await pause(50);
  const after = descriptors();
  assert.ok(after.length <= before.length, `${after}, before: ${before}`);
})();
