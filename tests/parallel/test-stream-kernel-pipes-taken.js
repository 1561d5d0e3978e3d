'use strict';
// The kernel moves what is piped between files and sockets: the program makes few system calls for it, and sees the same
// counts as ever. With a listener for the data, an own `fs`, a replaced method or the flag it reads and writes as before.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');

if (process.argv[2] !== 'child') {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kernel-pipes-taken-'));
  const count = (...flags) => {
    const result = spawnSync(process.execPath, [...flags, __filename, 'child', dir], { encoding: 'utf8' });
    assert.strictEqual(result.stderr, '');
    return JSON.parse(result.stdout);
  };
  try {
    const calls = count();
    const without = count('--no-kernel-pipes');
    for (const shape of ['copy', 'send', 'collect', 'relay']) {
      assert.ok(calls[shape] * 2 < without[shape], `${shape}: ${calls[shape]} calls, ${without[shape]} without`);
    }
    // The pieces are as small as what fits into a unix socket.
    assert.ok(calls.output < without.output, `output: ${calls.output} calls, ${without.output} without`);
    for (const shape of ['listened', 'ownFs', 'replaced', 'subclass', 'encoding']) {
      assert.ok(calls[shape] > 2 * calls.copy, `${shape}: ${calls[shape]} calls, ${calls.copy} for a copy`);
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
  return;
}

const SIZE = 16 << 20;
const dir = process.argv[3];
const from = path.join(dir, 'from');
const to = path.join(dir, 'to');
fs.writeFileSync(from, Buffer.alloc(SIZE, 'weir'));

/** How many reads and writes this process has made. */
function calls() {
  const io = fs.readFileSync('/proc/self/io', 'latin1');
  return Number(/syscr: (\d+)/.exec(io)[1]) + Number(/syscw: (\d+)/.exec(io)[1]);
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
  const before = calls();
  await run();
  results[name] = calls() - before;
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

  // What the far end does with it counts as well, so it does little.
  await measure('send', async () => {
    const { near, far } = await connection();
    const received = pipeline(far, fs.createWriteStream(to));
    const source = fs.createReadStream(from);
    await pipeline(source, near);
    await received;
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
