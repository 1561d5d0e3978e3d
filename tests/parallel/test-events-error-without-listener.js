// Shows what 'error' throws when nobody listens: the error itself, or one that tells the value.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const error = new RangeError('mine');
assert.throws(() => new EventEmitter().emit('error', error), (thrown) => thrown === error);
const frozen = Object.freeze(new Error('frozen'));
assert.throws(() => new EventEmitter().emit('error', frozen), (thrown) => thrown === frozen);
assert.throws(() => new EventEmitter().emit('error', { a: 1 }), {
  code: 'ERR_UNHANDLED_ERROR', message: 'Unhandled error. ({ a: 1 })', context: { a: 1 },
});
assert.throws(() => new EventEmitter().emit('error'), { message: 'Unhandled error. (undefined)' });

// The monitor hears it and does not count as a listener.
const emitter = new EventEmitter();
const seen = [];
emitter.on(EventEmitter.errorMonitor, (err) => seen.push(err));
assert.throws(() => emitter.emit('error', error), /mine/);
assert.deepStrictEqual(seen, [error]);
