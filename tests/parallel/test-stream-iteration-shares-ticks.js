'use strict';
// A loop over a stream that always has something at once runs in microtasks alone. Its ticks cannot run meanwhile, so they
// must not pile up with the chunks; a 'readable' listener hears as often as it did, also after one that threw.

const assert = require('node:assert');
const { AsyncResource } = require('node:async_hooks');
const { Readable } = require('node:stream');

// Each tick takes an async id.
const lastId = () => new AsyncResource('PROBE').asyncId();

async function main() {
  await undefined;
  const count = 5000;
  let made = 0;
  const before = lastId();
  let sum = 0;
  const source = new Readable({ objectMode: true, read() { this.push(made < count ? ++made : null); } });
  for await (const item of source) sum += item;
  assert.strictEqual(sum, count * (count + 1) / 2);
  const ticks = lastId() - before;
  assert.ok(ticks < 100, `${ticks} ticks`);

  // Three tellings wait in one tick; the first listener call throws.
  const heard = [];
  const pushed = new Readable({ objectMode: true, read() {} });
  pushed.on('readable', () => {
    heard.push(pushed.readableLength);
    if (heard.length === 1) throw new Error('first');
  });
  await new Promise(setImmediate);
  process.once('uncaughtException', (err) => heard.push(err.message));
  for (let n = 0; n < 3; n++) {
    pushed.push(n);
    pushed.read();
  }
  pushed.push('rest');
  await new Promise(setImmediate);
  return heard;
}

let heard;
main().then((list) => { heard = list; });
process.on('exit', () => assert.deepStrictEqual(heard, [1, 'first', 1, 1, 1]));
