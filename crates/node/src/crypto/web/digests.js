'use strict';
// Digests for Web Crypto. Owner: crypto.

const { MathCeil, StringPrototypeIncludes, StringPrototypeSlice, StringPrototypeStartsWith, StringPrototypeToLowerCase,
        Uint8Array } = primordials;

const common = require('crypto/web/common');
const native = binding('crypto_web');

/** The library's name of a digest. */
function nameOf(name) {
  const lower = StringPrototypeToLowerCase(name);
  return StringPrototypeStartsWith(lower, 'sha-') ? `sha${StringPrototypeSlice(lower, 4)}` : lower;
}

const kBlocks = {
  '__proto__': null,
  'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024,
};

function blockBits(name) {
  return kBlocks[name];
}

const kNothing = new Uint8Array(0);

async function digest(parameters, data) {
  const { name } = parameters;
  if (StringPrototypeStartsWith(name, 'SHA')) return common.job(() => native.digest(nameOf(name), data, true));
  const strength = StringPrototypeIncludes(name, '128') ? 128 : 256;
  const kind = name[0] === 'c' ? 0 : name[0] === 'T' ? 1 : 2;
  const { outputLength, functionName = kNothing, customization = kNothing, domainSeparation = 0x1F } = parameters;
  const bytes = MathCeil(outputLength / 8);
  const made = await common.job(() => native.sponge(
    kind, strength, data, functionName, customization, domainSeparation, bytes, true));
  // The first bits of a byte are its lowest in this family.
  if (outputLength % 8 !== 0) new Uint8Array(made)[bytes - 1] &= 0xFF << (8 - outputLength % 8);
  return made;
}

module.exports = { blockBits, digest, nameOf };
