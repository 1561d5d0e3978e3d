'use strict';
// Accounting of writes that come although write() has answered false: the memory that a program
// piles up by not waiting for 'drain'. Owner: stream. Writable calls here only for such writes; a
// program that waits never does. The counts live on the stream's state, an observer is optional.

let observer;

/** Counts one write of `size` (bytes or objects) past the answer false. */
function noteExcess(stream, state, size) {
  state.excessWrites++;
  state.excessLength += size;
  if (observer !== undefined) observer(stream, state, size);
}

/** `fn(stream, state, size)` is called for each such write; undefined switches it off. */
function setExcessObserver(fn) {
  observer = fn;
}

module.exports = { noteExcess, setExcessObserver };
