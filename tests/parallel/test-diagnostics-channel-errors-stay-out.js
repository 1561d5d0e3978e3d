// Shows that a subscriber's error reaches nobody but 'uncaughtException', and that the other subscribers are called.
'use strict';
const assert = require('node:assert');
const { channel, tracingChannel } = require('node:diagnostics_channel');

const seen = [];
const bad = () => { throw new Error('subscriber'); };
const good = (message, name) => seen.push([message, name]);
const mine = channel('weir:test');
assert.strictEqual(mine.hasSubscribers, false);
mine.subscribe(bad);
mine.subscribe(good);
mine.publish(1);
mine.unsubscribe(bad);
mine.publish(2);
assert.deepStrictEqual(seen, [[1, 'weir:test'], [2, 'weir:test']]);
assert.strictEqual(channel('weir:test'), mine);

const events = [];
const traced = tracingChannel('weir:traced');
traced.subscribe({
  start: () => events.push('start'),
  end: () => events.push('end'),
  error: ({ error }) => events.push(error.message),
});
assert.throws(() => traced.traceSync(() => { throw new Error('traced'); }), /traced/);
assert.strictEqual(traced.traceSync((a) => a, {}, null, 5), 5);
assert.deepStrictEqual(events, ['start', 'traced', 'end', 'start', 'end']);

const errors = [];
process.on('uncaughtException', (err) => errors.push(err.message));
process.on('exit', () => assert.deepStrictEqual(errors, ['subscriber']));
