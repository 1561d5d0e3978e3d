'use strict';
// The iterator of a Readable does what an async generator does: nothing before the first next(), one call after the other,
// chunks that are promises awaited, and the stream destroyed when the loop is left.

const assert = require('node:assert');
const { Readable, Stream } = require('node:stream');

function streamOf(items) {
  let at = 0;
  return new Readable({
    objectMode: true,
    read() { this.push(at < items.length ? items[at++] : null); },
  });
}

const over = (value) => ({ value, done: true });
const chunk = (value) => ({ value, done: false });

async function main() {
  const first = streamOf([1, 2, 3]);
  const iterator = first[Symbol.asyncIterator]();
  assert.strictEqual(Object.prototype.toString.call(iterator), '[object AsyncGenerator]');
  assert.strictEqual(iterator[Symbol.asyncIterator](), iterator);
  assert.strictEqual(iterator.stream, first);
  assert.strictEqual(first.listenerCount('readable'), 0);
  assert.deepStrictEqual(
    await Promise.all([1, 2, 3, 4, 5].map(() => iterator.next()).concat(iterator.return(9))),
    [chunk(1), chunk(2), chunk(3), over(undefined), over(undefined), over(9)]);

  // Calls queue behind one that waits.
  const slow = new Readable({ read() {} });
  const calls = slow[Symbol.asyncIterator]();
  const answers = Promise.all([calls.next(), calls.next(), calls.return(4), calls.next()]);
  slow.push('x');
  setImmediate(() => slow.push('y'));
  const [x, y, ...rest] = await answers;
  assert.deepStrictEqual([`${x.value}`, `${y.value}`], ['x', 'y']);
  assert.deepStrictEqual(rest, [over(4), over(undefined)]);
  assert.strictEqual(slow.destroyed, true);

  // Promises among the chunks.
  const values = [];
  for await (const value of streamOf([1, Promise.resolve(2), { then(done) { done(3); } }])) values.push(value);
  assert.deepStrictEqual(values, [1, 2, 3]);
  const rejecting = streamOf([Promise.reject(new Error('bad')), 2]);
  await assert.rejects(async () => { for await (const value of rejecting) assert.fail(`${value}`); }, { message: 'bad' });
  assert.strictEqual(rejecting.destroyed, true);

  // Left before it was begun, and in the middle.
  const untouched = streamOf([1]);
  const idle = untouched[Symbol.asyncIterator]();
  assert.deepStrictEqual(await idle.return(5), over(5));
  assert.deepStrictEqual(await idle.next(), over(undefined));
  assert.strictEqual(untouched.destroyed, false);
  const thrown = streamOf([1, 2]);
  const middle = thrown[Symbol.asyncIterator]();
  await middle.next();
  await assert.rejects(middle.throw(new Error('mine')), { message: 'mine' });
  assert.strictEqual(thrown.destroyed, true);
  const kept = streamOf([1, 2]);
  for await (const value of kept.iterator({ destroyOnReturn: false })) { assert.strictEqual(value, 1); break; }
  assert.strictEqual(kept.destroyed, false);
  assert.strictEqual(kept.listenerCount('readable'), 0);

  // A listener that throws inside read() ends the iteration.
  const listened = streamOf([1]);
  listened.on('data', () => { throw new Error('listener'); });
  await assert.rejects(listened[Symbol.asyncIterator]().next(), { message: 'listener' });
  assert.strictEqual(listened.destroyed, true);

  // A stream of the old kind.
  const old = new Stream();
  setImmediate(() => { old.emit('data', 'o'); old.emit('end'); });
  for await (const value of Readable.prototype[Symbol.asyncIterator].call(old)) assert.strictEqual(value, 'o');
}

let finished = false;
main().then(() => { finished = true; });
process.on('exit', () => assert.strictEqual(finished, true));
