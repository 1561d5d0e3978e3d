'use strict';
// What a message port is inside: a queue, the port at the other end, and who receives. Owner: worker_threads. Everything is
// in one environment; values in a queue are copies already. Delivery runs in the loop's poll phase, ports in the order in
// which they got something, with ticks and microtasks between messages.
//
// A receiver has `message(value, ports)` and `closed()`. Invariant: nothing of a program's runs inside a post().

const { ArrayPrototypePush, ArrayPrototypeSort, ObjectSetPrototypeOf } = primordials;

const { setupMessaging, toggleMessagingRef, wakeMessaging } = binding('messaging');
const { Ring } = require('stream/web/ring');

/** At the end of a queue: the other port has closed. */
const kClose = { __proto__: null };
// As many messages of one port in a turn as it had, but for a busy pair no fewer than this.
const kFewest = 1000;

let ready = [];
const closing = new Ring();
let lastSerial = 0;
let isSetUp = false;
let keepers = 0;

function setUp() {
  if (isSetUp) return;
  isSetUp = true;
  setupMessaging(deliver);
}

function wake() {
  setUp();
  wakeMessaging();
}

function keepAlive(change) {
  const before = keepers;
  keepers += change;
  if ((before === 0) === (keepers === 0)) return;
  setUp();
  toggleMessagingRef(keepers > 0);
}

/** Delivers to each port that had something when the loop called, the oldest port first. */
function deliver() {
  const batch = ArrayPrototypeSort(ready, (a, b) => a.serial - b.serial);
  ready = [];
  let next = 0;
  try {
    while (next < batch.length) {
      const core = batch[next++];
      core.isReady = false;
      core.drain();
    }
    // Ends are told after messages, as a loop closes handles at the end of its turn.
    while (closing.length > 0) closing.shift().tellClosed();
  } finally {
    // The ports that an error kept from their turn get another.
    while (next < batch.length) ArrayPrototypePush(ready, batch[next++]);
    if (ready.length > 0 || closing.length > 0) wake();
  }
}

class Message {
  constructor(value, ports) {
    this.value = value;
    this.ports = ports;
  }
}

class PortCore {
  constructor() {
    this.serial = ++lastSerial;
    this.queue = new Ring();
    this.peer = undefined;
    this.receiver = undefined;
    this.isReceiving = false;
    this.isReady = false;
    this.isDraining = false;
    this.isClosed = false;
    // 'close' is to be told; until then the loop lives.
    this.isClosing = false;
    this.isRefed = false;
    // Whether the loop lives while a message is on its way here, for receivers without a ref of their own.
    this.waitsForMessages = false;
    this.isAwaited = false;
    // The other end was sent over the channel itself.
    this.isLost = false;
  }

  static pair() {
    const one = new PortCore();
    const other = new PortCore();
    one.peer = other;
    other.peer = one;
    return [one, other];
  }

  /** Sends to the other end. */
  post(value, ports) {
    this.peer?.receive(new Message(value, ports));
  }

  /** A value for this end from no port. */
  send(value) {
    this.receive(new Message(value, []));
  }

  receive(message) {
    this.queue.push(message);
    this.#becomeReady();
  }

  #becomeReady() {
    if (this.waitsForMessages && !this.isAwaited) {
      this.isAwaited = true;
      keepAlive(1);
    }
    if (this.isReady) return;
    this.isReady = true;
    ArrayPrototypePush(ready, this);
    wake();
  }

  start() {
    if (this.isClosed) return;
    this.isReceiving = true;
    if (this.queue.length > 0) this.#becomeReady();
  }

  stop() {
    this.isReceiving = false;
  }

  get #hasNext() {
    return this.queue.length > 0 && (this.isReceiving || this.queue.peek() === kClose);
  }

  /** The next message, whether or not the port receives; undefined when there is none. */
  takeNext() {
    if (this.queue.length === 0 || this.queue.peek() === kClose) return undefined;
    return this.queue.shift();
  }

  drain() {
    const { runNextTicks } = require('process/task_queues');
    let left = this.queue.length > kFewest ? this.queue.length : kFewest;
    this.isDraining = true;
    try {
      // A listener that closes the port still gets what is here already.
      while (this.#hasNext && left-- > 0) {
        const message = this.queue.shift();
        if (message === kClose) {
          this.close();
          break;
        }
        this.receiver.message(message.value, message.ports);
        runNextTicks();
      }
    } finally {
      // Also when a listener's error left from here.
      this.isDraining = false;
      if (this.isAwaited) {
        this.isAwaited = false;
        keepAlive(-1);
      }
      if (this.#hasNext) this.#becomeReady();
    }
  }

  tellClosed() {
    this.isClosing = false;
    keepAlive(-1);
    this.setRef(false);
    this.receiver.closed();
  }

  /** Ends both ports: this one at once, the other after what it was sent. */
  close() {
    if (this.isClosed) return;
    this.isClosed = true;
    this.isClosing = true;
    keepAlive(1);
    if (!this.isDraining) this.queue.clear();
    closing.push(this);
    wake();
    const { peer } = this;
    this.peer = undefined;
    if (peer === undefined) return;
    peer.peer = undefined;
    if (!peer.isClosed) peer.receive(kClose);
  }

  /** Lets the receiver go: the channel goes on with another. The core returned is closed, and tells it so. */
  leave() {
    const gone = new PortCore();
    gone.receiver = this.receiver;
    gone.close();
    this.setRef(false);
    this.isReceiving = false;
    this.receiver = undefined;
    return gone;
  }

  setRef(on) {
    if (this.isRefed === on || (on && this.isClosed && !this.isClosing)) return;
    this.isRefed = on;
    keepAlive(on ? 1 : -1);
  }
}
ObjectSetPrototypeOf(PortCore.prototype, null);
ObjectSetPrototypeOf(Message.prototype, null);

module.exports = { PortCore };
