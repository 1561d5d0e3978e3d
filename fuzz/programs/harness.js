// Runs a fuzzed function on mutated inputs for a time, in one process. The driver (`./x fuzz`) starts it, tells crashes
// and hangs from their absence, and keeps the input that did it.
//
// weir fuzz/programs/<target>.js [--seconds N | --cases N] [--seed N] [--current FILE] [--outcomes FILE]
//                                [--input FILE | --against FILE [--shown N]]
//
// A target gives `seeds` (inputs to begin with), `words` (pieces worth inserting) and `run(bytes, random)`, which throws
// when something is wrong and otherwise returns a short text: what came of the input. An input whose text is new joins
// the seeds, so that the search goes on from it. `--outcomes` writes each input with what came of it, and `--against`
// runs the inputs of such a file and tells where this runtime differs.
'use strict';

const fs = require('fs');
const { parseArgs } = require('util');

/** No case may take longer, in milliseconds. */
const SLOW = 5000;
/** Inputs stay shorter than this, in bytes. */
const LONGEST = 4096;
/** Seeds that a run keeps at most. */
const MOST_SEEDS = 4096;
/** Texts that a run tells apart at most. */
const MOST_OUTCOMES = 100_000;

/** A small generator of numbers, the same everywhere: xorshift with 32 bits of state. */
class Random {
  #state;

  constructor(seed) {
    this.#state = (Math.imul(seed, 0x9E3779B9) ^ 0x7F4A7C15) | 1;
    for (let n = 0; n < 8; n++) this.next();
  }

  /** 32 bits. */
  next() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** A whole number from 0 to `end`, `end` not included. */
  below(end) {
    return end < 2 ? 0 : this.next() % end;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

const INTERESTING = [0, 1, 2, 0x0A, 0x0D, 0x20, 0x25, 0x2F, 0x3A, 0x5C, 0x7F, 0x80, 0xC0, 0xD8, 0xED, 0xEF, 0xF0, 0xF4, 0xFE, 0xFF];

function insert(bytes, at, piece) {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

/** One step away from `bytes`. */
function mutate(bytes, random, seeds, words) {
  const at = random.below(bytes.length + 1);
  const length = 1 + random.below(Math.min(64, Math.max(1, bytes.length - at)));
  switch (random.below(words.length > 0 ? 9 : 7)) {
    case 0: {
      if (bytes.length === 0) return bytes;
      const copy = Buffer.from(bytes);
      copy[at % bytes.length] ^= 1 << random.below(8);
      return copy;
    }
    case 1: {
      if (bytes.length === 0) return bytes;
      const copy = Buffer.from(bytes);
      copy[at % bytes.length] = random.below(2) ? random.pick(INTERESTING) : random.below(256);
      return copy;
    }
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3:
      return insert(bytes, random.below(bytes.length + 1), bytes.subarray(at, at + length));
    case 4:
      return insert(bytes, at, Buffer.from(Array.from({ length: 1 + random.below(4) }, () => random.below(256))));
    case 5: {
      const other = random.pick(seeds);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length + 1))]);
    }
    case 6:
      return bytes.subarray(0, at);
    default:
      return insert(bytes, at, random.pick(words));
  }
}

function options() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '10' },
      cases: { type: 'string' },
      seed: { type: 'string', default: '1' },
      current: { type: 'string' },
      outcomes: { type: 'string' },
      input: { type: 'string' },
      against: { type: 'string' },
      shown: { type: 'string', default: '20' },
    },
  });
  return values;
}

/** Runs one input; its outcome is a text, or a promise of one. What `run` throws is the finding. */
async function attempt(run, bytes, seed) {
  const before = performance.now();
  const outcome = String(await run(bytes, new Random(seed + bytes.length)));
  if (performance.now() - before < SLOW) return outcome;
  // It may have been the machine: what counts is the processor's time.
  const used = process.cpuUsage();
  await run(bytes, new Random(seed + bytes.length));
  const { user, system } = process.cpuUsage(used);
  if (user + system > SLOW * 1000) throw new Error(`it took ${Math.round((user + system) / 1000)} ms of processor time`);
  return outcome;
}

/** Runs the inputs of a file of outcomes and tells which ones differ here; at most `shown` of them with what they are. */
async function compare(run, file, seed, shown) {
  let [all, differ] = [0, 0];
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const space = line.indexOf(' ');
    const bytes = Buffer.from(line.slice(0, space), 'base64');
    const theirs = line.slice(space + 1);
    const ours = await attempt(run, bytes, seed);
    all++;
    if (ours === theirs) continue;
    if (differ++ < shown) console.log(`${bytes.toString('base64')}\n  ${JSON.stringify(bytes.toString())}\n  there ${theirs}\n  here  ${ours}`);
  }
  console.log(`${all} inputs, ${differ} differ`);
  if (differ > 0) process.exitCode = 1;
}

/** The outcome of an error that is an answer: its class and code. Others are for the target to let through. */
function answer(error, codes) {
  const code = error?.code ?? error?.name;
  if (!codes.includes(code)) throw error;
  return String(code);
}

async function search({ seeds: given, words = [], run }) {
  const told = options();
  const seed = Number(told.seed);
  if (told.input !== undefined) {
    console.log(await attempt(run, fs.readFileSync(told.input), seed));
    return;
  }
  if (told.against !== undefined) {
    await compare(run, told.against, seed, Number(told.shown));
    return;
  }
  const random = new Random(seed);
  const seeds = given.map((one) => Buffer.from(one));
  const pieces = words.map((one) => Buffer.from(one));
  const seen = new Set();
  const current = told.current === undefined ? -1 : fs.openSync(told.current, 'w');
  const outcomes = told.outcomes === undefined ? -1 : fs.openSync(told.outcomes, 'w');
  const cases = told.cases === undefined ? Infinity : Number(told.cases);
  const end = told.cases === undefined ? performance.now() + Number(told.seconds) * 1000 : Infinity;
  let lines = '';
  let done = 0;
  for (; done < cases && performance.now() < end; done++) {
    let bytes = random.pick(seeds);
    if (done < given.length) bytes = seeds[done];
    else for (let n = 1 + random.below(6); n > 0; n--) bytes = mutate(bytes, random, seeds, pieces);
    bytes = bytes.subarray(0, LONGEST);
    if (current >= 0) {
      fs.ftruncateSync(current, bytes.length);
      fs.writeSync(current, bytes, 0, bytes.length, 0);
    }
    let outcome;
    try {
      outcome = await attempt(run, bytes, seed);
    } catch (error) {
      // Who compares two runtimes wants the next input too.
      if (outcomes >= 0) {
        lines += `${bytes.toString('base64')} threw\n`;
        continue;
      }
      console.error(`case ${done} of seed ${seed}: ${error?.stack ?? error}\ninput (base64): ${bytes.toString('base64')}`);
      process.exitCode = 1;
      break;
    }
    if (outcomes >= 0) {
      lines += `${bytes.toString('base64')} ${outcome}\n`;
      if (lines.length > 65536) {
        fs.writeSync(outcomes, lines);
        lines = '';
      }
    }
    if (!seen.has(outcome) && seen.size < MOST_OUTCOMES) {
      seen.add(outcome);
      if (seeds.length < MOST_SEEDS) seeds.push(Buffer.from(bytes));
    }
  }
  if (outcomes >= 0) fs.writeSync(outcomes, lines);
  console.log(`${done} cases, ${seen.size} different outcomes`);
}

/** Runs what the command line asks for, and then the target's `end()`, if it keeps something open. A case that waits for what never comes ends the process, and that is a finding. */
function fuzz(target) {
  const ending = () => {
    console.error('a case was never over');
    process.exitCode = 1;
  };
  process.once('exit', ending);
  search(target).finally(() => {
    process.off('exit', ending);
    target.end?.();
  });
}

module.exports = { answer, fuzz };
