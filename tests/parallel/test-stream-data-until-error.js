'use strict';
// What a stream holds when it is destroyed with an error is still told of until the error is: 'data' comes up to 'error', never
// behind it.
const assert = require('node:assert');
const { Readable } = require('node:stream');
const { test } = require('node:test');

/** The events of a stream in their order. */
function events(options, prepare) {
  return new Promise((resolve) => {
    const log = [];
    const stream = new Readable(options);
    for (const event of ['error', 'end', 'close']) stream.on(event, () => log.push(event));
    prepare?.(stream, log);
    stream.on('data', (data) => log.push(`${data}`)).on('close', () => setImmediate(resolve, log));
  });
}

const failed = () => new Error('failed');

test('destroyed by its own read', async () => {
  const read = function() {
    this.push('a');
    this.push('b');
    this.destroy(failed());
  };
  assert.deepStrictEqual(await events({ read }), ['a', 'b', 'error', 'close']);
  assert.deepStrictEqual(await events({ read, objectMode: true }), ['a', 'b', 'error', 'close']);
});

test('destroyed by a listener', async () => {
  const log = await events({ read() {} }, (stream) => {
    stream.push('a');
    stream.push('b');
    stream.once('data', () => stream.destroy(failed()));
  });
  assert.deepStrictEqual(log, ['a', 'b', 'error', 'close']);
});

test('destroyed before anybody listens', async () => {
  const log = await events({ read() {} }, (stream) => {
    stream.push('a');
    stream.destroy(failed());
  });
  assert.deepStrictEqual(log, ['error', 'close']);
});
