'use strict';
// compose(): several streams, iterables and functions as one Duplex, which writes into the first
// and reads from the last of a pipeline. Owner: stream.

const { ArrayPrototypeSlice, Boolean } = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } } = require('internal/errors');
const { destroyer } = require('stream/destroy');
const Duplex = require('stream/duplex');
const { eos } = require('stream/end_of_stream');
const { FlowingSource, Joined, NodeSink, WebSink, WebSource } = require('stream/joined');
const { runPipeline } = require('stream/pipeline');
const {
  isNodeStream,
  isReadable,
  isReadableStream,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableStream,
} = require('stream/predicates');

function canRead(stream) {
  return Boolean(isReadable(stream) || isReadableStream(stream) || isTransformStream(stream));
}

function canWrite(stream) {
  return Boolean(isWritable(stream) || isWritableStream(stream) || isTransformStream(stream));
}

/** Each link must take what comes from the left and give to the right, ends excepted. */
function checkLinks(links, given) {
  for (let i = 0; i < links.length; i++) {
    // What is no stream is the pipeline's to judge.
    if (!isNodeStream(links[i]) && !isWebStream(links[i])) continue;
    if (i < links.length - 1 && !canRead(links[i])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be readable');
    }
    if (i > 0 && !canWrite(links[i])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be writable');
    }
  }
}

function sinkFor(head) {
  if (!canWrite(head)) return undefined;
  if (isNodeStream(head)) return new NodeSink(head);
  return new WebSink(isTransformStream(head) ? head.writable : head);
}

function sourceFor(tail) {
  if (!canRead(tail)) return undefined;
  if (isNodeStream(tail)) return new FlowingSource(tail);
  return new WebSource(isTransformStream(tail) ? tail.readable : tail);
}

function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);

  const links = ArrayPrototypeSlice(streams);
  const last = links.length - 1;
  if (typeof links[0] === 'function') links[0] = Duplex.from(links[0]);
  if (typeof links[last] === 'function') links[last] = Duplex.from(links[last]);
  checkLinks(links, streams);

  const head = links[0];
  const tail = runPipeline(links, (err) => joined.close(err));
  const joined = new Joined({
    // A tail that cannot be read any more still tells when what was written has gone through.
    sink: sinkFor(head),
    source: sourceFor(tail),
    writableObjectMode: Boolean(head?.writableObjectMode),
    readableObjectMode: Boolean(tail?.readableObjectMode),
    destroyEnds(err) {
      if (isNodeStream(tail)) destroyer(tail, err);
    },
  });
  if (canWrite(head)) {
    eos(isTransformStream(tail) ? tail.readable : tail, () => joined.finish());
  }
  return joined.duplex;
}

module.exports = { compose };
