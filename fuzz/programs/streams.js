// Streams: an input is a program over a handful of streams of all kinds, with its own sources, sinks, mistakes and times.
// What it sees (events, answers, states, in order) is its outcome, to compare with another runtime's; whatever it does,
// each stream ends, finishes, fails and closes at most once, and nothing comes after.
'use strict';

const assert = require('assert');
const stream = require('stream');
const { fuzz } = require('./harness.js');

const { Duplex, PassThrough, Readable, Transform, Writable } = stream;

/** Streams of one program, steps of it, and lines of its log, at most. */
const MOST_STREAMS = 6;
const MOST_STEPS = 40;
const MOST_LINES = 400;
/** Turns of the loop without a line after which nothing more will happen. */
const QUIET_TURNS = 6;

const EVENTS = ['end', 'finish', 'close', 'error', 'drain', 'pipe', 'unpipe', 'pause', 'resume', 'prefinish'];
const ONCE = ['end', 'finish', 'close', 'error', 'prefinish'];
const MARKS = [undefined, 0, 1, 3, 16, 64];
const ENCODINGS = ['utf8', 'hex', 'base64', 'latin1', 'utf16le'];

/** What a program says as it runs. */
class Log {
  lines = [];

  say(line) {
    if (this.lines.length < MOST_LINES) this.lines.push(line);
  }
}

let current = new Log();
process.on('uncaughtException', (error) => current.say(`uncaught ${named(error)}`));
process.on('unhandledRejection', (error) => current.say(`rejected ${named(error)}`));
process.on('warning', () => {});

function named(error) {
  if (error === null || error === undefined) return String(error);
  // The engine's own messages name the variables of whoever made the mistake.
  return error.code === undefined && error instanceof TypeError ? 'TypeError' : `${error.code ?? error.name}:${error.message}`.slice(0, 80);
}

function shown(value) {
  if (value === null || value === undefined) return String(value);
  if (value instanceof stream.Stream) return '<stream>';
  if (Buffer.isBuffer(value)) return `<${value.toString('latin1')}>`;
  if (value instanceof Error) return named(value);
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

/** The bytes of an input, one decision each; after the last one come zeros. */
class Bytes {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get left() {
    return this.#bytes.length - this.#at;
  }

  next() {
    return this.#at < this.#bytes.length ? this.#bytes[this.#at++] : 0;
  }

  below(end) {
    return this.next() % end;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** A few decisions that something takes again and again. */
  loop() {
    const list = Array.from({ length: 1 + this.below(4) }, () => this.next());
    let at = 0;
    return () => list[at++ % list.length];
  }
}

/** When something is answered: at once, in a tick, in a microtask or in the loop's next turn. */
function later(how, run) {
  switch (how & 3) {
    case 0: run(); break;
    case 1: process.nextTick(run); break;
    case 2: queueMicrotask(run); break;
    default: setImmediate(run);
  }
}

class World {
  streams = [];
  log = new Log();
  held = [];
  /** The other side of a pair: what is piped into it would come round again. */
  farSide;
  #bytes;
  #chunks = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  chunk(objects) {
    const n = this.#chunks++;
    const letter = String.fromCharCode(97 + n % 26);
    if (objects && n % 5 === 4) return { n };
    return letter.repeat(1 + n % 7);
  }

  /** A callback's answer, sometimes an error, at some time. */
  answer(name, decision, callback, ...values) {
    const failing = decision % 23 === 22;
    if (decision % 29 === 28) {
      this.held.push(() => callback(null, ...values));
      return;
    }
    later(decision >> 3, () => {
      if (failing) callback(new Error(`${name} fails`));
      else callback(null, ...values);
    });
  }

  options() {
    const b = this.#bytes;
    const shape = b.next();
    const options = { highWaterMark: b.pick(MARKS) };
    if (shape & 1) options.objectMode = true;
    if ((shape & 6) === 6) options.autoDestroy = false;
    if ((shape & 24) === 24) options.emitClose = false;
    if (shape & 32) options.allowHalfOpen = false;
    if ((shape & 192) === 192) options.decodeStrings = false;
    const more = b.next();
    if ((more & 7) === 7) options.encoding = b.pick(ENCODINGS);
    if ((more & 56) === 56) {
      const times = b.next();
      options.construct = (callback) => this.answer('construct', times, callback);
    }
    if ((more & 192) === 192) {
      const times = b.next();
      options.destroy = (error, callback) => {
        this.log.say(`destroying ${named(error)}`);
        later(times, () => callback(times % 11 === 10 ? new Error('destroy fails') : error));
      };
    }
    return options;
  }

  reading(options) {
    const decide = this.#bytes.loop();
    let left = 2 + this.#bytes.below(8);
    const world = this;
    options.read = function (size) {
      const how = decide();
      world.log.say(`_read ${size}`);
      const give = () => {
        if (how % 37 === 36) {
          this.destroy(new Error('read fails'));
          return;
        }
        if (left-- <= 0) {
          this.push(null);
          return;
        }
        const times = how % 7 === 6 ? 3 : 1;
        for (let n = 0; n < times; n++) {
          const chunk = how % 13 === 12 ? '' : world.chunk(this.readableObjectMode);
          world.log.say(`pushed ${this.push(chunk)}`);
        }
      };
      if (how % 41 === 40) throw new Error('read throws');
      later(how >> 3, give);
    };
  }

  writing(options) {
    const decide = this.#bytes.loop();
    const shape = this.#bytes.next();
    options.write = (chunk, encoding, callback) => {
      const how = decide();
      this.log.say(`_write ${shown(chunk)} ${encoding}`);
      if (how % 41 === 40) throw new Error('write throws');
      this.answer('write', how, callback);
    };
    if ((shape & 3) === 3) {
      options.writev = (chunks, callback) => {
        const how = decide();
        this.log.say(`_writev ${chunks.map((one) => shown(one.chunk) + one.encoding).join()}`);
        this.answer('writev', how, callback);
      };
    }
    if ((shape & 12) === 12) options.final = (callback) => this.answer('final', decide(), callback);
  }

  transforming(options) {
    const decide = this.#bytes.loop();
    const shape = this.#bytes.next();
    const world = this;
    options.transform = function (chunk, encoding, callback) {
      const how = decide();
      world.log.say(`_transform ${shown(chunk)} ${encoding}`);
      if (how % 41 === 40) throw new Error('transform throws');
      if (how % 5 === 4) this.push(world.chunk(this.readableObjectMode));
      if (how % 31 === 30) this.push(null);
      if (how % 7 === 6) world.answer('transform', how, callback);
      else world.answer('transform', how, callback, chunk);
    };
    if ((shape & 3) === 3) {
      options.flush = function (callback) {
        const how = decide();
        if (how & 1) this.push(world.chunk(this.readableObjectMode));
        world.answer('flush', how, callback, ...(how & 2 ? ['z'] : []));
      };
    }
    if ((shape & 12) === 12) options.final = (callback) => this.answer('final', decide(), callback);
  }

  add(made) {
    const id = this.streams.push(made) - 1;
    made.told = {};
    for (const event of EVENTS) {
      made.on(event, (value) => {
        const times = made.told[event] = (made.told[event] ?? 0) + 1;
        if (ONCE.includes(event)) assert(times === 1, `${event} came twice`);
        this.log.say(`${id} ${event} ${event === 'error' ? named(value) : shown(value)}`);
      });
    }
    return made;
  }

  make() {
    const b = this.#bytes;
    const kind = b.below(8);
    if (this.streams.length >= MOST_STREAMS) return;
    const options = this.options();
    switch (kind) {
      case 0: case 1:
        this.reading(options);
        this.add(new Readable(options));
        break;
      case 2:
        this.writing(options);
        this.add(new Writable(options));
        break;
      case 3:
        this.reading(options);
        this.writing(options);
        this.add(new Duplex(options));
        break;
      case 4:
        this.transforming(options);
        this.add(new Transform(options));
        break;
      case 5:
        this.add(new PassThrough(options));
        break;
      case 6: {
        const count = b.below(5);
        const list = Array.from({ length: count }, () => this.chunk(true));
        const how = b.next();
        const source = how & 1 ? list : (async function* () {
          for (const one of list) {
            if (how & 2) await new Promise(setImmediate);
            yield one;
          }
          if (how & 4) throw new Error('source fails');
        })();
        this.add(Readable.from(source, how & 8 ? { objectMode: false, highWaterMark: 4 } : undefined));
        break;
      }
      default: {
        const [one, other] = stream.duplexPair(options);
        this.add(one);
        this.farSide ??= this.add(other);
      }
    }
  }

  state(id) {
    const s = this.streams[id];
    return [s.readableLength, s.readableFlowing, s.readableEnded, s.writableLength, s.writableNeedDrain, s.writableFinished,
            s.writableEnded, s.writableCorked, s.destroyed, s.closed, named(s.errored), s.readableAborted,
            s.readableDidRead, s.readable, s.writable, stream.isDisturbed(s), stream.isErrored(s), s.isPaused?.(),
            s.readableHighWaterMark, s.writableHighWaterMark].join();
  }

  callback(name) {
    return (error, value) => this.log.say(`${name} ${named(error)} ${shown(value)}`);
  }

  watch(name, promise) {
    promise.then((value) => this.log.say(`${name} ${shown(value)}`), (error) => this.log.say(`${name} failed ${named(error)}`));
  }

  listen(id, s) {
    const how = this.#bytes.next();
    switch (how % 6) {
      case 0: case 1:
        s.on('data', (chunk) => {
          assert(s.told.end === undefined, 'data after the end');
          this.log.say(`${id} data ${shown(chunk)}`);
          if (how % 17 === 16) s.pause();
        });
        break;
      case 2:
        s.on('readable', () => {
          let chunk;
          this.log.say(`${id} readable ${s.readableLength}`);
          while ((chunk = s.read(how & 16 ? 2 : undefined)) !== null) this.log.say(`${id} read ${shown(chunk)}`);
        });
        break;
      case 3:
        s.once('readable', () => this.log.say(`${id} readable once ${shown(s.read())}`));
        break;
      case 4:
        s.removeAllListeners('readable');
        break;
      default:
        s.once('data', (chunk) => {
          this.log.say(`${id} data once ${shown(chunk)}`);
          if (how & 16) s.destroy();
        });
    }
  }

  async iterate(id, s) {
    const how = this.#bytes.next();
    let left = how & 7;
    const iterator = how & 8 ? s.iterator({ destroyOnReturn: false }) : s;
    for await (const chunk of iterator) {
      this.log.say(`${id} iterated ${shown(chunk)}`);
      if (how & 16) await new Promise(setImmediate);
      if (how & 32 && left-- === 0) break;
    }
    this.log.say(`${id} iteration over`);
  }

  operate(id, s) {
    const how = this.#bytes.next();
    const value = (chunk) => (typeof chunk === 'object' ? JSON.stringify(chunk) : String(chunk));
    const concurrency = 1 + (how >> 6);
    switch (how % 12) {
      case 0: this.watch('toArray', s.toArray()); break;
      case 1: this.watch('map', s.map(async (one) => `${value(one)}!`, { concurrency }).toArray()); break;
      case 2: this.watch('filter', s.filter((one) => value(one).length > 2, { concurrency }).toArray()); break;
      case 3: this.watch('take', s.take(2).toArray()); break;
      case 4: this.watch('drop', s.drop(1).toArray()); break;
      case 5: this.watch('reduce', s.reduce((all, one) => all + value(one), '')); break;
      case 6: this.watch('some', s.some((one) => value(one).length > 3, { concurrency })); break;
      case 7: this.watch('every', s.every((one) => value(one).length < 4, { concurrency })); break;
      case 8: this.watch('find', s.find((one) => value(one).length > 4, { concurrency })); break;
      case 9: this.watch('flatMap', s.flatMap((one) => [value(one), '/'], { concurrency }).toArray()); break;
      case 10: this.watch('forEach', s.forEach((one) => this.log.say(`${id} each ${shown(one)}`), { concurrency })); break;
      default: this.add(s.map((one) => {
        if (how & 64) throw new Error('map fails');
        return one;
      }));
    }
  }

  /** A stream that was made later than `id`, so that nothing flows in circles for ever; undefined if there is none. */
  downstream(id) {
    const room = this.streams.length - id - 1;
    if (room === 0) return undefined;
    const to = this.streams[id + 1 + this.#bytes.below(room)];
    return to === this.farSide ? undefined : to;
  }

  join(id, s) {
    const how = this.#bytes.next();
    const others = [this.downstream(id)];
    if (others[0] === undefined) return;
    if (how & 1) others.push(this.downstream(this.streams.indexOf(others[0])) ?? new PassThrough());
    const options = how & 2 ? { end: false } : {};
    switch ((how >> 2) % 5) {
      case 0:
        stream.pipeline(s, ...others, this.callback('pipeline'));
        break;
      case 1:
        this.watch('pipeline', stream.promises.pipeline(s, ...others, options));
        break;
      case 2:
        stream.pipeline(s, async function* (source) {
          for await (const one of source) yield String(one).toUpperCase();
        }, others[0], this.callback('pipeline'));
        break;
      case 3:
        this.watch('pipeline', stream.promises.pipeline(s, async (source) => {
          let n = 0;
          for await (const one of source) n += one.length ?? 1;
          return n;
        }));
        break;
      default:
        if (this.streams.length < MOST_STREAMS) this.add(stream.compose(s, ...others));
    }
  }

  step() {
    const b = this.#bytes;
    const id = b.below(this.streams.length);
    const s = this.streams[id];
    const objects = s.writableObjectMode;
    switch (b.below(34)) {
      case 0: case 1: return this.listen(id, s);
      case 2: return s.pause().isPaused();
      case 3: return s.resume().readableFlowing;
      case 4: return s.read();
      case 5: return s.read(b.below(6));
      case 6: return s.push(this.chunk(s.readableObjectMode));
      case 7: return s.push(null);
      case 8: return s.unshift(this.chunk(s.readableObjectMode));
      case 9: case 10: return s.write(this.chunk(objects));
      case 11: return s.write(Buffer.from(this.chunk(false)), this.callback('written'));
      case 12: return s.write('00ff', b.pick(ENCODINGS), this.callback('written'));
      case 13: return s.end();
      case 14: return s.end(this.chunk(objects), this.callback('ended'));
      case 15: return s.cork();
      case 16: return s.uncork();
      case 17: return s.destroy();
      case 18: return s.destroy(new Error('given'));
      case 19: case 20: {
        const to = this.downstream(id);
        return to && s.pipe(to, b.next() & 3 ? undefined : { end: false });
      }
      case 21: return s.unpipe(b.next() & 1 ? b.pick(this.streams) : undefined);
      // Of objects, Node counts letters.
      case 22: return s.readableObjectMode || s.setEncoding(b.pick(ENCODINGS));
      case 23: return this.join(id, s);
      case 24: {
        const how = b.next();
        const options = how & 1 ? { readable: !!(how & 2), writable: !!(how & 4), error: !(how & 8), cleanup: !!(how & 16) } : {};
        const stop = stream.finished(s, options, this.callback('finished'));
        if (how % 7 === 6) stop();
        return;
      }
      case 25:
        // Two loops over one stream share its chunks by the count of their promises.
        if (s.told.loop === undefined) this.watch('iterate', this.iterate(id, s));
        s.told.loop = 1;
        return;
      case 26: return this.operate(id, s);
      case 27: {
        const controller = new AbortController();
        stream.addAbortSignal(controller.signal, s);
        later(b.next(), () => controller.abort());
        return;
      }
      case 28: {
        const held = this.held.shift();
        if (held === undefined) return 'nothing held';
        return held();
      }
      case 29: return s.setDefaultEncoding(b.pick(ENCODINGS));
      case 30: return this.watch('finished', stream.promises.finished(s));
      case 31: return s.write(null);
      case 32: return s.write(b.below(9));
      default: return this.make();
    }
  }

  async run() {
    this.make();
    if (this.#bytes.next() & 1) this.make();
    for (let n = 0; n < MOST_STEPS && this.#bytes.left > 0; n++) {
      try {
        const answer = this.step();
        if (answer !== undefined) this.log.say(`= ${shown(answer)}`);
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        this.log.say(`threw ${named(error)}`);
      }
      const wait = this.#bytes.next();
      if (wait & 4) await new Promise((resolve) => later(wait & 3 || 3, resolve));
      if (wait & 8) this.log.say(this.streams.map((_, id) => this.state(id)).join(' | '));
    }
    for (let quiet = 0, before = -1; quiet < QUIET_TURNS; quiet++) {
      await new Promise(setImmediate);
      if (this.log.lines.length !== before && this.log.lines.length < MOST_LINES) quiet = 0;
      before = this.log.lines.length;
    }
    this.log.say(this.streams.map((_, id) => this.state(id)).join(' | '));
  }
}

async function run(bytes) {
  const world = new World(new Bytes(bytes));
  current = world.log;
  await world.run();
  for (const one of world.streams) one.destroy();
  return JSON.stringify(world.log.lines.join('; '));
}

fuzz({
  seeds: Array.from({ length: 40 }, (_, n) => {
    const bytes = Buffer.alloc(24 + n * 4);
    for (let at = 0, state = n + 1; at < bytes.length; at++) {
      state = Math.imul(state, 1103515245) + 12345 | 0;
      bytes[at] = state >>> 16;
    }
    return bytes;
  }),
  run,
});
