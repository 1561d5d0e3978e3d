'use strict';
// addAbortSignal(): a stream that is destroyed when a signal aborts. Owner: stream.

const { SymbolDispose } = primordials;

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { isNodeStream, isWebStream, kControllerErrorFunction } = require('stream/predicates');

function addAbortSignal(signal, stream) {
  validateAbortSignal(signal, 'signal');
  if (!isNodeStream(stream) && !isWebStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const onAbort = () => {
    const err = new AbortError(undefined, { cause: signal.reason });
    if (isNodeStream(stream)) stream.destroy(err);
    else stream[kControllerErrorFunction](err);
  };
  if (signal.aborted) {
    onAbort();
    return stream;
  }
  const { addAbortListener } = require('events/add_abort_listener');
  const hook = addAbortListener(signal, onAbort);
  // A long-lived signal must not hold on to a stream that is over.
  require('stream/end_of_stream').eos(stream, () => hook[SymbolDispose]());
  return stream;
}

module.exports = { addAbortSignal };
