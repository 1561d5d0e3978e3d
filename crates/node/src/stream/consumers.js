'use strict';
// node:stream/consumers - a whole stream as one value. Owner: stream.

const { JSONParse } = primordials;

const { Buffer } = require('buffer');

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks[chunks.length] = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
  return chunks;
}

async function blob(stream) {
  const { Blob } = require('buffer');
  return new Blob(await collect(stream));
}

async function buffer(stream) {
  return Buffer.from(await arrayBuffer(stream));
}

async function arrayBuffer(stream) {
  return (await blob(stream)).arrayBuffer();
}

async function bytes(stream) {
  return buffer(stream);
}

async function text(stream) {
  const { TextDecoder } = require('encoding/encoding');
  const decoder = new TextDecoder();
  let result = '';
  for await (const chunk of stream) {
    result += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return result + decoder.decode();
}

async function json(stream) {
  return JSONParse(await text(stream));
}

module.exports = { arrayBuffer, blob, buffer, bytes, json, text };
