'use strict';
// A stream that is closed or destroyed while a job works on its data ends in peace: the job's memory stays until it is
// done, nothing is told that comes too late, and the process goes on.

const assert = require('node:assert');
const zlib = require('node:zlib');

const data = Buffer.alloc(2 ** 20, 'some text that repeats ');
let closed = 0;
let wanted = 0;

for (const create of [zlib.createGzip, zlib.createBrotliCompress, zlib.createZstdCompress]) {
  for (const end of ['close', 'destroy']) {
    const stream = create();
    stream.on('data', () => assert.fail('no data after the end'));
    stream.on('error', assert.ifError);
    stream.on('close', () => closed++);
    // A copy that nobody holds but the job.
    stream.write(Buffer.from(data));
    stream[end]();
    assert.strictEqual(stream._handle, null);
    wanted++;
  }
}
// The input is gone as far as the program goes.
const transferred = zlib.createGzip();
const memory = new Uint8Array(2 ** 20).fill(65);
transferred.on('error', assert.ifError).on('close', () => closed++);
transferred.write(memory);
structuredClone(memory.buffer, { transfer: [memory.buffer] });
transferred.end();
transferred.resume();
wanted++;

// An output that is its own input.
const own = zlib.createDeflate();
own.on('close', () => closed++).resume();
own.end(own._outBuffer);
wanted++;

process.on('exit', () => assert.strictEqual(closed, wanted));
