'use strict';
// Work that waited half a second for a thread is told of once, with what it waited behind.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const program = `
  const { pbkdf2, pbkdf2Sync } = require('node:crypto');
  const { gzip } = require('node:zlib');
  // Iterations that take half a second here; a busy machine may have made it look twice as long.
  const began = performance.now();
  pbkdf2Sync('secret', 'salt', 20_000, 32, 'sha512');
  const iterations = Math.ceil(20_000 * 500 / (performance.now() - began));
  for (let n = 0; n < 4; n++) pbkdf2('secret', 'salt', iterations, 32, 'sha512', () => {});
  gzip('text', () => {});
  gzip('text', () => {});
  process.on('warning', ({ code, name }) => console.log(name, code));
`;

function run(...flags) {
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', program], { env, encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
  return { stdout, stderr };
}

const { stdout, stderr } = run();
assert.strictEqual(stdout, 'ThreadpoolWarning WEIR_THREADPOOL_WAIT\n');
assert.match(stderr, /\[WEIR_THREADPOOL_WAIT\] ThreadpoolWarning: (?:pbkdf2|zlib) waited \d+ ms for a thread of the pool, behind \d pbkdf2\./);
assert.doesNotMatch(run('--disable-warning=WEIR_THREADPOOL_WAIT').stderr, /ThreadpoolWarning/);
