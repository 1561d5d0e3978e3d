'use strict';
// One side of the channel between a parent and a child: the native channel, whether it keeps the process alive, and the
// messages on their way in and out. What of it shows on the process and on ChildProcess is in child_process/ipc.
//
// Framing and queues are native; see child_process/channel.rs. A message with a handle waits for the other side's answer,
// and those behind it wait too: descriptors that are on their way at the same time could not be told apart.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  StringPrototypeStartsWith,
} = primordials;

const EventEmitter = require('events');
const { ErrnoException, codes: { ERR_IPC_CHANNEL_CLOSED } } = require('internal/errors');
const { codecOf } = require('child_process/serialization');

const native = binding('child_process');

// The native answer to a write when so much waits that the program had better pause.
const kFull = 2;
// Commands with this prefix are between the runtimes and no message for programs.
const kInternalPrefix = 'NODE_';
// How a message may be held back natively: not, or until the rest of what was read with it is handled, and whether its
// failure is to be told.
const kAtOnce = 0;
const kHeld = 1;
const kHeldQuietly = 2;
// How often a handle is sent again that did not arrive.
const kMaxAttempts = 3;

/** The native channel. */
class ChannelHandle {
  #number;

  constructor(fd, advanced, onMessages, onSent) {
    this.#number = native.channelOpen(fd, advanced, onMessages, onSent);
    if (this.#number < 0) throw new ErrnoException(this.#number, 'open');
    this.fd = fd;
  }

  get number() {
    return this.#number;
  }

  readStart() {
    native.channelRead(this.#number, true);
  }

  readStop() {
    native.channelRead(this.#number, false);
  }

  ref() {
    native.channelRef(this.#number, true);
  }

  unref() {
    native.channelRef(this.#number, false);
  }

  close() {
    native.channelClose(this.#number);
    this.fd = -1;
  }
}

/** `subprocess.channel` and `process.channel`: whether the channel keeps its process alive. */
class Control extends EventEmitter {
  #handle;
  #reasons = 0;
  #chosen = false;

  constructor(handle) {
    super();
    this.#handle = handle;
  }

  // One more reason to stay alive; none of them counts once the program has chosen.
  refCounted() {
    if (++this.#reasons === 1 && !this.#chosen) this.#handle.ref();
  }

  unrefCounted() {
    if (--this.#reasons === 0 && !this.#chosen) {
      this.#handle.unref();
      this.emit('unref');
    }
  }

  ref() {
    this.#chosen = true;
    this.#handle.ref();
  }

  unref() {
    this.#chosen = true;
    this.#handle.unref();
  }

  get fd() {
    return this.#handle.fd;
  }
}

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
    message.cmd.length > kInternalPrefix.length && StringPrototypeStartsWith(message.cmd, kInternalPrefix);
}

/** One side of the channel. */
class Link {
  // Whether a part of a message is there whose rest has not come.
  buffering = false;

  #target;
  #codec;
  #onEnd;
  #handle;
  #control;
  // Messages that have come and have not had their tick.
  #due = 0;
  // Messages that came while nobody listened.
  #unheard = [];
  // Callbacks of messages that wait to be written, in their order.
  #waiting = [];
  #ended = false;
  // A handle that is on its way and unanswered, and what waits behind it.
  #transit = null;
  #held = [];
  #lists = null;

  constructor(target, fd, serialization, onEnd) {
    this.#target = target;
    this.#codec = codecOf(serialization);
    this.#onEnd = onEnd;
    this.#handle = new ChannelHandle(
      fd, serialization === 'advanced',
      (list, more, failures) => this.#receive(list, more, failures),
      (count, error) => this.#sent(count, error));
    this.#control = new Control(this.#handle);
  }

  get handle() {
    return this.#handle;
  }

  get control() {
    return this.#control;
  }

  #receive(list, more, failures) {
    if (list === null) {
      this.#end();
      return;
    }
    this.buffering = more;
    this.#deliver(list, 0, failures);
  }

  #deliver(list, from, failures) {
    for (let i = from; i < list.length; i++) {
      let message;
      let whole = false;
      try {
        if (failures !== undefined && ArrayPrototypeIncludes(failures, i)) throw list[i];
        message = this.#codec.parse(list[i]);
        whole = true;
      } finally {
        // What is no message is an uncaught error; those behind it still come.
        if (!whole && i + 1 < list.length) process.nextTick(() => this.#deliver(list, i + 1, failures));
      }
      this.#announce(message);
    }
  }

  #announce(message) {
    if (this.#ended) return;
    if (!isInternal(message)) {
      this.#due++;
      process.nextTick(Link.#emitMessage, this, message);
      return;
    }
    switch (message.cmd) {
      case 'NODE_HANDLE':
        this.#take(message);
        break;
      case 'NODE_HANDLE_ACK':
      case 'NODE_HANDLE_NACK':
        this.#settle(message.cmd === 'NODE_HANDLE_ACK');
        break;
      default:
        this.#emitSoon('internalMessage', message, this.#brought(message.brings));
    }
  }

  // The handle of a message that was sent directly; its descriptor has come with it.
  #brought(kind) {
    if (kind === undefined) return undefined;
    const fd = native.channelTakeDescriptor(this.#handle.number);
    return fd < 0 ? undefined : require('child_process/handles').adopt(kind, fd);
  }

  #emitSoon(event, message, handle) {
    process.nextTick(() => this.#emit(event, message, handle));
  }

  // The tick of a message without a handle, which nearly all are: queued with its arguments, without a closure.
  static #emitMessage(link, message) {
    link.#due--;
    link.#emit('message', message, undefined);
  }

  #emit(event, message, handle) {
    const target = this.#target;
    if (event === 'message' && target.listenerCount('message') === 0) {
      ArrayPrototypePush(this.#unheard, { message, handle });
      return;
    }
    target.emit(event, message, handle);
  }

  /** Somebody may listen now. */
  flushUnheard() {
    const target = this.#target;
    if (this.#unheard.length === 0 || !target.channel || target.listenerCount('message') === 0) return;
    const messages = this.#unheard;
    this.#unheard = [];
    for (let i = 0; i < messages.length; i++) target.emit('message', messages[i].message, messages[i].handle);
  }

  // A message with a handle: the sender waits to hear whether the descriptor came.
  #take(envelope) {
    const fd = native.channelTakeDescriptor(this.#handle.number);
    const { unpack } = require('child_process/handles');
    const taken = fd >= 0 && unpack(this.#socketLists(), envelope, fd, (handle) => {
      this.#emitSoon(isInternal(envelope.msg) ? 'internalMessage' : 'message', envelope.msg, handle);
    });
    this.#post({ cmd: taken ? 'NODE_HANDLE_ACK' : 'NODE_HANDLE_NACK' });
  }

  #socketLists() {
    if (this.#lists === null) {
      const { SocketLists } = require('child_process/handles');
      this.#lists = new SocketLists(this.#target);
    }
    return this.#lists;
  }

  // The answer about the handle that is on its way.
  #settle(arrived) {
    const transit = this.#transit;
    if (transit === null) return;
    if (!arrived && ++transit.attempts <= kMaxAttempts) {
      // It fails when the program has closed the handle since.
      if (this.#post(transit.envelope, transit.native.fd) >= 0) return;
    }
    if (!arrived) {
      process.emitWarning('Handle did not reach the receiving process correctly', 'SentHandleNotReceivedWarning');
    }
    this.#endTransit();
    const held = this.#held;
    this.#held = [];
    for (let i = 0; i < held.length; i++) {
      const { message, handle, options, callback } = held[i];
      this.#target._send(message, handle, options, callback);
    }
    // The program disconnected while something was on its way.
    if (this.#transit === null && !this.#target.connected && this.#target.channel) this.#target._disconnect();
  }

  #endTransit() {
    const transit = this.#transit;
    this.#transit = null;
    if (transit?.close) transit.native.close();
  }

  /** Whether a handle is on its way. */
  get isBusy() {
    return this.#transit !== null;
  }

  /** Sends, or queues behind a handle that is on its way. False when the program had better wait. */
  send(message, handle, options, callback) {
    if (this.#transit !== null) {
      ArrayPrototypePush(this.#held, { message, handle, options, callback });
      return this.#held.length === 1;
    }
    let packed;
    if (handle !== undefined && handle !== null) {
      const { pack } = require('child_process/handles');
      packed = pack(this.#socketLists(), message, handle, options?.keepOpen === true);
      message = packed.envelope;
    }
    const swallowErrors = typeof options === 'boolean' ? options : options?.swallowErrors;
    const outcome = this.#post(message, packed?.native?.fd, callback, swallowErrors);
    if (outcome >= 0 && packed?.native !== undefined) {
      this.#transit = { envelope: message, native: packed.native, close: packed.close, attempts: 0 };
    } else if (packed?.close) {
      packed.native.close();
    }
    if (outcome < 0 && !swallowErrors) this.#fail(new ErrnoException(outcome, 'write'), callback);
    return outcome < kFull;
  }

  /**
   * Sends a message between the runtimes with a handle, whose kind `message.brings` says, without asking whether it has
   * arrived: for receivers that are weir. It may overtake messages that wait behind a handle.
   */
  sendDirect(message, handle) {
    this.#post(message, handle.fd);
  }

  #post(message, descriptor, callback, swallowErrors) {
    let hold = kAtOnce;
    // More messages are there whose answers may go along. Who waits for the end of this one does not wait for them.
    if (this.#due > 0 && callback === undefined) hold = swallowErrors ? kHeldQuietly : kHeld;
    const outcome = this.#codec.write(this.#handle.number, message, hold, descriptor);
    if (outcome === 0) {
      if (typeof callback === 'function') process.nextTick(callback, null);
    } else if (outcome > 0) {
      // Waiting to be written is a reason to stay alive.
      this.#control.refCounted();
      ArrayPrototypePush(this.#waiting, callback);
    }
    return outcome;
  }

  #fail(error, callback) {
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => this.#target.emit('error', error));
  }

  // Also of those that waited and failed: the end of the channel is told by 'disconnect'.
  #sent(count, error) {
    if (count === 0) {
      this.#fail(new ErrnoException(error, 'write'));
      return;
    }
    for (let i = 0; i < count; i++) {
      const callback = ArrayPrototypeShift(this.#waiting);
      this.#control.unrefCounted();
      if (typeof callback === 'function') process.nextTick(callback, null);
    }
  }

  // The other side has closed.
  #end() {
    this.buffering = false;
    const target = this.#target;
    // Nobody will answer any more.
    this.#endTransit();
    if (target.connected) target.disconnect();
    else if (target.channel) target._disconnect();
    this.#handle.close();
    this.#finished();
  }

  close() {
    this.#handle.close();
    if (this.#waiting.length > 0) this.#sent(this.#waiting.length);
    this.#endTransit();
    const held = this.#held;
    this.#held = [];
    for (let i = 0; i < held.length; i++) {
      if (typeof held[i].callback === 'function') process.nextTick(held[i].callback, new ERR_IPC_CHANNEL_CLOSED());
    }
    this.#finished();
  }

  #finished() {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd?.();
  }
}

module.exports = { Link };
