'use strict';
// observe.syncCalls() counts calls that block the loop, by module, apart from those before the loop ran, and tells where
// they were made when asked to.

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const { pbkdf2Sync } = require('node:crypto');
const fs = require('node:fs');
const { deflateSync } = require('node:zlib');
const { syncCalls, traceSyncCalls } = require('weir:observe');

function added(area, call) {
  const before = syncCalls()[area];
  call();
  const after = syncCalls()[area];
  assert.ok(after.totalMs > before.totalMs && after.longestMs > 0);
  return [after.callCount - before.callCount, after.lateCallCount - before.lateCallCount];
}

const calls = [
  ['fs', () => fs.statSync(__filename)],
  ['fs', () => fs.existsSync(__filename)],
  ['fs', () => fs.readFileSync(__filename)],
  ['fs', () => fs.readFileSync(__filename, 'utf8')],
  ['fs', () => fs.accessSync(__filename)],
  ['fs', () => assert.throws(() => fs.readdirSync(__filename), { code: 'ENOTDIR' })],
  ['zlib', () => deflateSync('text')],
  ['crypto', () => pbkdf2Sync('secret', 'salt', 10, 32, 'sha512')],
  ['childProcess', () => execFileSync('true')],
];
for (const [area, call] of calls) assert.deepStrictEqual(added(area, call), [1, 0], area);
assert.deepStrictEqual(syncCalls().sites, []);

function here() {
  return fs.statSync(__filename);
}

setImmediate(() => {
  for (const [area, call] of calls) assert.deepStrictEqual(added(area, call), [1, 1], area);

  traceSyncCalls(2);
  for (let n = 0; n < 10; n++) here();
  traceSyncCalls(0);
  for (let n = 0; n < 10; n++) here();
  const { sites } = syncCalls();
  assert.strictEqual(sites.length, 1);
  assert.match(sites[0].at, /^here \(.*test-observe-sync-calls\.js:\d+:\d+\)$/);
  assert.strictEqual(sites[0].sampledCallCount, 5);
  assert.ok(sites[0].totalMs > 0);
  assert.throws(() => traceSyncCalls(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => traceSyncCalls('1'), { code: 'ERR_INVALID_ARG_TYPE' });
});

// --trace-sync-io tells of late calls alone, with the program's frame.
const program = `
  function late() { require('zlib').gzipSync('text'); require('child_process').spawnSync('true'); require('fs').existsSync('/'); }
  require('fs').existsSync('/');
  setImmediate(late);
`;
const { stderr } = spawnSync(process.execPath, ['--trace-sync-io', '-e', program], { encoding: 'utf8' });
assert.strictEqual(stderr.match(/^\(node:\d+\) WARNING: Detected use of sync API$/gm)?.length, 3, stderr);
assert.strictEqual(stderr.match(/^ {4}at (?:Immediate\.)?late \(/gm)?.length, 3, stderr);
