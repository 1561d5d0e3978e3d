'use strict';
// Async iteration over a Readable, and over old streams by wrapping them. Owner: stream.

const { Promise } = primordials;

const { aggregateTwoErrors } = require('internal/errors');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');

function iterate(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = require('stream/readable').wrap(stream, { objectMode: true });
  }
  const iterator = generate(stream, options);
  iterator.stream = stream;
  return iterator;
}

function noop() {}

async function* generate(stream, options) {
  let wake = noop;
  function next(resolve) {
    if (this === stream) {
      wake();
      wake = noop;
    } else {
      wake = resolve;
    }
  }
  stream.on('readable', next);
  let error;
  const cleanUp = eos(stream, { writable: false }, (err) => {
    error = err ? aggregateTwoErrors(error, err) : null;
    wake();
    wake = noop;
  });
  try {
    while (true) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else await new Promise(next);
    }
  } catch (err) {
    error = aggregateTwoErrors(error, err);
    throw error;
  } finally {
    if ((error || options?.destroyOnReturn !== false) && (error === undefined || stream._readableState.autoDestroy)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', next);
      cleanUp();
    }
  }
}

module.exports = { iterate };
