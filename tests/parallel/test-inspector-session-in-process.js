'use strict';
// A session with the inspector of the own thread: evaluation, profiles, and answers that come later, such as a heap
// snapshot's, which keep the process alive until they are there.

const assert = require('node:assert');
const { Session, url } = require('node:inspector');
const promises = require('node:inspector/promises');

assert.strictEqual(url(), undefined);

const session = new Session();
assert.throws(() => session.post('Runtime.enable'), { code: 'ERR_INSPECTOR_NOT_CONNECTED' });
session.connect();
assert.throws(() => session.connect(), { code: 'ERR_INSPECTOR_ALREADY_CONNECTED' });

const answers = [];
session.post('Runtime.evaluate', { expression: '"é" + 1' }, (error, { result }) => answers.push(error, result.value));
session.post('No.such', (error) => answers.push(error.code));
assert.deepStrictEqual(answers, [null, 'é1', 'ERR_INSPECTOR_COMMAND']);

session.post('Profiler.enable');
session.post('Profiler.start');
session.post('Profiler.stop', (error, { profile }) => assert.ok(profile.nodes.length > 0));

let length = 0;
let answered = false;
session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => { length += params.chunk.length; });
session.post('HeapProfiler.takeHeapSnapshot', null, (error) => {
  assert.ifError(error);
  assert.ok(length > 100_000);
  answered = true;
  session.disconnect();
  session.disconnect();
});
process.on('exit', () => assert.ok(answered));

const other = new promises.Session();
other.connect();
other.post('Runtime.evaluate', { expression: '2 + 2' }).then(({ result }) => {
  assert.strictEqual(result.value, 4);
  other.disconnect();
});
