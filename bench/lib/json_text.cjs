'use strict';
// Text such as services send: lines of JSON whose values vary, the same in every run.

const words = ('alpha beta gamma delta order customer address street payment invoice shipping status pending complete ' +
  'error retry session token user profile image video stream buffer socket cluster worker').split(' ');

/** About `length` bytes of it. */
function jsonText(length) {
  let state = 12345;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
  const word = () => words[random(words.length)];
  const lines = [];
  let written = 0;
  while (written < length) {
    const line = JSON.stringify({
      id: random(1e9),
      name: `${word()} ${word()}`,
      email: `${word()}${random(1000)}@example.com`,
      price: random(100_000) / 100,
      tags: [word(), word(), word()],
      active: random(2) === 1,
      note: Array.from({ length: 5 + random(10) }, word).join(' '),
    });
    lines.push(line);
    written += line.length + 1;
  }
  return Buffer.from(lines.join('\n').slice(0, length));
}

module.exports = jsonText;
