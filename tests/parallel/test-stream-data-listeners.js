'use strict';
// 'data' reaches its listeners as any event does, also where the stream hands it over without emit().
const assert = require('node:assert');
const { EventEmitter } = require('node:events');
const { Readable, PassThrough, Writable } = require('node:stream');

function source(options) {
  return new Readable({ read() {}, objectMode: true, ...options });
}

// An emit() of the stream's own is called.
{
  const stream = source();
  const events = [];
  stream.emit = function(...args) {
    events.push(args[0]);
    return EventEmitter.prototype.emit.apply(this, args);
  };
  const seen = [];
  stream.on('data', (chunk) => seen.push(chunk));
  stream.resume();
  setImmediate(() => {
    stream.push(1);
    stream.push(2);
    assert.deepStrictEqual(seen, [1, 2]);
    assert.strictEqual(events.filter((name) => name === 'data').length, 2);
  });
}

// `this` is the stream; the one argument is the chunk; listeners come and go.
{
  const stream = source();
  const seen = [];
  function first(...args) {
    assert.strictEqual(this, stream);
    assert.strictEqual(args.length, 1);
    seen.push(['first', args[0]]);
  }
  stream.on('data', first);
  stream.once('data', (chunk) => seen.push(['once', chunk]));
  setImmediate(() => {
    stream.push(1);
    stream.push(2);
    stream.off('data', first);
    assert.deepStrictEqual(seen, [['first', 1], ['once', 1], ['first', 2]]);
  });
}

// A promise that a listener returns is watched where that was asked for.
{
  const stream = source({ captureRejections: true });
  let caught;
  stream.on('data', async (chunk) => { throw new Error(`no ${chunk}`); });
  stream.on('error', (err) => { caught = err; });
  stream.push('chunk');
  process.on('exit', () => assert.strictEqual(caught.message, 'no chunk'));
}

// What a listener throws comes out of push(), and out of pipes at the destination.
{
  const stream = source();
  stream.on('data', () => { throw new Error('thrown'); });
  setImmediate(() => assert.throws(() => stream.push(1), /thrown/));
  let failed;
  const sink = new Writable({ objectMode: true, write() { throw new Error('not written'); } });
  sink.on('error', (err) => { failed = err; });
  const piped = source();
  piped.pipe(new PassThrough({ objectMode: true })).pipe(sink);
  piped.push(1);
  process.on('exit', () => assert.strictEqual(failed.message, 'not written'));
}
