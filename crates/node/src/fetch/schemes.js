'use strict';
// Fetches that need no network: data: and blob: URLs, and the schemes that are refused. Owner: fetch.

const { Error, NumberParseInt, RegExpPrototypeExec } = primordials;

const { Body } = require('fetch/body');
const { HeaderList } = require('fetch/header_list');
const { ResponseRecord } = require('fetch/response');

const kRange = /^bytes=[\t ]*(\d*)[\t ]*-[\t ]*(\d*)[\t ]*$/;

function ofData(url) {
  const { dataURLProcessor } = require('url/data_url');
  const parts = dataURLProcessor(url);
  if (parts === 'failure') throw new Error('failed to fetch the data URL');
  const record = new ResponseRecord(new HeaderList());
  record.statusText = 'OK';
  record.list.append('content-type', `${parts.mimeType}`);
  record.body = new Body(parts.body, parts.body.length);
  return record;
}

/** First and last byte that a Range header asks for. */
function rangeOf(header, size) {
  const match = RegExpPrototypeExec(kRange, header);
  if (match === null || (match[1] === '' && match[2] === '')) throw new Error('failed to fetch the data URL');
  if (match[1] === '') {
    const last = NumberParseInt(match[2], 10);
    return { first: last > size ? 0 : size - last, last: size - 1 };
  }
  const first = NumberParseInt(match[1], 10);
  if (first >= size) throw new Error("Range start is greater than the blob's size.");
  const last = match[2] === '' ? size - 1 : NumberParseInt(match[2], 10);
  if (last < first) throw new Error('failed to fetch the data URL');
  return { first, last: last >= size ? size - 1 : last };
}

function ofBlob(url, request) {
  const { resolveObjectURL } = require('url/object_url');
  const blob = resolveObjectURL(url.href);
  if (request.method !== 'GET' || blob === undefined) throw new Error('invalid method');
  const record = new ResponseRecord(new HeaderList());
  const { size, type } = blob;
  const range = request.list.get('range');
  if (range === undefined) {
    record.statusText = 'OK';
    record.list.append('content-length', `${size}`);
    record.list.append('content-type', type);
    record.body = new Body(blob, size);
    return record;
  }
  const { first, last } = rangeOf(range, size);
  const part = blob.slice(first, last + 1, type);
  record.status = 206;
  record.statusText = 'Partial Content';
  record.list.append('content-length', `${part.size}`);
  record.list.append('content-type', type);
  record.list.append('content-range', `bytes ${first}-${last}/${size}`);
  record.body = new Body(part, part.size);
  return record;
}

/** The record of the response, for URLs without a network. Throws what the fetch fails with. */
function fetchLocally(url, request) {
  // The texts are those of Node, which reads no files either.
  switch (url.protocol) {
    case 'data:': return ofData(url);
    case 'blob:': return ofBlob(url, request);
    case 'about:': throw new Error('about scheme is not supported');
    case 'file:': throw new Error('not implemented... yet...');
    default: throw new Error('unknown scheme');
  }
}

module.exports = { fetchLocally };
