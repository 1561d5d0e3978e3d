// Reports of a process that ends: by an exception, by a heap without room, and not at all when it cannot be written.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-report-'));

function run(flags, source) {
  const child = spawnSync(process.execPath, [...flags, '-e', source], { cwd: folder, encoding: 'utf8' });
  const reports = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));
  const documents = reports.map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
  for (const name of reports) fs.unlinkSync(path.join(folder, name));
  return { child, documents };
}

try {
  // The program's own getters do not keep a report from being written.
  const hostile = 'const error = new Error("first"); Object.defineProperty(error, "bad", {' +
    ' enumerable: true, get() { throw new Error("second"); } }); throw error;';
  const thrown = run(['--report-uncaught-exception'], hostile);
  assert.strictEqual(thrown.child.status, 1);
  assert.strictEqual(thrown.documents.length, 1);
  assert.strictEqual(thrown.documents[0].header.trigger, 'Exception');
  assert.strictEqual(thrown.documents[0].javascriptStack.message, 'Error: first');
  assert.match(thrown.child.stderr, /Writing Node\.js report to file: report\.[^]*Error: first/);

  // Settings that the program makes hold when the heap has no room.
  const full = run(['--max-heap-size=30'], `
    process.report.reportOnFatalError = true;
    process.report.excludeEnv = true;
    process.report.filename = 'full.json';
    const all = [];
    for (;;) all.push({ number: all.length });
  `);
  assert.strictEqual(full.child.signal, 'SIGABRT');
  assert.match(full.child.stderr, /FATAL ERROR: .*JavaScript heap out of memory/);
  const [document] = full.documents;
  assert.strictEqual(document.header.filename, 'full.json');
  assert.strictEqual(document.header.trigger, 'OOMError');
  assert.strictEqual(document.javascriptHeap.memoryLimit, 30 << 20);
  assert.ok(document.javascriptHeap.usedMemory > 20 << 20);
  assert.ok(document.nativeStack.length > 3);
  assert.strictEqual(document.environmentVariables, undefined);

  const nowhere = run(['--report-dir=/nonexistent'], 'process.report.writeReport(); console.log("goes on")');
  assert.match(nowhere.child.stderr, /Failed to open Node\.js report file: report\..* directory: \/nonexistent \(errno: 2\)/);
  assert.strictEqual(nowhere.child.stdout, 'goes on\n');
} finally {
  fs.rmSync(folder, { recursive: true });
}
