'use strict';
// compose(): several streams, iterables and functions as one Duplex. Owner: stream.

const { pipeline } = require('stream/pipeline');
const Duplex = require('stream/duplex');
const { destroyer } = require('stream/destroy');
const {
  isNodeStream,
  isReadable,
  isReadableStream,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableStream,
} = require('stream/predicates');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('internal/errors');

function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);
  const given = [...streams];
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  const last = streams.length - 1;
  if (typeof streams[last] === 'function') streams[last] = Duplex.from(streams[last]);

  for (let n = 0; n < streams.length; ++n) {
    // Functions in between are the pipeline's business.
    if (!isNodeStream(streams[n]) && !isWebStream(streams[n])) continue;
    if (n < last && !(isReadable(streams[n]) || isReadableStream(streams[n]) || isTransformStream(streams[n]))) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, given[n], 'must be readable');
    }
    if (n > 0 && !(isWritable(streams[n]) || isWritableStream(streams[n]) || isTransformStream(streams[n]))) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, given[n], 'must be writable');
    }
  }

  let onDrain;
  let onFinish;
  let onReadable;
  let onClose;
  let composed;

  function onFinished(err) {
    const callback = onClose;
    onClose = null;
    if (callback) callback(err);
    else if (err) composed.destroy(err);
    else if (!reads && !writes) composed.destroy();
  }

  const head = streams[0];
  const tail = pipeline(streams, onFinished);
  const writes = Boolean(isWritable(head) || isWritableStream(head) || isTransformStream(head));
  const reads = Boolean(isReadable(tail) || isReadableStream(tail) || isTransformStream(tail));
  composed = new Duplex({
    writableObjectMode: Boolean(head?.writableObjectMode),
    readableObjectMode: Boolean(tail?.readableObjectMode),
    writable: writes,
    readable: reads,
  });

  if (writes && isNodeStream(head)) {
    composed._write = function(chunk, encoding, callback) {
      if (head.write(chunk, encoding)) callback();
      else onDrain = callback;
    };
    composed._final = function(callback) {
      head.end();
      onFinish = callback;
    };
    head.on('drain', () => {
      if (onDrain) {
        const callback = onDrain;
        onDrain = null;
        callback();
      }
    });
    const { eos } = require('stream/end_of_stream');
    eos(tail, () => {
      if (onFinish) {
        const callback = onFinish;
        onFinish = null;
        callback();
      }
    });
  }
  if (reads && isNodeStream(tail)) {
    tail.on('readable', () => {
      if (onReadable) {
        const callback = onReadable;
        onReadable = null;
        callback();
      }
    });
    tail.on('end', () => composed.push(null));
    composed._read = function() {
      while (true) {
        const chunk = tail.read();
        if (chunk === null) {
          onReadable = composed._read;
          return;
        }
        if (!composed.push(chunk)) return;
      }
    };
  }
  if ((writes && !isNodeStream(head)) || (reads && !isNodeStream(tail))) {
    throw require('internal/errors').notYet('stream.compose of web streams');
  }

  composed._destroy = function(err, callback) {
    if (!err && onClose !== null) err = new AbortError();
    onReadable = null;
    onDrain = null;
    onFinish = null;
    if (isNodeStream(tail)) destroyer(tail, err);
    if (onClose === null) callback(err);
    else onClose = callback;
  };
  return composed;
}

module.exports = { compose };
