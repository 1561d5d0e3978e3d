'use strict';
// Work on the chunks of a stream, several at a time, with the results in the order of the chunks.
// Owner: stream. Behind map() and all that is built on it.
//
// Two loops meet here: fill() reads chunks and starts the work, results() hands out what is done.
// fill() rests while `concurrency` pieces run or `capacity` results wait.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  Symbol,
} = primordials;

const { AbortError } = require('internal/errors');
const { Bell } = require('stream/bell');

// A result that is left out, and the one behind the last.
const kSkip = Symbol('skip');
const kEnd = Symbol('end');

class OrderedWork {
  #stream;
  #work;
  #concurrency;
  #capacity;
  #signal;
  #pending = [];
  #running = 0;
  #isOver = false;
  #roomBell = new Bell();
  #resultBell = new Bell();

  constructor(stream, work, { concurrency, capacity, signal }) {
    this.#stream = stream;
    this.#work = work;
    this.#concurrency = concurrency;
    this.#capacity = capacity;
    this.#signal = signal;
  }

  get #isFull() {
    return this.#running >= this.#concurrency || this.#pending.length >= this.#capacity;
  }

  #checkSignal() {
    if (this.#signal.aborted) throw new AbortError(undefined, { cause: this.#signal.reason });
  }

  #add(promise) {
    ArrayPrototypePush(this.#pending, promise);
    this.#resultBell.ring();
  }

  #start(promise) {
    this.#running++;
    PromisePrototypeThen(promise, this.#onDone, this.#onFailed);
    this.#add(promise);
  }

  #onDone = () => {
    this.#running--;
    this.#roomBell.ring();
  };

  #onFailed = () => {
    this.#isOver = true;
    this.#onDone();
  };

  #call(chunk) {
    try {
      return this.#work(chunk, { signal: this.#signal });
    } catch (err) {
      return PromiseReject(err);
    }
  }

  async #fill() {
    try {
      for await (const chunk of this.#stream) {
        if (this.#isOver) return;
        this.#checkSignal();
        const result = this.#call(chunk);
        if (result === kSkip) continue;
        this.#start(PromiseResolve(result));
        while (!this.#isOver && this.#isFull) await this.#roomBell.wait();
      }
      this.#add(kEnd);
    } catch (err) {
      this.#start(PromiseReject(err));
    } finally {
      this.#isOver = true;
      this.#resultBell.ring();
    }
  }

  async* results() {
    this.#fill();
    const pending = this.#pending;
    try {
      for (;;) {
        while (pending.length > 0) {
          const result = await pending[0];
          if (result === kEnd) return;
          this.#checkSignal();
          if (result !== kSkip) yield result;
          // It counts as waiting until the consumer comes back for the next one.
          ArrayPrototypeShift(pending);
          this.#roomBell.ring();
        }
        await this.#resultBell.wait();
      }
    } finally {
      this.#isOver = true;
      this.#roomBell.ring();
    }
  }
}

module.exports = { OrderedWork, kSkip };
