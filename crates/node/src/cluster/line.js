'use strict';
// The conversation between a primary and one worker, over their channel: messages, and questions that are answered. Each
// message has a number (`seq`), and an answer names the question's (`ack`). The forms are Node's, so that either side may
// be Node.
//
// What a message means is the sides' (cluster/primary, cluster/child).

const { SafeMap } = primordials;

const { kLink } = require('child_process/ipc');

const kCommand = 'NODE_CLUSTER';

// The end of a channel is told by 'disconnect': what cannot be written because of it is no error of the program's.
const kQuietly = { __proto__: null, swallowErrors: true };

class Line {
  #process;
  #receive;
  #next = 0;
  // Whether the other side takes handles without Node's handshake.
  isDirect = false;
  // Questions that wait for an answer, by number.
  #questions = new SafeMap();

  /** `receive(message, handle)` gets what is no answer. */
  constructor(target, receive) {
    this.#process = target;
    this.#receive = receive;
    target.on('internalMessage', (message, handle) => this.#deliver(message, handle));
  }

  #deliver(message, handle) {
    if (message.cmd !== kCommand) return;
    const question = message.ack === undefined ? undefined : this.#questions.get(message.ack);
    if (question === undefined) {
      this.#receive(message, handle);
      return;
    }
    this.#questions.delete(message.ack);
    question.answer(message, handle);
  }

  /** Sends. False when there is no channel any more: nothing comes of it then. */
  send(message, handle) {
    if (!this.#process.connected) return false;
    this.#process.send({ cmd: kCommand, ...message, seq: this.#next++ }, handle, kQuietly);
    return true;
  }

  /**
   * Sends what will be answered: `answer(reply, handle)`. When the other side goes without, `lost` is called if given.
   * False when there is no channel any more; neither is called then.
   */
  ask(message, handle, answer, lost) {
    if (!this.#process.connected) return false;
    this.#questions.set(this.#next, { answer, lost });
    return this.send(message, handle);
  }

  /**
   * As ask(), for a connection. When the other side is weir as well (`isDirect`), it is told what kind of handle comes, and
   * answers for it once; Node's handshake answers twice, and the channel carries one handle at a time.
   */
  deal(message, connection, answer, lost) {
    if (!this.isDirect) return this.ask(message, connection, answer, lost);
    if (!this.#process.connected) return false;
    const seq = this.#next++;
    this.#questions.set(seq, { answer, lost });
    const brings = connection.getsockname ? 'TCP' : 'Pipe';
    // What cannot be written is lost with the channel, which will be told.
    this.#process[kLink].sendDirect({ cmd: kCommand, ...message, seq, brings }, connection);
    return true;
  }

  /** The other side has gone, and everything that it said was heard. */
  hangUp() {
    const questions = this.#questions;
    this.#questions = new SafeMap();
    questions.forEach((question) => question.lost?.());
  }
}

module.exports = { Line };
