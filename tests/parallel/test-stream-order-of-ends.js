'use strict';
// In which order a stream tells that it is over, and whom it takes along: as in Node, which the fuzzed stream programs
// (fuzz/programs/streams.js) are compared with.
const assert = require('assert');
const { once } = require('events');
const test = require('node:test');
const { Duplex, PassThrough, Readable, Writable, compose, duplexPair, finished, pipeline } = require('stream');
const turn = () => new Promise(setImmediate);

function logged(stream, log, name = '') {
  for (const event of ['prefinish', 'finish', 'end', 'error', 'close']) {
    stream.on(event, (err) => log.push(name + event + (err ? ` ${err.message}` : '')));
  }
  return stream;
}

test("'finish' comes in a tick of its own, whoever answers the last write", async () => {
  const log = [];
  let answer;
  const writable = logged(new Writable({ write(chunk, encoding, callback) { answer = callback; } }), log);
  writable.write('a', () => log.push('written'));
  writable.end();
  answer();
  log.push('answered');
  await turn();
  assert.deepStrictEqual(log, ['written', 'prefinish', 'answered', 'finish', 'close']);
});

test('what fails after _final() has answered does not take back that all was written', async () => {
  const log = [];
  const through = logged(new PassThrough(), log);
  through.end();
  through.write('late');
  await turn();
  assert.deepStrictEqual(log, ['prefinish', 'finish', 'error write after end', 'close']);
});

test('a callback in the place of an encoding leaves null there', () => {
  const seen = [];
  const writable = new Writable({ objectMode: true, write(chunk, encoding, callback) { seen.push(encoding); callback(); } });
  writable.write({}, () => {});
  writable.end({}, () => {});
  assert.deepStrictEqual(seen, [null, null]);
});

test('an end of a pair that is destroyed ends the other, and destroys it where there was a reason', async () => {
  const log = [];
  let [one, other] = duplexPair();
  logged(other, log).resume();
  one.write('x');
  one.destroy();
  await turn();
  assert.deepStrictEqual([log.splice(0), other.destroyed], [['end'], false]);
  [one, other] = duplexPair();
  logged(other, log);
  one.on('error', () => {});
  one.destroy(new Error('given'));
  await turn();
  assert.deepStrictEqual(log, ['close']);
});

test('a pipeline into what is gone is refused at once', () => {
  const gone = new PassThrough();
  gone.destroy();
  for (const row of [[Readable.from(['a']), gone], [Readable.from(['a']), gone, new PassThrough()]]) {
    assert.throws(() => pipeline(...row, () => assert.fail('called')), { code: 'ERR_STREAM_UNABLE_TO_PIPE' });
  }
});

test('finished() tells what was the case when it was asked', async () => {
  const log = [];
  const writable = new Writable({ autoDestroy: false, write(chunk, encoding, callback) { callback(); } });
  writable.end();
  await turn();
  finished(writable, (err) => log.push(err));
  writable.write('late');
  await turn();
  assert.deepStrictEqual(log, [undefined]);
});

test('a Duplex that was iterated to its end lives on while it can be written to', async () => {
  for (const ended of [false, true]) {
    const log = [];
    const duplex = logged(new Duplex({ read() { this.push(null); }, write() {} }), log);
    if (ended) duplex.end('never taken');
    for await (const chunk of duplex) log.push(chunk);
    await turn();
    assert.deepStrictEqual([log, duplex.destroyed], ended ? [['end', 'close'], true] : [['end'], false]);
  }
});

test('composed streams keep the chunks of the last one apart', async () => {
  const chunks = [];
  const composed = compose(Readable.from(['one', 'two']), new PassThrough());
  await turn();
  composed.on('data', (chunk) => chunks.push(String(chunk)));
  await once(composed, 'end');
  assert.deepStrictEqual(chunks, ['one', 'two']);
});

// Node counts letters, and gives undefined for those above one.
test('text in object mode counts as one object, whatever its length', async () => {
  const through = new PassThrough({ objectMode: true });
  through.write(Buffer.from('61'));
  through.setEncoding('utf8');
  through.end();
  assert.deepStrictEqual(await through.toArray(), ['61']);
});
