'use strict';

// `TestsStream`: what happens in a run, as events and as the items of a readable stream in object mode.
//
// Owner: test. It only passes on; the order of the events is the business of `test/node`. Nobody may be reading for a
// long time, so the stream never pushes back: a run must not stop because a reporter is slow.

const { NumberMAX_SAFE_INTEGER } = primordials;

const Readable = require('_stream_readable');

function locationOf(loc) {
  return { __proto__: null, line: loc?.[0], column: loc?.[1], file: loc?.[2] };
}

class TestsStream extends Readable {
  constructor() {
    super({ __proto__: null, objectMode: true, highWaterMark: NumberMAX_SAFE_INTEGER });
  }

  _read() {}

  #send(type, data) {
    this.emit(type, data);
    this.push({ __proto__: null, type, data });
  }

  enqueue(head, loc) { this.#send('test:enqueue', { __proto__: null, ...head, ...locationOf(loc) }); }
  dequeue(head, loc) { this.#send('test:dequeue', { __proto__: null, ...head, ...locationOf(loc) }); }
  start(head, loc) { this.#send('test:start', { __proto__: null, ...head, ...locationOf(loc) }); }

  complete(head, directive, loc) {
    this.#send('test:complete', { __proto__: null, ...head, ...locationOf(loc), ...directive });
  }

  ok(head, directive, loc) {
    this.#send('test:pass', { __proto__: null, ...head, ...locationOf(loc), ...directive });
  }

  fail(head, directive, loc) {
    this.#send('test:fail', { __proto__: null, ...head, ...locationOf(loc), ...directive });
  }

  plan(nesting, loc, count) { this.#send('test:plan', { __proto__: null, nesting, count, ...locationOf(loc) }); }

  diagnostic(nesting, loc, message, level = 'info') {
    this.#send('test:diagnostic', { __proto__: null, nesting, message, level, ...locationOf(loc) });
  }

  coverage(nesting, loc, summary) { this.#send('test:coverage', { __proto__: null, nesting, summary, ...locationOf(loc) }); }

  log(head, loc) { this.#send('test:log', { __proto__: null, ...head, ...locationOf(loc) }); }
  summary(data) { this.#send('test:summary', { __proto__: null, ...data }); }
  interrupted(tests) { this.#send('test:interrupted', { __proto__: null, tests }); }

  watchDrained() { this.#send('test:watch:drained', undefined); }
  watchRestarted() { this.#send('test:watch:restarted', undefined); }

  /** Sends an event that another process made. */
  forward(type, data) { this.#send(type, data); }

  end() { this.push(null); }
}


module.exports = { TestsStream };
