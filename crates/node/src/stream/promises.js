'use strict';
// node:stream/promises: pipeline() and finished() as promises. Owner: stream.

const { ArrayPrototypePop, Promise } = primordials;

const { finished } = require('stream/end_of_stream');
const { runPipeline } = require('stream/pipeline');
const { isIterable, isNodeStream, isWebStream } = require('stream/predicates');

function isOptions(value) {
  return typeof value === 'object' && value !== null &&
    !isNodeStream(value) && !isIterable(value) && !isWebStream(value);
}

function pipeline(...streams) {
  return new Promise((resolve, reject) => {
    const options = isOptions(streams[streams.length - 1]) ? ArrayPrototypePop(streams) : {};
    runPipeline(streams, (err, value) => {
      if (err) reject(err);
      else resolve(value);
    }, { __proto__: null, signal: options.signal, end: options.end });
  });
}

module.exports = { finished, pipeline };
