'use strict';
// WebAssembly.compileStreaming() and instantiateStreaming() take responses and promises of them, and nothing else.

const assert = require('node:assert');

// (module (func (export "f") (result i32) i32.const 42))
const bytes = Buffer.from('0061736d010000000105016000017f03020100070501016600000a06010400412a0b', 'hex');
const response = (type, status = 200) => new Response(bytes, { status, headers: { 'content-type': type } });

async function main() {
  const module = await WebAssembly.compileStreaming(Promise.resolve(response('application/wasm')));
  assert.strictEqual((await WebAssembly.instantiate(module)).exports.f(), 42);
  const { instance } = await WebAssembly.instantiateStreaming(response('application/wasm'), {});
  assert.strictEqual(instance.exports.f(), 42);
  const read = response('application/wasm');
  await read.text();
  for (const [source, message] of [
    [response('text/plain'), "WebAssembly response has unsupported MIME type 'text/plain'"],
    [new Response(bytes), "WebAssembly response has unsupported MIME type 'null'"],
    [response('application/wasm', 404), 'WebAssembly response has status code 404'],
    [read, 'WebAssembly response body has already been used'],
  ]) {
    await assert.rejects(WebAssembly.compileStreaming(source), { name: 'TypeError', code: 'ERR_WEBASSEMBLY_RESPONSE', message });
  }
  await assert.rejects(WebAssembly.compileStreaming(1), {
    code: 'ERR_INVALID_ARG_TYPE',
    message: 'The "source" argument must be an instance of Response or an Promise resolving to Response. ' +
      'Received type number (1)',
  });
  await assert.rejects(WebAssembly.instantiateStreaming(response('application/wasm'), 1), TypeError);
  assert.deepStrictEqual([WebAssembly.compileStreaming.name, WebAssembly.compileStreaming.length], ['compileStreaming', 1]);
}

main();
