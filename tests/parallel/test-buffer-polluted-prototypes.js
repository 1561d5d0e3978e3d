// Shows that Buffers, encoders and Blobs work after a program has replaced the language's own methods.
'use strict';
const assert = require('node:assert');
const { StringDecoder } = require('node:string_decoder');

const wrong = () => { throw new Error('a patched method was called'); };
const saved = [];
function patch(object, key) {
  saved[saved.length] = [object, key, Object.getOwnPropertyDescriptor(object, key)];
  Object.defineProperty(object, key, { value: wrong, writable: true, configurable: true });
}
function restore() {
  for (let i = 0; i < saved.length; i++) Object.defineProperty(saved[i][0], saved[i][1], saved[i][2]);
}

const TypedArray = Object.getPrototypeOf(Uint8Array);
const results = [];
const blobParts = ['a\r\n', new Uint8Array([98])];
for (const key of ['set', 'fill', 'subarray', 'slice', 'copyWithin', 'indexOf']) patch(TypedArray.prototype, key);
for (const key of ['push', 'indexOf', 'slice', 'map']) patch(Array.prototype, key);
for (const key of ['slice', 'toLowerCase', 'charCodeAt', 'replace', 'trim']) patch(String.prototype, key);
for (const key of ['exec', 'test', Symbol.replace]) patch(RegExp.prototype, key);
try {
  results[0] = Buffer.concat([Buffer.from('h\u00e9llo'), Buffer.alloc(2, 'xy')], 9).toString('HEX');
  results[1] = Buffer.from('616263', 'hex').fill('ab').swap16 === undefined;
  results[2] = Buffer.from('abcabc').lastIndexOf('bc', -1);
  results[3] = Buffer.from('abc').inspect();
  results[4] = JSON.stringify(Buffer.from('ab'));
  results[5] = new TextDecoder().decode(new TextEncoder().encode('\u20ac'), { stream: true });
  results[6] = new StringDecoder('utf8').write(Buffer.from([0x61, 0xE2]));
  results[7] = atob(btoa('ok'));
  results[8] = new Blob(blobParts, { endings: 'native', type: 'A/B' }).slice(0, 3).size;
} finally {
  restore();
}
assert.deepStrictEqual(results, [
  '68c3a96c6c6f787900', false, 4, '<Buffer 61 62 63>', '{"type":"Buffer","data":[97,98]}', '\u20ac', 'a', 'ok', 3,
]);
