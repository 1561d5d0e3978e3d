// readFile takes whatever can be read: files that tell their size, those that tell none or a wrong one, folders, devices,
// pipes, and descriptors from where they stand.
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-readfile-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true }));

async function readAll(file) {
  const ways = [
    () => fs.readFileSync(file),
    () => Buffer.from(fs.readFileSync(file, 'utf8'), 'utf8'),
    () => Buffer.from(fs.readFileSync(file, { encoding: 'latin1' }), 'latin1'),
    () => fs.promises.readFile(file),
    () => new Promise((resolve, reject) => fs.readFile(file, (err, data) => (err ? reject(err) : resolve(data)))),
  ];
  const outcomes = [];
  for (const way of ways) outcomes.push(await (async () => way())().catch((err) => `${err.code} ${err.syscall}`));
  return outcomes;
}

(async () => {
  for (const size of [0, 1, 1040, 8192, 40_000, 1 << 20, (1 << 20) + 1]) {
    const file = path.join(dir, 'file');
    const bytes = Buffer.alloc(size, 'weir ');
    fs.writeFileSync(file, bytes);
    for (const read of await readAll(file)) assert(bytes.equals(read), `${size}`);
    const fd = fs.openSync(file);
    assert(bytes.equals(fs.readFileSync(fd)));
    assert.strictEqual(fs.readFileSync(fd).length, 0);
    fs.closeSync(fd);
  }
  for (const read of await readAll(dir)) assert.strictEqual(read, 'EISDIR read');
  for (const read of await readAll(path.join(dir, 'none'))) assert.strictEqual(read, 'ENOENT open');
  for (const read of await readAll('/dev/null')) assert.strictEqual(read.length, 0);
  if (process.platform === 'linux') {
    // Without a size, and with one that is too large.
    for (const read of await readAll('/proc/version')) assert.match(read.toString(), /^Linux version/);
    const huge = '/sys/kernel/mm/transparent_hugepage/enabled';
    if (fs.existsSync(huge)) for (const read of await readAll(huge)) assert.match(read.toString(), /never/);
    const self = 'process.stdout.write(require("fs").readFileSync("/dev/stdin", "utf8"))';
    const text = 'through a pipe '.repeat(2000);
    const file = path.join(dir, 'text');
    fs.writeFileSync(file, text);
    const shell = ['-c', 'cat "$1" | "$0" -e "$2"', process.execPath, file, self];
    assert.strictEqual(execFileSync('sh', shell).toString(), text);
  }
})();
