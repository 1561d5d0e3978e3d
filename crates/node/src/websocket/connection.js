'use strict';
// An open WebSocket's connection: frames off the socket and onto it, and the closing handshake. Owner: websocket. What a frame
// is stands in Rust (`websocket/mod.rs`, crates/websocket); what becomes of messages is the WebSocket's. A plain socket has
// made the connection and tells of its end; its frames go by its handle, past its streams.

const { ArrayPrototypePush, ArrayPrototypeShift, Error, Int32Array, ReflectApply } = primordials;

const { Buffer } = require('buffer');
const { ErrnoException } = require('internal/errors');
const { canReadNatively } = require('http/native_reads');
const { QUEUED } = require('net/stream_handle');
const { setTimeout, clearTimeout } = require('timers');
const native = binding('websocket');

// What a step met.
const kMore = 0;
const kText = 1;
const kBinary = 2;
const kPing = 3;
const kPong = 4;
const kClose = 5;

const kIsCompressed = 1;
const kKeepsContext = 2;
// What undici allows the payloads of a message.
const kMaxMessage = 128 * 1024 * 1024;
// How long the server may take to end the connection after both sides, or this one, have said so.
const kCloseTimeout = 30_000;

const kNoBytes = Buffer.alloc(0);
const numbers = new Int32Array(3);

/** How long the head of a frame is whose payload has so many bytes. */
function headLength(length) {
  return length < 126 ? 6 : length < 65536 ? 8 : 14;
}

/** A frame of bytes, of which each kind has its number above. */
function frameOf(kind, bytes) {
  const { byteLength } = bytes;
  const head = headLength(byteLength);
  const frame = Buffer.allocUnsafe(head + byteLength);
  native.writeBytes(frame, bytes, head, kind);
  return frame;
}

function frameOfText(text, length) {
  const head = headLength(length);
  const frame = Buffer.allocUnsafe(head + length);
  native.writeText(frame, text, head);
  return frame;
}

let tellTaken;

class Connection {
  #reader;
  #socket;
  #owner;
  // Of a plain socket.
  #handle = undefined;
  // Bytes that the system has, which bufferedAmount is told of in a tick.
  #taken = 0;
  #sentClose = false;
  #receivedClose = undefined;
  #failure = undefined;
  #timer = undefined;
  // What waits for a Blob to be read, that Blob first.
  #waiting = undefined;
  /** Bytes of messages that the socket has not taken yet. */
  bufferedAmount = 0;

  /** `owner` gets `message(data, isText)`, `ping(bytes)`, `pong(bytes)`, `closing()` and, at the end, `closed(end)`. */
  constructor(socket, answer, owner) {
    this.#socket = socket;
    this.#owner = owner;
    const flags = answer.deflates ? kIsCompressed | (answer.keepsContext ? kKeepsContext : 0) : 0;
    this.#reader = native.open(flags, kMaxMessage);
    if (canReadNatively(socket)) this.#useHandle(socket);
    else socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (err) => {
      this.#failure ??= err;
      owner.socketError(err);
    });
    socket.on('close', () => this.#end());
  }

  /** What came with the head of the answer. */
  begin(rest) {
    if (rest.length > 0) this.#read(rest);
    this.#socket.resume();
  }

  #useHandle(socket) {
    const handle = this.#handle = socket._handle;
    const { onread } = handle;
    const read = (chunk) => this.#read(chunk);
    handle.onread = function(nread, chunk) {
      if (nread > 0) read(chunk);
      else ReflectApply(onread, this, [nread, chunk]);
    };
  }

  #read(chunk) {
    let at = 0;
    while (at < chunk.length && this.#receivedClose === undefined && this.#failure === undefined) {
      const value = native.advance(this.#reader, chunk, at, numbers);
      const { 0: met, 1: next, 2: code } = numbers;
      at = next;
      switch (met) {
        case kMore:
          break;
        case kText:
          this.#owner.message(value, true);
          break;
        case kBinary:
          this.#owner.message(value.buffer, false);
          break;
        case kPing: {
          const payload = Buffer.from(value.buffer);
          if (this.#receivedClose === undefined) this.#put(frameOf(kPong, payload), 0);
          this.#owner.ping(payload);
          break;
        }
        case kPong:
          this.#owner.pong(Buffer.from(value.buffer));
          break;
        case kClose:
          this.#receiveClose(code, value);
          break;
        default:
          this.fail(code, value);
      }
    }
  }

  #receiveClose(code, reason) {
    this.#receivedClose = { code: code === 0 ? 1005 : code, reason };
    if (!this.#sentClose) this.#writeClose(code === 0 ? undefined : code, '');
    this.#owner.closing();
    this.#limit();
  }

  #writeClose(code, reason) {
    this.#sentClose = true;
    let payload = kNoBytes;
    if (code !== undefined) {
      payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason));
      payload.writeUInt16BE(code, 0);
      payload.write(reason, 2);
    }
    this.#put(frameOf(kClose, payload), 0);
  }

  #limit() {
    this.#timer ??= setTimeout(() => this.#socket.destroy(), kCloseTimeout);
  }

  /** Ends the connection for what the server did wrong. */
  fail(code, reason) {
    this.#failure ??= new Error(reason);
    if (!this.#sentClose) this.#writeClose(code, reason);
    this.#socket.destroy();
  }

  /** Begins the closing handshake, behind what is still to be sent. */
  close(code, reason) {
    if (this.#waiting !== undefined) {
      ArrayPrototypePush(this.#waiting, { close: code, reason });
      return;
    }
    if (this.#sentClose) return;
    this.#writeClose(code, reason);
    this.#limit();
  }

  sendText(text) {
    const length = Buffer.byteLength(text);
    this.#send(frameOfText(text, length), length);
  }

  sendBytes(view) {
    this.#send(frameOf(kBinary, view), view.byteLength);
  }

  #send(frame, length) {
    this.bufferedAmount += length;
    if (this.#waiting === undefined) this.#put(frame, length);
    else ArrayPrototypePush(this.#waiting, { frame, length });
  }

  /** Sends a frame; `length` bytes of it are counted as buffered until the system has them. */
  #put(frame, length) {
    const socket = this.#socket;
    const handle = this.#handle;
    if (handle === undefined || socket._handle !== handle || socket.destroyed || socket.writableEnded) {
      socket.write(frame, () => {
        this.bufferedAmount -= length;
      });
      return;
    }
    const status = handle.write(frame);
    if (status === QUEUED) {
      handle.whenWritten((ended) => {
        this.bufferedAmount -= length;
        if (ended < 0) socket.destroy(new ErrnoException(ended, 'write'));
      });
    } else if (status < 0) {
      socket.destroy(new ErrnoException(status, 'write'));
    } else if (length > 0) {
      if (this.#taken === 0) process.nextTick(tellTaken, this);
      this.#taken += length;
    }
  }

  static {
    tellTaken = (connection) => {
      connection.bufferedAmount -= connection.#taken;
      connection.#taken = 0;
    };
  }

  /** A Blob's bytes come later; what follows waits for them. */
  sendBlob(blob) {
    this.bufferedAmount += blob.size;
    if (this.#waiting !== undefined) {
      ArrayPrototypePush(this.#waiting, { blob });
      return;
    }
    this.#waiting = [];
    this.#readBlob(blob);
  }

  async #readBlob(blob) {
    let bytes;
    try {
      bytes = await blob.bytes();
    } catch (err) {
      // A file that changed or is gone: half a conversation cannot go on.
      this.#failure ??= err;
      this.#socket.destroy();
      return;
    }
    this.#put(frameOf(kBinary, bytes), bytes.byteLength);
    while (this.#waiting.length > 0) {
      const next = ArrayPrototypeShift(this.#waiting);
      if (next.blob !== undefined) {
        this.#readBlob(next.blob);
        return;
      }
      if (next.frame === undefined) {
        this.#waiting = undefined;
        this.close(next.close, next.reason);
        return;
      }
      this.#put(next.frame, next.length);
    }
    this.#waiting = undefined;
  }

  #end() {
    if (this.#reader === undefined) return;
    native.close(this.#reader);
    this.#reader = undefined;
    clearTimeout(this.#timer);
    const isClean = this.#sentClose && this.#receivedClose !== undefined && this.#failure === undefined;
    this.#owner.closed({
      isClean,
      code: isClean ? this.#receivedClose.code : 1006,
      reason: isClean ? this.#receivedClose.reason : '',
      cause: this.#failure,
    });
  }
}

module.exports = { Connection };
