'use strict';
// Bytes in memory of their own: a copy of a view, and several views as one. Owner: buffer.

const { TypedArrayPrototypeSet, Uint8Array } = primordials;

function copyOf(bytes) {
  const copy = new Uint8Array(bytes.length);
  TypedArrayPrototypeSet(copy, bytes);
  return copy;
}

/** The chunks behind each other; `size` is the sum of their lengths. */
function join(chunks, size) {
  const whole = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < chunks.length; i++) {
    TypedArrayPrototypeSet(whole, chunks[i], at);
    at += chunks[i].length;
  }
  return whole;
}

module.exports = { copyOf, join };
