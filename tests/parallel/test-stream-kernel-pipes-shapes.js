'use strict';
// Pipes between files and sockets with interference in the middle: whether the kernel moves the bytes or JavaScript does
// makes no difference. WEIR_TEST_REFERENCE names another runtime to compare with as well, WEIR_TEST_SEED other shapes.

const assert = require('node:assert');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const script = path.join(__dirname, '../fixtures/kernel-pipes/shapes.js');
const seed = process.env.WEIR_TEST_SEED ?? '1';
const reference = process.env.WEIR_TEST_REFERENCE;

async function run(file, flags) {
  const { stdout } = await promisify(execFile)(file, [...flags, script, seed, '50'], { maxBuffer: 64 << 20 });
  return stdout.split('\n');
}

(async () => {
  const [taken, ...others] = await Promise.all([
    run(process.execPath, []),
    run(process.execPath, ['--no-kernel-pipes']),
    ...(reference === undefined ? [] : [run(reference, [])]),
  ]);
  assert.strictEqual(taken.length, 51);
  for (const other of others) assert.deepStrictEqual(taken, other);
})();
