'use strict';
// The state of one digest or HMAC. Owned by `crypto`. Most programs hash one small text: it is kept here, and the digest
// is one native call without a native state. What is more than that gets a native state, which goes with this object.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  SafeMap,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeSet,
  ArrayIsArray,
} = primordials;

const native = binding('crypto');
const { FastBuffer, allocateUnpooled } = require('buffer/pool');
const { encodingId } = require('buffer/encodings');
const { bytesOfString } = require('crypto/secret');
const { isTypedArray, isUint8Array } = require('util/types');

// Up to this much is kept here before a native state is made.
const kMostKept = 4096;

// Name of an algorithm -> { id, size, extendable }. Rules for algorithms may change (FIPS), which empties it.
const known = new SafeMap();
const kMostKnown = 256;

/** What is known of a digest algorithm; undefined if there is none. `length` is the one wished for, if any. */
function digestNamed(name, length) {
  let digest = known.get(name);
  if (digest === undefined || (length !== undefined && length !== digest.size && !digest.extendable)) {
    const found = native.digestOpen(name, length === undefined ? -1 : length);
    if (found === undefined) return undefined;
    digest = { __proto__: null, name, id: found[0], size: found[1], extendable: found[2] };
    if (known.size < kMostKnown) known.set(name, digest);
  }
  return digest;
}

function forgetDigests() {
  known.clear();
}

/** All bytes of a view, by what it is and not by what it says. */
function byteLengthOf(view) {
  return isTypedArray(view) ? TypedArrayPrototypeGetByteLength(view) : DataViewPrototypeGetByteLength(view);
}

function copyOf(view, length) {
  const copy = new FastBuffer(length);
  if (isUint8Array(view)) {
    TypedArrayPrototypeSet(copy, view);
  } else if (isTypedArray(view)) {
    TypedArrayPrototypeSet(copy, new FastBuffer(
      TypedArrayPrototypeGetBuffer(view), TypedArrayPrototypeGetByteOffset(view), length));
  } else {
    TypedArrayPrototypeSet(copy, new FastBuffer(
      DataViewPrototypeGetBuffer(view), DataViewPrototypeGetByteOffset(view), length));
  }
  return copy;
}

/** The id of an output encoding; -1 where bytes are wanted, as for names that are no encoding. */
function outputId(encoding) {
  return encoding === undefined || encoding === 'buffer' ? -1 : encodingId(encoding);
}

/** A digest in one call, of a text (as UTF-8) or a view. */
function digestWhole(digest, key, pieces, length, encoding) {
  const id = outputId(encoding);
  if (id !== -1) return native.hashWhole(digest.id, key, pieces, length, id);
  const out = allocateUnpooled(length);
  if (key !== undefined || typeof pieces === 'string' || pieces === undefined || ArrayIsArray(pieces)) {
    native.hashWhole(digest.id, key, pieces, length, out);
  } else {
    native.hashBytes(digest.id, pieces, out);
  }
  return out;
}

class DigestState {
  #digest;
  #key;
  #length;
  // Nothing, one piece, or an array of them: texts to be taken as UTF-8, and bytes.
  #pieces = undefined;
  #kept = 0;
  #native = 0;
  #result = undefined;

  /** `key` must not change any more; `length` is that of the digest to come. */
  constructor(digest, key, length) {
    this.#digest = digest;
    this.#key = key;
    this.#length = length;
  }

  /** Another state at the same place. */
  copy(length) {
    const digest = this.#digest;
    // Throws where the algorithm cannot give so many bytes.
    if (length !== undefined) digestNamed(digest.name, length);
    const copy = new DigestState(digest, this.#key, length ?? digest.size);
    if (this.#native !== 0) copy.#native = native.hashCopy(copy, this.#native);
    copy.#pieces = ArrayIsArray(this.#pieces) ? ArrayPrototypeSlice(this.#pieces) : this.#pieces;
    copy.#kept = this.#kept;
    return copy;
  }

  /** Whether the library took the text or view. */
  update(data, encoding) {
    if (this.#result !== undefined) return false;
    let isText = typeof data === 'string';
    if (isText && encoding !== undefined && encoding !== 'utf8') {
      // Names that are no encoding mean UTF-8.
      const id = encodingId(encoding);
      if (id > 0) {
        data = bytesOfString(data, encoding);
        isText = false;
        return this.#native === 0 && data.length <= kMostKept - this.#kept ? this.#keep(data, data.length) :
          this.#feed(data, false);
      }
    }
    if (this.#native === 0) {
      const length = isText ? data.length : byteLengthOf(data);
      if (length <= kMostKept - this.#kept) return this.#keep(isText ? data : copyOf(data, length), length);
    }
    return this.#feed(data, isText);
  }

  #keep(piece, length) {
    this.#kept += length + 64;
    const pieces = this.#pieces;
    if (pieces === undefined) this.#pieces = piece;
    else if (ArrayIsArray(pieces)) ArrayPrototypePush(pieces, piece);
    else this.#pieces = [pieces, piece];
    return true;
  }

  #feed(data, isText) {
    if (this.#native === 0) {
      this.#native = native.hashOpen(this, this.#digest.id, this.#key, this.#pieces);
      this.#pieces = undefined;
    }
    return isText ? native.hashUpdate(this.#native, data) : native.hashUpdateView(this.#native, data);
  }

  /** The digest, as a Buffer or a string; only once. */
  digest(encoding) {
    const result = this.#result;
    if (result !== undefined) return outputId(encoding) === -1 ? result : result.toString(encoding);
    this.#result = null;
    const length = this.#length;
    if (this.#native === 0) return digestWhole(this.#digest, this.#key, this.#pieces, length, encoding);
    const id = outputId(encoding);
    if (id !== -1) return native.hashDigest(this.#native, length, id);
    const out = allocateUnpooled(length);
    native.hashDigest(this.#native, length, out);
    return out;
  }

  /** For a stream's end: `digest()` gives the same once more. */
  digestForStream() {
    return this.#result ??= this.digest();
  }
}

module.exports = { DigestState, byteLengthOf, digestNamed, digestWhole, forgetDigests };
