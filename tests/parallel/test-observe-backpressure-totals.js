'use strict';
// The figures of backpressure are those of a model that sees the same writes, for byte and object streams, corked ones,
// and streams that are destroyed or ended while they are full; the totals are the sums over the streams.

const assert = require('node:assert');
const { Writable } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');
const observe = require('weir:observe');

// A sequence of numbers that is the same in every run.
let seed = 12345;
function random(below) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor(seed / 2 ** 32 * below);
}

const models = [];

function watch(objectMode) {
  const stream = new Writable({
    objectMode,
    highWaterMark: 1 + random(objectMode ? 8 : 64),
    write(chunk, encoding, done) {
      if (random(4) === 0) done();
      else setTimeout(done, random(3));
    },
  });
  const model = {
    stream, objectMode, fullPeriods: 0, excessWrites: 0, excess: 0, highestBuffered: 0, since: 0, fullMs: 0,
  };
  models.push(model);
  const over = () => {
    if (model.since !== 0) model.fullMs += performance.now() - model.since;
    model.since = 0;
  };
  stream.on('drain', over).on('close', over);
  return model;
}

function write(model) {
  const { stream, objectMode } = model;
  const chunk = objectMode ? {} : Buffer.alloc(1 + random(40));
  const size = objectMode ? 1 : chunk.length;
  const wasFull = stream._writableState.needDrain;
  const before = stream.writableLength;
  const answer = stream.write(chunk);
  if (wasFull) {
    model.excessWrites++;
    model.excess += size;
    model.highestBuffered = Math.max(model.highestBuffered, before + size);
  } else if (!answer) {
    model.fullPeriods++;
    model.since = performance.now();
    model.highestBuffered = Math.max(model.highestBuffered, stream.writableLength);
  }
}

async function drive(model, index) {
  const { stream } = model;
  for (let round = 0; round < 40; round++) {
    if (random(6) === 0) stream.cork();
    for (let i = random(6); i > 0; i--) write(model);
    if (random(2) === 0) await sleep(random(4));
    stream.uncork();
  }
  // A third ends well, a third is destroyed as it is, and a third stays as it is.
  if (index % 3 === 0) await new Promise((resolve) => stream.end(resolve));
  if (index % 3 === 1) stream.destroy();
  await sleep(20);
}

(async () => {
  const before = observe.backpressure();
  await Promise.all(Array.from({ length: 12 }, (_, index) => drive(watch(index % 2 === 1), index)));

  const sums = { fullPeriods: 0, excessWrites: 0, excessBytes: 0, excessObjects: 0, fullMs: 0, streams: 0 };
  for (const model of models) {
    const figures = observe.stream(model.stream);
    const { fullPeriods, excessWrites, excess, highestBuffered, isFull } = figures;
    assert.deepStrictEqual({ fullPeriods, excessWrites, excess, highestBuffered, isFull }, {
      fullPeriods: model.fullPeriods,
      excessWrites: model.excessWrites,
      excess: model.excess,
      highestBuffered: model.highestBuffered,
      isFull: model.since !== 0,
    });
    assert.strictEqual(figures.unit, model.objectMode ? 'objects' : 'bytes');
    assert.strictEqual(figures.highWaterMark, model.stream.writableHighWaterMark);
    assert.strictEqual(figures.buffered, model.stream.writableLength);
    assert.strictEqual(figures.isDestroyed, model.stream.destroyed);
    // 'close' comes a tick after the period has ended; each of the periods is measured twice.
    const fullMs = model.fullMs + (model.since === 0 ? 0 : performance.now() - model.since);
    assert.ok(Math.abs(figures.fullMs - fullMs) < 2 + fullMs * 0.2, `${figures.fullMs} ${fullMs}`);
    sums.fullPeriods += fullPeriods;
    sums.excessWrites += excessWrites;
    sums[model.objectMode ? 'excessObjects' : 'excessBytes'] += excess;
    sums.fullMs += figures.fullMs;
    sums.streams++;
  }
  const after = observe.backpressure();
  for (const key of ['fullPeriods', 'excessWrites', 'excessBytes', 'excessObjects']) {
    assert.strictEqual(after[key] - before[key], sums[key], key);
  }
  assert.ok(Math.abs(after.fullMs - before.fullMs - sums.fullMs) < 5);
  assert.strictEqual(after.streamsEverFull - before.streamsEverFull, sums.streams);
  assert.strictEqual(after.streamsFullNow - before.streamsFullNow,
                     models.filter((model) => model.since !== 0).length);
  const ids = observe.streams().map(({ id }) => id);
  for (const { stream } of models) assert.ok(ids.includes(observe.stream(stream).id));
  assert.strictEqual(after.refusedWrites, 0);

  // A stream that never was full has no figures.
  assert.strictEqual(observe.stream(new Writable({ write(chunk, encoding, done) { done(); } })), undefined);
})();
