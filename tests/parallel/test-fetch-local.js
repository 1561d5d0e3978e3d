'use strict';
// fetch() without a network: data: and blob: URLs; and the digests that a program may ask of any body.

const assert = require('node:assert');
const { createHash } = require('node:crypto');

const causeOf = (url, init) => fetch(url, init).then(() => assert.fail(url), (err) => err.cause.message);

async function main() {
  let response = await fetch('data:text/html;charset=utf-8,<b>h%20i</b>#x');
  assert.deepStrictEqual([response.status, response.type, response.headers.get('content-type'), await response.text()],
                         [200, 'basic', 'text/html;charset=utf-8', '<b>h i</b>']);
  assert.strictEqual(response.url, 'data:text/html;charset=utf-8,<b>h%20i</b>');
  assert.strictEqual(await (await fetch('data:;base64,aGk=')).text(), 'hi');
  assert.strictEqual(await (await fetch('data:,x', { method: 'HEAD' })).text(), '');
  assert.strictEqual(await causeOf('data:x'), 'failed to fetch the data URL');

  const url = URL.createObjectURL(new Blob(['hello'], { type: 'text/z' }));
  response = await fetch(url);
  assert.deepStrictEqual([...response.headers], [['content-length', '5'], ['content-type', 'text/z']]);
  assert.strictEqual(await response.text(), 'hello');
  for (const [range, status, text] of [['bytes=1-2', 206, 'el'], ['bytes=-2', 206, 'lo'], ['bytes=0-', 206, 'hello']]) {
    response = await fetch(url, { headers: { range } });
    assert.deepStrictEqual([response.status, await response.text()], [status, text]);
  }
  assert.strictEqual(await causeOf(url, { headers: { range: 'bytes=9-10' } }), "Range start is greater than the blob's size.");
  assert.strictEqual(await causeOf(url, { method: 'POST' }), 'invalid method');
  assert.strictEqual(await causeOf('blob:nodedata:gone'), 'invalid method');
  assert.strictEqual(await causeOf('about:blank'), 'about scheme is not supported');

  const digest = (name) => `${name}-${createHash(name).update('hello').digest('base64')}`;
  for (const integrity of [digest('sha256'), `sha256-AAAA ${digest('sha256')}`, `sha256-AAAA ${digest('sha384')}`,
                           digest('sha512').replaceAll('+', '-').replaceAll('/', '_'), 'unknown', 'md5-x']) {
    assert.strictEqual(await (await fetch(url, { integrity })).text(), 'hello', integrity);
  }
  assert.strictEqual(await causeOf(url, { integrity: 'sha256-AAAA' }), 'integrity mismatch');
  // The strongest that is named counts.
  assert.strictEqual(await causeOf(url, { integrity: `sha512-AAAA ${digest('sha256')}` }), 'integrity mismatch');
}

main();
