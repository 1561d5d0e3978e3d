// Shows events.on: queued events come before an error, closing events end it, water marks pause and resume.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

(async () => {
  const emitter = new EventEmitter();
  const iterator = EventEmitter.on(emitter, 'x');
  emitter.emit('x', 1, 2);
  emitter.emit('x', 3);
  emitter.emit('error', new Error('end'));
  assert.deepStrictEqual(await iterator.next(), { value: [1, 2], done: false });
  assert.deepStrictEqual(await iterator.next(), { value: [3], done: false });
  await assert.rejects(iterator.next(), /end/);
  assert.deepStrictEqual(await iterator.next(), { value: undefined, done: true });
  assert.strictEqual(emitter.listenerCount('x'), 0);

  const closing = new EventEmitter();
  const values = [];
  setImmediate(() => {
    closing.emit('x', 'a');
    closing.emit('close');
  });
  for await (const [value] of EventEmitter.on(closing, 'x', { close: ['close'] })) values.push(value);
  assert.deepStrictEqual(values, ['a']);

  const paused = new EventEmitter();
  const log = [];
  paused.pause = () => log.push('pause');
  paused.resume = () => log.push('resume');
  const limited = EventEmitter.on(paused, 'x', { highWaterMark: 2, lowWaterMark: 1 });
  for (let i = 0; i < 4; i++) paused.emit('x', i);
  assert.deepStrictEqual(log, ['pause']);
  for (let i = 0; i < 4; i++) await limited.next();
  assert.deepStrictEqual(log, ['pause', 'resume']);

  const controller = new AbortController();
  const aborted = EventEmitter.on(new EventEmitter(), 'x', { signal: controller.signal });
  const waiting = aborted.next();
  controller.abort(new Error('why'));
  await assert.rejects(waiting, (err) => err.code === 'ABORT_ERR' && err.cause.message === 'why');
})();
