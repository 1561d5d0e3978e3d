// Flags: --expose-gc
'use strict';
// Slices of a few bytes that keep the memory of reads, of the Buffer pool and of ArrayBuffers are reported until they are
// dropped.

const assert = require('node:assert');
const net = require('node:net');
const observe = require('weir:observe');

const SLAB = 64 << 10;
let kept = [];

function ofKind(kind) {
  return observe.pinned().byKind[kind];
}

function pooled() {
  const slices = [];
  for (let i = 0; i < 10; i++) {
    slices.push(Buffer.allocUnsafe(16));
    // The rest of the pool.
    for (let used = 16; used < Buffer.poolSize; used += 16 << 10) Buffer.allocUnsafe(16 << 10);
  }
  const { bufferCount, heldBytes, viewCount, shownBytes } = ofKind('pool');
  assert.ok(bufferCount >= 9 && bufferCount <= 12, `${bufferCount} pools`);
  assert.strictEqual(heldBytes, bufferCount * Buffer.poolSize);
  assert.ok(viewCount >= 9 && shownBytes >= 9 * 16);
  return slices.length;
}

// With tracing, it is told where sampled slices are made.
function traced() {
  const memory = Buffer.alloc(1 << 20);
  function cutHere() { return memory.subarray(0, 10); }
  assert.deepStrictEqual(observe.pinned().origins, []);
  observe.tracePinned(2);
  const slices = [];
  for (let i = 0; i < 10; i++) slices.push(cutHere());
  observe.tracePinned(0);
  slices.push(cutHere());
  const { origins } = observe.pinned({ maxShownRatio: 1 });
  const [first] = origins.filter(({ at }) => at.startsWith('cutHere'));
  assert.match(first.at, /^cutHere \(.*test-observe-pinned\.js:\d+:\d+\)$/);
  assert.strictEqual(first.sampledViewCount, 5);
  assert.strictEqual(first.heldBytes, 1 << 20);
  return slices.length;
}

function others() {
  const before = ofKind('other');
  const large = new ArrayBuffer(1 << 20);
  const views = [new Uint8Array(large, 0, 100), new DataView(large, 50, 100), new Float64Array(large, 1 << 19, 2)];
  // Twice the same bytes are shown once; what is mostly shown is not pinned, nor what is small.
  const whole = new Uint8Array(new ArrayBuffer(1 << 20), 0, 600_000);
  const small = new Uint8Array(new ArrayBuffer(1000), 0, 1);
  const report = observe.pinned();
  const after = report.byKind.other;
  assert.strictEqual(after.bufferCount - before.bufferCount, 1);
  assert.strictEqual(after.heldBytes - before.heldBytes, 1 << 20);
  assert.strictEqual(after.viewCount - before.viewCount, 3);
  assert.strictEqual(after.shownBytes - before.shownBytes, 150 + 16);
  assert.deepStrictEqual(report.buffers[0], { kind: 'other', heldBytes: 1 << 20, viewCount: 3, shownBytes: 166 });
  assert.strictEqual(observe.pinned({ limit: 0 }).buffers.length, 0);
  assert.ok(observe.pinned({ maxShownRatio: 1 }).heldBytes >= after.heldBytes + (1 << 20));
  assert.ok(observe.pinned({ minHeldBytes: 500 }).byKind.other.bufferCount > after.bufferCount);
  return [views.length, whole.length, small.length];
}

const server = net.createServer((socket) => {
  let received = 0;
  socket.on('data', (data) => {
    kept.push(data.subarray(0, 10));
    received += data.length;
    // Each piece is asked for, so that no two of them are read as one.
    if (received % SLAB === 0) socket.write('.');
  });
  socket.on('end', () => {
    server.close();
    setImmediate(check);
  });
});

async function check() {
  traced();
  pooled();
  others();
  const { bufferCount, heldBytes, viewCount, shownBytes } = ofKind('slab');
  assert.ok(kept.length >= 100);
  // All that was read, but for what is being filled. A reader that is kept busy gets longer slabs.
  assert.ok(heldBytes >= 95 * SLAB && heldBytes <= 110 * SLAB, `${heldBytes} bytes in ${bufferCount} slabs`);
  assert.ok(viewCount >= bufferCount && shownBytes >= bufferCount * 10 && shownBytes < bufferCount * 200);
  assert.ok(observe.slabs().heldCount >= bufferCount);

  kept = [];
  gc();
  await new Promise(setImmediate);
  gc();
  const left = observe.pinned();
  assert.ok(left.byKind.slab.bufferCount < 5, `${left.byKind.slab.bufferCount} slabs are left`);
  assert.ok(left.slabs.heldCount < 5, `${left.slabs.heldCount} slabs are held`);
  assert.ok(left.byKind.pool.bufferCount < 3);
  assert.strictEqual(globalThis.__weirObserved, undefined);
}

server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let sent = 0;
  const next = () => {
    if (sent++ === 100) client.end();
    else client.write(Buffer.alloc(SLAB, 1));
  };
  client.on('data', next);
  next();
});
