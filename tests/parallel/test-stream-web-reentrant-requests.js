'use strict';
// Nothing of a Node stream runs inside the calls of the web stream that it is joined to: an error thrown there is an
// uncaught exception of the program, and the web stream's own state stays whole.
const assert = require('node:assert');
const { Readable, Writable } = require('node:stream');

let caught = 0;
process.on('uncaughtException', (err) => {
  assert.strictEqual(err.message, 'from a listener');
  caught++;
});

{
  const written = [];
  const writable = Writable.fromWeb(new WritableStream({ write(chunk) { written.push(String(chunk)); } }));
  writable.write('a', () => { throw new Error('from a listener'); });
  writable.write('b');
  writable.end();
  process.on('exit', () => assert.deepStrictEqual(written, ['a', 'b']));
}
{
  let controller;
  const readable = Readable.fromWeb(new ReadableStream({ start(c) { controller = c; } }));
  const got = [];
  readable.on('data', (chunk) => got.push(String(chunk)));
  setImmediate(() => {
    controller.enqueue(Buffer.from('x'));
    assert.deepStrictEqual(got, []);
    controller.enqueue(Buffer.from('y'));
    controller.close();
  });
  process.on('exit', () => assert.deepStrictEqual(got, ['x', 'y']));
}
process.on('exit', () => assert.strictEqual(caught, 1));
