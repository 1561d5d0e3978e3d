'use strict';
// A dispatcher that a program sets, for one request or for all, does the sending. Handlers take both generations of calls.

const assert = require('node:assert');

const kGlobal = Symbol.for('undici.globalDispatcher.1');
const calls = [];

const older = {
  dispatch(options, handler) {
    calls.push(options);
    handler.onConnect(() => {});
    handler.onHeaders(200, [Buffer.from('X-A'), Buffer.from('1'), Buffer.from('x-a'), Buffer.from('2')], () => {}, 'Fine');
    handler.onData(Buffer.from('old '));
    handler.onData(Buffer.from('way'));
    handler.onComplete([]);
    return true;
  },
};

const newer = {
  dispatch(options, handler) {
    calls.push(options);
    const controller = { paused: false, pause() {}, resume() {}, abort() {} };
    setImmediate(() => {
      handler.onRequestStart(controller, {});
      handler.onResponseStart(controller, 103, {}, '');
      handler.onResponseStart(controller, 201, { 'x-b': 'c', 'set-cookie': ['d', 'e'] }, 'Made');
      handler.onResponseData(controller, Buffer.from('new way'));
      handler.onResponseEnd(controller, {});
    });
    return true;
  },
};

const failing = {
  dispatch(options, handler) {
    handler.onRequestStart({ abort() {} }, {});
    handler.onResponseError(null, Object.assign(new Error('no'), { code: 'UND_ERR_MINE' }));
  },
};

async function main() {
  let response = await fetch('https://example.org:8443/p?q', { dispatcher: newer, method: 'POST', body: 'text' });
  assert.deepStrictEqual([response.status, response.statusText, await response.text()], [201, 'Made', 'new way']);
  assert.deepStrictEqual(response.headers.getSetCookie(), ['d', 'e']);
  const { path, origin, method, body, headers } = calls.pop();
  assert.deepStrictEqual([path, origin, method, body], ['/p?q', 'https://example.org:8443', 'POST', 'text']);
  assert.strictEqual(headers['content-type'], 'text/plain;charset=UTF-8');
  assert.strictEqual(headers['user-agent'], 'node');

  globalThis[kGlobal] = older;
  response = await fetch('http://example.org/');
  assert.deepStrictEqual([response.statusText, response.headers.get('x-a')], ['Fine', '1, 2']);
  assert.strictEqual(await response.text(), 'old way');
  // The request's own is the one that counts.
  await assert.rejects(fetch('http://example.org/', { dispatcher: failing }), (err) => err.cause.code === 'UND_ERR_MINE');
  await assert.rejects(fetch('http://example.org/', { dispatcher: {} }), { message: 'fetch failed' });
  delete globalThis[kGlobal];
}

main();
