// Shows that a recursive watch follows the tree as it changes: folders that appear are watched with all that is in them,
// folders that move are told under their new name alone, ignored ones are left out, and closing ends it at once.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-watch-tree-'));
const at = (name) => path.join(root, name);
process.on('exit', () => fs.rmSync(root, { recursive: true }));
fs.mkdirSync(at('a/b'), { recursive: true });
fs.mkdirSync(at('skipped'));
fs.symlinkSync('a', at('link'));

const seen = [];
// Each step makes changes and names the event that shows that all of them have been told.
const steps = [
  [() => fs.writeFileSync(at('a/b/deep'), 'x'), 'change a/b/deep', ['rename a/b/deep']],
  [() => {
    fs.mkdirSync(at('new/inner'), { recursive: true });
    fs.writeFileSync(at('new/inner/file'), 'x');
  }, 'rename new/inner/file', ['rename new', 'rename new/inner']],
  [() => fs.appendFileSync(at('new/inner/file'), 'y'), 'change new/inner/file', []],
  [() => fs.renameSync(at('new'), at('moved')), 'rename moved/inner/file', ['rename new', 'rename moved']],
  [() => fs.appendFileSync(at('moved/inner/file'), 'z'), 'change moved/inner/file', []],
  [() => {
    fs.writeFileSync(at('skipped/file'), 'x');
    fs.rmSync(at('a'), { recursive: true });
  }, 'rename a', ['rename a/b/deep', 'rename a/b']],
  [() => {
    fs.mkdirSync(at('a'));
    fs.writeFileSync(at('a/again'), 'x');
  }, 'rename a/again', ['rename a']],
];

let waited;
function next() {
  const step = steps.shift();
  if (step === undefined) {
    watcher.close();
    fs.writeFileSync(at('late'), 'x');
    return;
  }
  seen.length = 0;
  waited = step;
  step[0]();
}

const watcher = fs.watch(root, { recursive: true, ignore: 'skipped' }, (type, name) => {
  assert.ok(!name.startsWith('skipped') && !name.startsWith('link/') && name !== 'late', name);
  seen.push(`${type} ${name}`);
  if (seen.at(-1) !== waited[1]) return;
  for (const expected of waited[2]) assert.ok(seen.includes(expected), `${expected} in ${seen}`);
  assert.ok(!seen.some((event) => event === 'change new/inner/file') || waited[1] === 'change new/inner/file');
  waited = [];
  setImmediate(next);
});
let closed = 0;
watcher.on('close', () => closed++);
process.on('exit', () => {
  assert.strictEqual(closed, 1);
  assert.strictEqual(steps.length, 0);
});
next();

assert.throws(() => fs.watch(at('missing')), {
  code: 'ENOENT', syscall: 'watch', path: at('missing'), filename: at('missing'),
});
assert.throws(() => fs.watch(at('missing'), { recursive: true }), { code: 'ENOENT', filename: at('missing') });
