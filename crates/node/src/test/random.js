'use strict';

// Random order that can be repeated: a generator of numbers from a seed.
//
// Owner: test.

const { MathImul } = primordials;

const kMaxRandomSeed = 0xFFFF_FFFF;

/** A function that gives numbers in [0, 1), always the same ones for a seed (the generator known as Mulberry32). */
function createSeededGenerator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B_79F5) >>> 0;
    let mixed = MathImul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + MathImul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

module.exports = { createSeededGenerator, kMaxRandomSeed };
