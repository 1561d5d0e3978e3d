'use strict';
// The queue of a byte stream, and the memory that waits to be filled from it. Owner: stream. The program's face of it is
// byte_controller.js, which checks arguments; the checks here are those on the state.
//
// Invariants: every buffer in the queue and in `pending` is the stream's own (taken by transfer); chunks are queued only
// while no pending memory can take them; requests of a reader never wait while bytes are queued that could serve them.

const {
  ArrayBufferPrototypeGetDetached,
  MathMin,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { withoutPrototype } = require('stream/web/promises');
const { PullControl } = require('stream/web/pull_control');
const { PullInto, transfer } = require('stream/web/pull_into');
const { ReadableState } = require('stream/web/readable_state');
const { Ring } = require('stream/web/ring');
const shells = require('stream/web/shells');

class QueuedBytes {
  constructor(buffer, byteOffset, byteLength) {
    this.buffer = buffer;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
  }
}

class ByteControl extends PullControl {
  constructor(stream, source, highWaterMark, autoAllocateChunkSize) {
    super(stream, source, highWaterMark);
    this.queue = new Ring();
    this.queuedSize = 0;
    this.autoAllocateChunkSize = autoAllocateChunkSize;
    this.pending = new Ring();
    // The public request for the oldest pending memory, made when the program asks for it.
    this.byobRequest = null;
  }

  get shell() {
    return this.shellMade ??= shells.byteController(this);
  }

  get hasChunk() {
    return this.queuedSize > 0;
  }

  /** The next bytes as they were queued; the queue must not be empty. */
  take() {
    const { buffer, byteOffset, byteLength } = this.queue.shift();
    this.queuedSize -= byteLength;
    this.#afterDrain();
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  #afterDrain() {
    if (this.queuedSize === 0 && this.closeRequested) {
      this.dropSource();
      this.stream.close();
    } else {
      this.callPullIfNeeded();
    }
  }

  pullFor(request) {
    if (this.queuedSize > 0) {
      request.chunk(this.take());
      return;
    }
    const size = this.autoAllocateChunkSize;
    if (size !== undefined) {
      let memory;
      try {
        memory = PullInto.forChunk(size);
      } catch (err) {
        request.error(err);
        return;
      }
      this.pending.push(memory);
    }
    this.stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  /** A BYOB reader's request; the reader has checked `view` and `min`. */
  pullInto(view, min, request) {
    const elementSize = view.BYTES_PER_ELEMENT ?? 1;
    const View = view.View;
    let memory;
    try {
      memory = new PullInto(transfer(view.buffer), view.byteOffset, view.byteLength, min * elementSize, elementSize, View,
                            'byob');
    } catch (err) {
      request.error(err);
      return;
    }
    const { requests } = this.stream.reader;
    if (this.pending.length > 0) {
      this.pending.push(memory);
      requests.push(request);
      return;
    }
    if (this.stream.state === 'closed') {
      request.close(new View(memory.buffer, memory.byteOffset, 0));
      return;
    }
    if (this.queuedSize > 0) {
      if (this.#fillFromQueue(memory)) {
        const filled = memory.toView();
        this.#afterDrain();
        request.chunk(filled);
        return;
      }
      if (this.closeRequested) {
        const err = new ERR_INVALID_STATE.TypeError('ReadableStream closed');
        this.error(err);
        request.error(err);
        return;
      }
    }
    this.pending.push(memory);
    requests.push(request);
    this.callPullIfNeeded();
  }

  /** The caller has checked `canCloseOrEnqueue`, and that the memory is neither empty nor detached. */
  enqueue(buffer, byteOffset, byteLength) {
    const memory = transfer(buffer);
    if (this.pending.length > 0) {
      const first = this.pending.peek();
      if (ArrayBufferPrototypeGetDetached(first.buffer)) {
        throw new ERR_INVALID_STATE.TypeError('Destination ArrayBuffer is detached');
      }
      this.#invalidateRequest();
      first.buffer = transfer(first.buffer);
      if (first.readerType === 'none') this.#queueLeftOver();
    }
    const { reader } = this.stream;
    if (reader === undefined) {
      this.#queueBytes(memory, byteOffset, byteLength);
    } else if (reader.isByob) {
      this.#queueBytes(memory, byteOffset, byteLength);
      this.#servePending();
    } else {
      this.#serveRequests(reader.requests);
      if (reader.requests.length === 0) {
        this.#queueBytes(memory, byteOffset, byteLength);
      } else {
        // The chunk itself answers; what was allocated for it is not needed.
        if (this.pending.length > 0) this.pending.shift();
        reader.requests.shift().chunk(new Uint8Array(memory, byteOffset, byteLength));
      }
    }
    this.callPullIfNeeded();
  }

  #queueBytes(buffer, byteOffset, byteLength) {
    this.queue.push(new QueuedBytes(buffer, byteOffset, byteLength));
    this.queuedSize += byteLength;
  }

  #queueCopy(buffer, byteOffset, byteLength) {
    let copy;
    try {
      copy = new Uint8Array(byteLength);
    } catch (err) {
      this.error(err);
      throw err;
    }
    TypedArrayPrototypeSet(copy, new Uint8Array(buffer, byteOffset, byteLength));
    this.#queueBytes(TypedArrayPrototypeGetBuffer(copy), 0, byteLength);
  }

  /** What was filled for a reader that has gone is for the next one. */
  #queueLeftOver() {
    const { buffer, byteOffset, bytesFilled } = this.pending.peek();
    if (bytesFilled > 0) this.#queueCopy(buffer, byteOffset, bytesFilled);
    this.pending.shift();
  }

  #serveRequests(requests) {
    while (requests.length > 0 && this.queuedSize > 0) requests.shift().chunk(this.take());
  }

  /** Moves queued bytes into `memory`, whole elements only; whether it is full enough to be given out. */
  #fillFromQueue(memory) {
    const { elementSize, bytesFilled } = memory;
    let toCopy = MathMin(this.queuedSize, memory.room);
    const most = bytesFilled + toCopy;
    const aligned = most - most % elementSize;
    const ready = aligned >= memory.minimumFill;
    if (ready) toCopy = aligned - bytesFilled;
    while (toCopy > 0) {
      const head = this.queue.peek();
      const n = MathMin(toCopy, head.byteLength);
      memory.append(head.buffer, head.byteOffset, n);
      if (head.byteLength === n) {
        this.queue.shift();
      } else {
        head.byteOffset += n;
        head.byteLength -= n;
      }
      this.queuedSize -= n;
      toCopy -= n;
    }
    return ready;
  }

  /** Fills pending memory from the queue; what is full is given out after all of it is taken off the list. */
  #servePending(first = undefined) {
    let filled;
    while (this.pending.length > 0 && this.queuedSize > 0) {
      if (!this.#fillFromQueue(this.pending.peek())) break;
      filled ??= new Ring();
      filled.push(this.pending.shift());
    }
    if (first !== undefined) this.#giveOut(first);
    if (filled === undefined) return;
    while (filled.length > 0) this.#giveOut(filled.shift());
  }

  #giveOut(memory) {
    const isEnd = this.stream.state === 'closed';
    const view = memory.toView();
    const request = this.stream.reader.requests.shift();
    if (isEnd) request.close(memory.readerType === 'default' ? undefined : view);
    else request.chunk(view);
  }

  /** The caller has checked `canCloseOrEnqueue`. */
  close() {
    if (this.queuedSize > 0) {
      this.closeRequested = true;
      return;
    }
    if (this.pending.length > 0) {
      const { bytesFilled, elementSize } = this.pending.peek();
      if (bytesFilled % elementSize !== 0) {
        const err = new ERR_INVALID_STATE.TypeError('Partial read');
        this.error(err);
        throw err;
      }
    }
    this.closeRequested = true;
    this.dropSource();
    this.stream.close();
  }

  error(reason) {
    if (this.stream.state !== 'readable') return;
    this.#invalidateRequest();
    this.pending.clear();
    this.#emptyQueue();
    this.dropSource();
    this.stream.error(reason);
  }

  #emptyQueue() {
    this.queue.clear();
    this.queuedSize = 0;
  }

  cancel(reason) {
    this.#invalidateRequest();
    this.pending.clear();
    this.#emptyQueue();
    const { source } = this;
    this.dropSource();
    return source.cancel(reason);
  }

  release() {
    if (this.pending.length === 0) return;
    const first = this.pending.peek();
    first.readerType = 'none';
    this.pending.clear();
    this.pending.push(first);
  }

  /** The request for the oldest pending memory, or null. */
  currentRequest() {
    if (this.byobRequest === null && this.pending.length > 0) {
      this.byobRequest = shells.byobRequest(this, this.pending.peek().emptyPart());
    }
    return this.byobRequest;
  }

  #invalidateRequest() {
    if (this.byobRequest === null) return;
    shells.invalidate(this.byobRequest);
    this.byobRequest = null;
  }

  /** So many bytes were written into the oldest pending memory. */
  respond(bytesWritten) {
    const first = this.pending.peek();
    if (this.stream.state === 'closed') {
      if (bytesWritten !== 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    } else {
      if (bytesWritten === 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
      if (first.bytesFilled + bytesWritten > first.byteLength) {
        throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
      }
    }
    first.buffer = transfer(first.buffer);
    this.#respondTo(first, bytesWritten);
  }

  /** The same with the memory that was written, handed back in another buffer. */
  respondWithNewView(view, { buffer, byteOffset, byteLength }) {
    const first = this.pending.peek();
    if (this.stream.state === 'closed') {
      if (byteLength !== 0) throw new ERR_INVALID_STATE.TypeError('View is not zero-length');
    } else if (byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View is zero-length');
    }
    if (first.byteOffset + first.bytesFilled !== byteOffset || first.bufferByteLength !== buffer.byteLength ||
        first.bytesFilled + byteLength > first.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
    }
    first.buffer = transfer(buffer);
    this.#respondTo(first, byteLength);
  }

  #respondTo(first, bytesWritten) {
    this.#invalidateRequest();
    if (this.stream.state === 'closed') this.#respondClosed(first);
    else this.#respondReadable(first, bytesWritten);
    this.callPullIfNeeded();
  }

  #respondClosed(first) {
    if (first.readerType === 'none') this.pending.shift();
    const { reader } = this.stream;
    if (reader === undefined || !reader.isByob) return;
    const filled = new Ring();
    while (filled.length < reader.requests.length) filled.push(this.pending.shift());
    while (filled.length > 0) this.#giveOut(filled.shift());
  }

  #respondReadable(first, bytesWritten) {
    first.bytesFilled += bytesWritten;
    if (first.readerType === 'none') {
      this.#queueLeftOver();
      this.#servePending();
      return;
    }
    if (first.bytesFilled < first.minimumFill) return;
    this.pending.shift();
    const remainder = first.bytesFilled % first.elementSize;
    if (remainder > 0) {
      const end = first.byteOffset + first.bytesFilled;
      this.#queueCopy(first.buffer, end - remainder, remainder);
      first.bytesFilled -= remainder;
    }
    this.#servePending(first);
  }
}

withoutPrototype(QueuedBytes);

/** A byte stream around a source of ours (see sources.js). */
function newReadableBytes(source, highWaterMark = 0, autoAllocateChunkSize = undefined) {
  const stream = new ReadableState();
  const control = new ByteControl(stream, source, highWaterMark, autoAllocateChunkSize);
  control.start();
  return stream;
}

module.exports = { ByteControl, newReadableBytes };
