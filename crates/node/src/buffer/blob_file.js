'use strict';

// Parts of Blobs that are files: fs.openAsBlob(). Owned by `buffer`; loaded with the first such Blob.
//
// A part remembers what the file was when the Blob was made. Each read opens the file anew and compares first, so that a
// Blob never shows a mixture of two states; a Blob therefore holds no descriptor.

const { Number, Uint8Array } = primordials;

const { lazyDOMException } = require('internal/util');
const { unopenableBlob } = require('buffer/native_errors');

function notReadable() {
  return lazyDOMException('The blob could not be read', 'NotReadableError');
}

class FilePart {
  #path;
  #state;
  #start;

  /** `state` is the file's bigint Stats when the Blob was made. */
  constructor(path, state, start, size) {
    this.#path = path;
    this.#state = state;
    this.#start = start;
    this.size = size;
  }

  slice(start, end) {
    return new FilePart(this.#path, this.#state, this.#start + start, end - start);
  }

  /** The bytes from `start` to `end` of this part. */
  async read(start, end) {
    const { open } = require('fs/promises');
    const bytes = new Uint8Array(end - start);
    let handle;
    try {
      handle = await open(this.#path);
      const { mtimeNs, size } = await handle.stat({ __proto__: null, bigint: true });
      if (size !== this.#state.size || mtimeNs !== this.#state.mtimeNs) throw notReadable();
      let used = 0;
      while (used < bytes.length) {
        const { bytesRead } = await handle.read(bytes, used, bytes.length - used, this.#start + start + used);
        if (bytesRead === 0) throw notReadable();
        used += bytesRead;
      }
      return bytes;
    } catch {
      // Whatever went wrong, the Blob's reader is told the one thing that the File API has for it.
      throw notReadable();
    } finally {
      await handle?.close();
    }
  }
}

/** The whole of a file, as it is now. Asks the file system at once, as Node does. */
function openFilePart(path) {
  let state;
  try {
    state = require('fs').statSync(path, { __proto__: null, bigint: true });
  } catch {
    // Node names no reason here.
    throw unopenableBlob();
  }
  return new FilePart(path, state, 0, Number(state.size));
}

module.exports = { openFilePart };
