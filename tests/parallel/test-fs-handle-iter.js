// Flags: --experimental-stream-iter
'use strict';
// A FileHandle as source and sink of node:stream/iter, in the corners: writes that overlap, errors of the file, what a
// small piece keeps alive, and a handle closed while its writer is at work.
const assert = require('node:assert');
const fs = require('node:fs');
const { open } = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-handle-iter-'));
const file = path.join(folder, 'file');

async function overlappingWritesKeepTheirOrder() {
  const handle = await open(file, 'w');
  const writer = handle.writer();
  const parts = Array.from({ length: 50 }, (_, i) => `${i},`.repeat(i + 1));
  const written = parts.map((part, i) => (i % 2 ? writer.write(part) : writer.writev([part.slice(0, 3), part.slice(3)])));
  const total = await writer.end();
  await Promise.all(written);
  await handle.close();
  assert.strictEqual(fs.readFileSync(file, 'utf8'), parts.join(''));
  assert.strictEqual(total, parts.join('').length);
}

async function anErrorEndsTheWriter() {
  const handle = await open(file, 'r');
  const writer = handle.writer();
  assert.strictEqual(writer.writeSync('x'), false);
  const first = writer.write('a');
  const second = writer.write('b');
  await assert.rejects(first, { code: 'EBADF', syscall: 'write' });
  await assert.rejects(second, { code: 'EBADF' });
  await assert.rejects(writer.end(), { code: 'EBADF' });
  assert.strictEqual(writer.endSync(), -1);
  // The lock is free again.
  for await (const batch of handle.pull()) assert.ok(batch.length > 0);
  await handle.close();
}

async function aSmallPieceKeepsNoRoom() {
  fs.writeFileSync(file, 'small');
  const handle = await open(file, 'r');
  for await (const [piece] of handle.pull({ chunkSize: 1 << 20 })) {
    assert.strictEqual(piece.toString(), 'small');
    assert.ok(piece.buffer.byteLength <= 64 * 1024, `${piece.buffer.byteLength}`);
  }
  await handle.close();
}

async function closeWaitsForTheWriteThatRuns() {
  const handle = await open(file, 'w');
  const writer = handle.writer();
  const data = Buffer.alloc(4 << 20, 'z');
  const written = writer.write(data);
  await Promise.resolve();
  const closed = handle.close();
  await written;
  await closed;
  assert.strictEqual(fs.statSync(file).size, data.length);
  await assert.rejects(writer.write('more'), { code: 'EBADF' });
}

async function failDuringAWriteWaitsToClose() {
  const handle = await open(file, 'w');
  const writer = handle.writer({ autoClose: true });
  const written = writer.write(Buffer.alloc(4 << 20));
  await Promise.resolve();
  writer.fail(new Error('enough'));
  await written;
  await assert.rejects(handle.stat(), { code: 'EBADF' });
  await assert.rejects(writer.write('x'), { message: 'enough' });
}

async function withoutTheOptionThereIsNothing() {
  const { spawnSync } = require('node:child_process');
  const script = `require('fs/promises').open(process.execPath).then(async (handle) => {
    console.log('pull' in handle, 'writer' in handle);
    await handle.close();
  })`;
  assert.strictEqual(spawnSync(process.execPath, ['-e', script]).stdout.toString(), 'false false\n');
}

(async () => {
  try {
    await overlappingWritesKeepTheirOrder();
    await anErrorEndsTheWriter();
    await aSmallPieceKeepsNoRoom();
    await closeWaitsForTheWriteThatRuns();
    await failDuringAWriteWaitsToClose();
    await withoutTheOptionThereIsNothing();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
})();
