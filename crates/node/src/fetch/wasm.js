'use strict';
// WebAssembly.compileStreaming() and instantiateStreaming(): modules out of responses, as the WebAssembly Web API has them.
// Owner: fetch. The engine gets the bytes when all of them are there.

const { FunctionPrototypeCall, globalThis } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_WEBASSEMBLY_RESPONSE } } = require('internal/errors');
const { consume } = require('fetch/consume');
const { recordOf } = require('fetch/response');

const { WebAssembly } = globalThis;
const { compile, instantiate } = WebAssembly;

/** A promise of the bytes of a response that is fit for it. */
async function bytesOf(source) {
  const record = recordOf(await source);
  if (record === undefined) {
    throw new ERR_INVALID_ARG_TYPE('source', ['Response', 'Promise resolving to Response'], await source);
  }
  const type = record.list.get('content-type') ?? null;
  if (type !== 'application/wasm') throw new ERR_WEBASSEMBLY_RESPONSE(`has unsupported MIME type '${type}'`);
  const { status, body } = record;
  if (status < 200 || status > 299) throw new ERR_WEBASSEMBLY_RESPONSE(`has status code ${status}`);
  if (body?.isUnusable) throw new ERR_WEBASSEMBLY_RESPONSE('body has already been used');
  return consume(body, (bytes) => bytes);
}

async function compileBytes(source, rest) {
  const bytes = await bytesOf(source);
  return FunctionPrototypeCall(compile, WebAssembly, bytes, ...rest);
}

async function instantiateBytes(source, rest) {
  const bytes = await bytesOf(source);
  return FunctionPrototypeCall(instantiate, WebAssembly, bytes, ...rest);
}

const streaming = {
  compileStreaming(source, ...rest) {
    return compileBytes(source, rest);
  },
  instantiateStreaming(source, ...rest) {
    return instantiateBytes(source, rest);
  },
};

module.exports = streaming;
