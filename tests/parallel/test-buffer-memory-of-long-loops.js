'use strict';
// A loop that never comes back to the event loop does not keep the memory of the Buffers that its native calls have seen.

const assert = require('node:assert');
const { randomFillSync, createCipheriv } = require('node:crypto');

const kSize = 64 * 1024;
const kRounds = 30_000;

function most(round, kind = 'arrayBuffers') {
  let most = 0;
  for (let n = 0; n < kRounds; n++) {
    round(n);
    if (n % 500 === 0) most = Math.max(most, process.memoryUsage()[kind]);
  }
  return most;
}

const whole = kSize * kRounds;
const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
const chunk = Buffer.alloc(kSize);
const filled = new Uint8Array(16);

for (const [name, round] of Object.entries({
  cipher: () => cipher.update(chunk),
  random: () => randomFillSync(Buffer.allocUnsafeSlow(kSize), 0, 16),
  compare: () => Buffer.allocUnsafeSlow(kSize).equals(filled),
  copy: () => Buffer.allocUnsafeSlow(kSize).copy(chunk, 0, 0, 16),
})) {
  const bytes = most(round);
  assert(bytes < whole / 2, `${name}: ${bytes} bytes of ${whole}`);
}

// A string of parts is joined when it is written; the joined one is not kept either.
{
  const part = 'x'.repeat(20_000);
  const bytes = most((n) => chunk.write(part + n, 'latin1'), 'heapUsed');
  assert(bytes < part.length * kRounds / 2, `written: ${bytes} bytes`);
}
