'use strict';

// `TestsStream`: what happens in a run, as events and as the items of a readable stream in object mode.
//
// Owner: test. It only passes on; the order of the events is the business of `test/node`. Nobody may be reading for a
// long time, so the stream never pushes back: a run must not stop because a reporter is slow.

const { NumberMAX_SAFE_INTEGER, ObjectSetPrototypeOf } = primordials;

const Readable = require('_stream_readable');

/** Completes what is told by its place. The data is the caller's no longer: a copy would cost more than all else here. */
function placed(data, loc) {
  data.line = loc?.[0];
  data.column = loc?.[1];
  data.file = loc?.[2];
  return data;
}

/** As above, with what a test was declared as: `{ skip }`, `{ todo }`, `{ expectFailure }` or nothing. */
function placedResult(data, directive, loc) {
  placed(data, loc);
  for (const key in directive) data[key] = directive[key];
  return data;
}

class TestsStream extends Readable {
  constructor() {
    super({ __proto__: null, objectMode: true, highWaterMark: NumberMAX_SAFE_INTEGER });
  }

  _read() {}

  #send(type, data) {
    this.emit(type, data);
    const item = ObjectSetPrototypeOf({}, null);
    item.type = type;
    item.data = data;
    this.push(item);
  }

  enqueue(head, loc) { this.#send('test:enqueue', placed(head, loc)); }
  dequeue(head, loc) { this.#send('test:dequeue', placed(head, loc)); }
  start(head, loc) { this.#send('test:start', placed(head, loc)); }

  complete(head, directive, loc) {
    this.#send('test:complete', placedResult(head, directive, loc));
  }

  ok(head, directive, loc) {
    this.#send('test:pass', placedResult(head, directive, loc));
  }

  fail(head, directive, loc) {
    this.#send('test:fail', placedResult(head, directive, loc));
  }

  plan(nesting, loc, count) { this.#send('test:plan', placed({ __proto__: null, nesting, count }, loc)); }

  diagnostic(nesting, loc, message, level = 'info') {
    this.#send('test:diagnostic', placed({ __proto__: null, nesting, message, level }, loc));
  }

  coverage(nesting, loc, summary) { this.#send('test:coverage', placed({ __proto__: null, nesting, summary }, loc)); }

  log(head, loc) { this.#send('test:log', placed(head, loc)); }
  summary(data) { this.#send('test:summary', { __proto__: null, ...data }); }
  interrupted(tests) { this.#send('test:interrupted', { __proto__: null, tests }); }

  watchDrained() { this.#send('test:watch:drained', undefined); }
  watchRestarted() { this.#send('test:watch:restarted', undefined); }

  /** Sends an event that another process made. */
  forward(type, data) { this.#send(type, data); }

  end() { this.push(null); }
}


module.exports = { TestsStream };
