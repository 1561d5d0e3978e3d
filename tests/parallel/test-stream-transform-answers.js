'use strict';
// Which write a transform's answer is for: the stream's own writes come one at a time, a subclass may make several at once.
const assert = require('node:assert');
const { Transform, Writable } = require('node:stream');

// A subclass that hands all it has to _write() at once; the transforms end in the wrong order.
{
  class Batch extends Transform {
    _transform(chunk, encoding, callback) {
      setTimeout(callback, 30 - chunk.length * 10, null, `<${chunk}>`);
    }

    _writev(chunks, callback) {
      let left = chunks.length;
      for (const { chunk, encoding } of chunks) {
        this._write(chunk, encoding, (err) => {
          assert.ok(!err);
          if (--left === 0) callback();
        });
      }
    }
  }
  const stream = new Batch();
  let text = '';
  stream.on('data', (chunk) => { text += chunk; });
  stream.cork();
  stream.write('a');
  stream.write('bb');
  stream.end();
  process.on('exit', () => assert.strictEqual(text, '<bb><a>'));
}

// A second answer for one chunk is an error.
{
  const stream = new Transform({
    transform(chunk, encoding, callback) {
      callback(null, chunk);
      callback(null, chunk);
    },
  });
  let code;
  stream.on('error', (err) => { code = err.code; });
  stream.write('once');
  process.on('exit', () => assert.strictEqual(code, 'ERR_MULTIPLE_CALLBACK'));
}

// The input waits while the output is full, and goes on chunk by chunk.
{
  const stream = new Transform({
    objectMode: true, highWaterMark: 2, transform(chunk, encoding, callback) { callback(null, chunk); },
  });
  let answered = 0;
  for (let n = 0; n < 6; n++) stream.write(n, () => answered++);
  setImmediate(() => {
    assert.strictEqual(answered, 1);
    assert.strictEqual(stream.readableLength, 2);
    const seen = [];
    stream.pipe(new Writable({ objectMode: true, write(chunk, encoding, done) { seen.push(chunk); setImmediate(done); } }));
    stream.end();
    process.on('exit', () => {
      assert.deepStrictEqual(seen, [0, 1, 2, 3, 4, 5]);
      assert.strictEqual(answered, 6);
    });
  });
}

// An answer that is an error ends it, also one that comes later.
{
  const stream = new Transform({
    transform(chunk, encoding, callback) { setImmediate(callback, new Error(`no ${chunk}`)); },
  });
  let message;
  stream.on('error', (err) => { message = err.message; });
  stream.write('chunk');
  process.on('exit', () => assert.strictEqual(message, 'no chunk'));
}
