// Profiles and heap snapshots: what is asked for comes, whole, and where it belongs.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');
const { PerformanceObserver } = require('node:perf_hooks');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-profiles-'));

class Marked {
  constructor() {
    this.number = 123456;
  }
}

function names(text) {
  return JSON.parse(text).strings;
}

try {
  globalThis.kept = new Marked();
  // The usual snapshot, as a file and as a stream, and one with more in it.
  const file = v8.writeHeapSnapshot(path.join(folder, 'usual.heapsnapshot'));
  assert.ok(names(fs.readFileSync(file, 'utf8')).includes('Marked'));
  assert.strictEqual(fs.statSync(file).mode & 0o777, 0o600);
  assert.ok(names(v8.getHeapSnapshot().read().toString()).includes('Marked'));
  const more = fs.readFileSync(v8.writeHeapSnapshot(path.join(folder, 'more'), { exposeNumericValues: true }), 'utf8');
  assert.ok(names(more).includes('123456'));
  assert.strictEqual(v8.getHeapSnapshot().destroy().read(), null);

  // Profiles by the program itself, two at a time.
  const one = v8.startCpuProfile();
  const two = v8.startCpuProfile();
  assert.ok(Array.isArray(JSON.parse(one.stop()).nodes));
  assert.ok(Array.isArray(JSON.parse(two.stop()).nodes));
  assert.strictEqual(two.stop(), undefined);

  // Of a whole program: the folder is where it began, however it ends.
  fs.writeFileSync(path.join(folder, 'program.js'), `
    process.chdir('/');
    if (process.argv[2]) throw new Error('ends');
  `);
  for (const [flags, extension, code] of [
    [['--cpu-prof'], '.cpuprofile', 0],
    [['--heap-prof', '--heap-prof-dir=heap'], '.heapprofile', 1],
  ]) {
    const program = [...flags, 'program.js', ...(code ? ['throw'] : [])];
    const { status } = spawnSync(process.execPath, program, { cwd: folder });
    assert.strictEqual(status, code);
    const place = code ? path.join(folder, 'heap') : folder;
    const profiles = fs.readdirSync(place).filter((name) => name.endsWith(extension));
    assert.strictEqual(profiles.length, 1);
    assert.match(profiles[0], /^(CPU|Heap)\.\d{8}\.\d{6}\.\d+\.0\.001\./);
    JSON.parse(fs.readFileSync(path.join(place, profiles[0]), 'utf8'));
  }

  // Before the heap is full: as many snapshots as asked for, and then the end.
  fs.writeFileSync(path.join(folder, 'full.js'), 'const all = []; for (;;) all.push(new Array(1000).fill(all.length));');
  const limits = ['--max-old-space-size=30', '--heapsnapshot-near-heap-limit=2', '--diagnostic-dir', folder];
  const full = spawnSync(process.execPath, [...limits, path.join(folder, 'full.js')]);
  assert.notStrictEqual(full.status, 0);
  const written = fs.readdirSync(folder).filter((name) => /^Heap\..*\.heapsnapshot$/.test(name));
  assert.strictEqual(written.length, 2);
  for (const name of written) assert.ok(full.stderr.includes(`Wrote snapshot to ${path.join(folder, name)}`));

  // Collections, while somebody asks for them.
  v8.setFlagsFromString('--expose-gc');
  const gc = require('node:vm').runInNewContext('gc');
  const profiler = new v8.GCProfiler();
  assert.strictEqual(profiler.stop(), undefined);
  profiler.start();
  gc();
  const { statistics } = profiler.stop();
  assert.ok(statistics.some(({ gcType, cost, beforeGC, afterGC }) => gcType === 'MarkSweepCompact' && cost > 0 &&
    beforeGC.heapStatistics.usedHeapSize > 0 && afterGC.heapSpaceStatistics.length > 3));

  let told = 0;
  const observer = new PerformanceObserver((list) => {
    const [entry] = list.getEntries();
    assert.deepStrictEqual(Object.keys(entry.detail), ['kind', 'flags']);
    assert.ok(entry.duration > 0 && entry.startTime > 0 && entry.startTime < performance.now());
    told++;
    observer.disconnect();
    gc();
    setTimeout(() => assert.strictEqual(told, 1), 20);
  });
  observer.observe({ type: 'gc' });
  gc();
  setTimeout(() => assert.strictEqual(told, 1), 100);
} finally {
  fs.rmSync(folder, { recursive: true });
}
