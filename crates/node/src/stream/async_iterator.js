'use strict';
// Async iteration over a Readable, and over streams of the old kind by wrapping them. Owner:
// stream. The iterator reads when it is asked; leaving the loop early destroys the stream, unless
// the caller said that it shall live on.

const { aggregateTwoErrors } = require('internal/errors');
const { Bell } = require('stream/bell');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');

async function* chunksOf(stream, destroysOnReturn) {
  const bell = new Bell();
  stream.on('readable', bell.ring);
  // undefined while the stream is open, null once it has ended well.
  let outcome;
  const stop = eos(stream, { writable: false }, (err) => {
    outcome = err ? aggregateTwoErrors(outcome, err) : null;
    bell.ring();
  });
  try {
    for (;;) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (outcome) throw outcome;
      else if (outcome === null) return;
      else await bell.wait();
    }
  } catch (err) {
    outcome = aggregateTwoErrors(outcome, err);
    throw outcome;
  } finally {
    // A stream that came to its end destroys itself, unless its other side is still in use.
    const left = outcome === undefined && destroysOnReturn;
    if (left || (outcome && stream._readableState.autoDestroy)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', bell.ring);
      stop();
    }
  }
}

function iterate(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = require('stream/readable').wrap(stream, { objectMode: true });
  }
  const iterator = chunksOf(stream, options?.destroyOnReturn !== false);
  // Consumers that are given an iterator find its stream here.
  iterator.stream = stream;
  return iterator;
}

module.exports = { iterate };
