'use strict';
// The state of one digest or HMAC. Owned by `crypto`. Most programs hash one small text: it is kept here, and the digest
// is one native call without a native state. What is more than that gets a native state, which goes with this object.

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  SafeMap,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSubarray,
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

/** The bytes of a view. */
function bytesOfView(view) {
  if (isUint8Array(view)) return view;
  return isTypedArray(view) ?
    new FastBuffer(TypedArrayPrototypeGetBuffer(view), TypedArrayPrototypeGetByteOffset(view), byteLengthOf(view)) :
    new FastBuffer(DataViewPrototypeGetBuffer(view), DataViewPrototypeGetByteOffset(view), byteLengthOf(view));
}

// Where the bytes that are kept stand, one text after the other: a view for each would cost as much as its digest. A
// full one is left to the states that have bytes there.
const kArena = 65536;
let arena;
let arenaUsed = kArena;

/** Where so many bytes may stand in the arena, which is a new one if they do not fit. */
function reserve(length) {
  if (arenaUsed + length > kArena) {
    arena = allocateUnpooled(kArena);
    arenaUsed = 0;
  }
  const start = arenaUsed;
  arenaUsed += length;
  return start;
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
  if (key !== undefined || typeof pieces === 'string' || pieces === undefined) {
    native.hashWhole(digest.id, key, pieces, length, out);
  } else {
    native.hashBytes(digest.id, pieces, out);
  }
  return out;
}

class DigestState {
  #digest;
  #length;
  // The key of an HMAC: bytes of an arena, and a view of them or of memory of their own where one was needed.
  #key = undefined;
  #keyArena = undefined;
  #keyFrom = 0;
  #keyTo = 0;
  // What is kept: nothing, a text that is to be taken as UTF-8, or the bytes of an arena from #from to #to.
  #kept = undefined;
  #from = 0;
  #to = 0;
  #native = 0;
  #result = undefined;

  /** `length` is that of the digest to come. */
  constructor(digest, length) {
    this.#digest = digest;
    this.#length = length;
  }

  /** Makes it an HMAC. The bytes of the view are copied, since the program may change them. */
  setKey(view) {
    const length = byteLengthOf(view);
    // An empty key is one, too; and there may be no arena yet.
    if (length === 0 || length > kMostKept) {
      this.#key = allocateUnpooled(length);
      // Memory that is gone has no bytes to copy.
      if (length > 0) TypedArrayPrototypeSet(this.#key, bytesOfView(view), 0);
      return;
    }
    this.#keyFrom = reserve(length);
    this.#keyTo = this.#keyFrom + length;
    this.#keyArena = arena;
    TypedArrayPrototypeSet(arena, bytesOfView(view), this.#keyFrom);
  }

  /** The key for the native side; undefined where there is none. */
  #keyBytes() {
    if (this.#key === undefined && this.#keyArena !== undefined) {
      this.#key = TypedArrayPrototypeSubarray(this.#keyArena, this.#keyFrom, this.#keyTo);
    }
    return this.#key;
  }

  /** Another state at the same place. */
  copy(length) {
    const digest = this.#digest;
    // Throws where the algorithm cannot give so many bytes.
    if (length !== undefined) digestNamed(digest.name, length);
    const copy = new DigestState(digest, length ?? digest.size);
    if (this.#native !== 0) copy.#native = native.hashCopy(copy, this.#native);
    copy.#kept = this.#kept;
    copy.#from = this.#from;
    copy.#to = this.#to;
    return copy;
  }

  /** Whether the library took the text or view. */
  update(data, encoding) {
    if (this.#result !== undefined) return false;
    if (typeof data === 'string') {
      // What is no encoding means UTF-8, whose id is zero.
      if (typeof encoding === 'string' && encoding !== 'utf8' && encodingId(encoding) > 0) {
        return this.#updateBytes(bytesOfString(data, encoding));
      }
      if (this.#native === 0 && this.#kept === undefined && data.length <= kMostKept) {
        this.#kept = data;
        return true;
      }
      return native.hashUpdate(this.#open(), data);
    }
    return this.#updateBytes(data);
  }

  #updateBytes(view) {
    if (this.#native === 0) {
      const length = byteLengthOf(view);
      // Also where the memory is gone.
      if (length === 0) return true;
      const kept = this.#kept;
      if (kept === undefined ? length <= kMostKept : this.#canAppend(length)) {
        const start = reserve(length);
        if (kept === undefined) {
          this.#kept = arena;
          this.#from = start;
        }
        TypedArrayPrototypeSet(arena, bytesOfView(view), start);
        this.#to = start + length;
        return true;
      }
    }
    return native.hashUpdateView(this.#open(), view);
  }

  /** Whether bytes fit right behind those that are kept. */
  #canAppend(length) {
    return this.#kept === arena && this.#to === arenaUsed && length <= kArena - arenaUsed &&
      length <= kMostKept - (this.#to - this.#from);
  }

  /** What is kept, for the native side. */
  #pieces() {
    const kept = this.#kept;
    return kept === undefined || typeof kept === 'string' ? kept :
      TypedArrayPrototypeSubarray(kept, this.#from, this.#to);
  }

  /** The number of the native state, which is made when it is first needed. */
  #open() {
    if (this.#native === 0) {
      this.#native = native.hashOpen(this, this.#digest.id, this.#keyBytes(), this.#pieces());
      this.#kept = undefined;
    }
    return this.#native;
  }

  /** The digest, as a Buffer or a string; only once. */
  digest(encoding) {
    const result = this.#result;
    if (result !== undefined) return outputId(encoding) === -1 ? result : result.toString(encoding);
    this.#result = null;
    const length = this.#length;
    const id = outputId(encoding);
    const kept = this.#kept;
    if (this.#native === 0 && id !== -1 && kept !== undefined && typeof kept !== 'string') {
      if (this.#keyArena === kept) {
        return native.hmacPart(this.#digest.id, kept, this.#keyFrom, this.#keyTo, this.#from, this.#to, id);
      }
      return native.hashPart(this.#digest.id, this.#keyBytes(), kept, this.#from, this.#to, length, id);
    }
    if (this.#native === 0) return digestWhole(this.#digest, this.#keyBytes(), this.#pieces(), length, encoding);
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
