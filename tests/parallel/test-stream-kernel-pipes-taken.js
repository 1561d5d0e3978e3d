'use strict';
// The kernel moves what is piped between files and sockets: the program reads and writes little itself, and sees the same
// counts as ever. With a listener for the data, an own `fs`, a replaced method or the flag it reads and writes as before.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');

const SIZE = 16 << 20;

if (process.argv[2] !== 'child') {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kernel-pipes-taken-'));
  const count = (...flags) => {
    const result = spawnSync(process.execPath, [...flags, __filename, 'child', dir], { encoding: 'utf8' });
    assert.strictEqual(result.stderr, '');
    return JSON.parse(result.stdout);
  };
  try {
    const taken = count();
    const without = count('--no-kernel-pipes');
    assert.ok(taken.copy.calls * 2 < without.copy.calls, JSON.stringify({ taken, without }));
    // What goes to a socket counts as written when sendfile moves it, not when a message is sent.
    assert.ok(taken.send.written >= SIZE && without.send.written < SIZE, JSON.stringify({ taken, without }));
    for (const shape of ['collect', 'relay', 'output']) {
      assert.ok(taken[shape].written * 1.5 < without[shape].written, JSON.stringify({ shape, taken, without }));
    }
    for (const shape of ['listened', 'ownFs', 'replaced', 'subclass', 'encoding']) {
      assert.ok(taken[shape].calls > 2 * taken.copy.calls, JSON.stringify({ shape, taken }));
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
  return;
}

const dir = process.argv[3];
const from = path.join(dir, 'from');
const to = path.join(dir, 'to');
fs.writeFileSync(from, Buffer.alloc(SIZE, 'weir'));

/** How many reads and writes this process has made, and how many bytes it has written. (What is spliced counts as neither.) */
function usage() {
  const io = fs.readFileSync('/proc/self/io', 'latin1');
  const value = (name) => Number(new RegExp(`${name}: (\\d+)`).exec(io)[1]);
  return { calls: value('syscr') + value('syscw'), written: value('wchar') };
}

function connection() {
  return new Promise((resolve) => {
    const server = net.createServer((far) => {
      server.close();
      resolve({ near, far });
    });
    let near;
    server.listen(0, '127.0.0.1', () => {
      near = net.connect(server.address().port, '127.0.0.1');
    });
  });
}

const results = {};

async function measure(name, run) {
  const before = usage();
  await run();
  const after = usage();
  results[name] = { calls: after.calls - before.calls, written: after.written - before.written };
  assert.strictEqual(fs.statSync(to).size, SIZE);
}

async function copy(prepare = () => {}, options = {}, Source = fs.ReadStream) {
  const source = new Source(from, options);
  const sink = fs.createWriteStream(to);
  const done = pipeline(source, sink);
  prepare(source, sink);
  await done;
  assert.strictEqual(source.bytesRead, SIZE);
  assert.strictEqual(sink.bytesWritten, SIZE);
}

(async () => {
  await copy();
  await measure('copy', copy);
  await measure('listened', () => copy((source) => source.on('data', () => {})));
  await measure('ownFs', () => copy(undefined, { fs: { ...fs } }));
  await measure('replaced', () => copy((source, sink) => { sink.write = sink.write.bind(sink); }));
  await measure('encoding', () => copy((source) => source.setEncoding('latin1')));
  await measure('subclass', () => copy(undefined, {}, class extends fs.ReadStream {
    _read(size) { return super._read(size); }
  }));

  await measure('send', async () => {
    const { near, far } = await connection();
    far.resume();
    const source = fs.createReadStream(from);
    await Promise.all([pipeline(source, near), once(far, 'end')]);
    assert.strictEqual(near.bytesWritten, SIZE);
    assert.strictEqual(source.bytesRead, SIZE);
    assert.strictEqual(far.bytesRead, SIZE);
  });
  await measure('collect', async () => {
    const { near, far } = await connection();
    const sink = fs.createWriteStream(to);
    near.end(Buffer.alloc(SIZE, 'weir'));
    await pipeline(far, sink);
    assert.strictEqual(sink.bytesWritten, SIZE);
  });
  await measure('relay', async () => {
    const first = await connection();
    const second = await connection();
    const received = pipeline(second.far, fs.createWriteStream(to));
    first.near.end(Buffer.alloc(SIZE, 'weir'));
    await pipeline(first.far, second.near);
    await received;
    assert.strictEqual(first.far.bytesRead, SIZE);
    assert.strictEqual(second.near.bytesWritten, SIZE);
  });
  // A child's output: a unix socket on this side.
  await measure('output', async () => {
    const child = require('node:child_process').spawn('cat', [from], { stdio: ['ignore', 'pipe', 'inherit'] });
    await pipeline(child.stdout, fs.createWriteStream(to));
  });
  console.log(JSON.stringify(results));
})();
