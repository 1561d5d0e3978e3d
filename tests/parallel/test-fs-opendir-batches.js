// Shows that a Dir reads its directory in batches, holds one descriptor for each directory it is in, gives them back,
// and sees each entry once, in both ways of reading.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-opendir-'));
process.on('exit', () => fs.rmSync(root, { recursive: true }));
const expected = [];
for (const folder of ['a', 'a/b', 'c']) {
  fs.mkdirSync(path.join(root, folder));
  expected.push(folder);
}
for (let i = 0; i < 500; i++) {
  const name = `a/b/file-${i}-${'x'.repeat(100)}`;
  fs.writeFileSync(path.join(root, name), '');
  expected.push(name);
}
expected.sort();
const openFiles = () => fs.readdirSync('/proc/self/fd').length;
const nameOf = (entry) => path.relative(root, path.join(entry.parentPath, entry.name));

const before = openFiles();
const dir = fs.opendirSync(root, { recursive: true, bufferSize: 1 });
assert.strictEqual(openFiles(), before + 1);
const found = [];
for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) found.push(nameOf(entry));
assert.deepStrictEqual(found.sort(), expected);
assert.strictEqual(dir.readSync(), null);
dir.closeSync();
assert.strictEqual(openFiles(), before);
assert.throws(() => dir.readSync(), { code: 'ERR_DIR_CLOSED' });
assert.throws(() => fs.opendirSync(path.join(root, 'none')), { code: 'ENOENT', syscall: 'opendir' });

(async () => {
  const names = [];
  for await (const entry of await fs.promises.opendir(root, { recursive: true })) names.push(nameOf(entry));
  assert.deepStrictEqual(names.sort(), expected);

  // Left in the middle of a directory within: both descriptors go.
  const left = await fs.promises.opendir(root, { recursive: true, bufferSize: 1 });
  for await (const entry of left) {
    if (entry.name.startsWith('file-')) break;
  }
  await assert.rejects(left.close(), { code: 'ERR_DIR_CLOSED' });
  // The inner one is closed on the pool.
  while (openFiles() > before) await new Promise(setImmediate);
})();
