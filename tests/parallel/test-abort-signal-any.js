// Shows AbortSignal.any and timeout: the first reason wins, all are aborted before a listener runs.
'use strict';
const assert = require('node:assert');

const a = new AbortController();
const b = new AbortController();
const any = AbortSignal.any([a.signal, AbortSignal.any([b.signal])]);
const log = [];
b.signal.onabort = () => log.push(['b', any.aborted]);
any.addEventListener('abort', () => log.push(['any', any.reason]), { once: true });
b.abort('first');
a.abort('second');
assert.deepStrictEqual(log, [['b', true], ['any', 'first']]);
assert.throws(() => any.throwIfAborted(), (reason) => reason === 'first');
assert.strictEqual(AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason, 1);
assert.throws(() => new AbortSignal(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
assert.throws(() => AbortSignal.any([{}]), { code: 'ERR_INVALID_ARG_TYPE' });

const timeout = AbortSignal.any([AbortSignal.timeout(1)]);
const keepAlive = setTimeout(() => assert.fail('the timeout did not abort'), 30_000);
timeout.onabort = () => {
  assert.strictEqual(timeout.reason.name, 'TimeoutError');
  clearTimeout(keepAlive);
};
