'use strict';
// Whether bytes are those that a program expects, after the Subresource Integrity standard. Owner: fetch.

const {
  ArrayPrototypePush,
  RegExpPrototypeExec,
  StringPrototypeReplaceAll,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
} = primordials;

const kEntry = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?[!-~]*)?$/i;

/** The strongest digests that `metadata` names: `{ algorithm, digests }`, or undefined when it names none. */
function strongestOf(metadata) {
  let algorithm = '';
  let digests = [];
  const entries = StringPrototypeSplit(metadata, ' ');
  for (let i = 0; i < entries.length; i++) {
    const match = RegExpPrototypeExec(kEntry, entries[i]);
    if (match === null) continue;
    const name = StringPrototypeToLowerCase(match[1]);
    if (name < algorithm) continue;
    if (name > algorithm) {
      algorithm = name;
      digests = [];
    }
    ArrayPrototypePush(digests, plain(match[2]));
  }
  return algorithm === '' ? undefined : { algorithm, digests };
}

/** base64 of both alphabets, without padding. */
function plain(digest) {
  digest = StringPrototypeReplaceAll(digest, '-', '+');
  digest = StringPrototypeReplaceAll(digest, '_', '/');
  return StringPrototypeReplaceAll(digest, '=', '');
}

function matches(bytes, { algorithm, digests }) {
  const { createHash } = require('crypto');
  const actual = plain(createHash(algorithm).update(bytes).digest('base64'));
  for (let i = 0; i < digests.length; i++) {
    if (digests[i] === actual) return true;
  }
  return false;
}

module.exports = { matches, strongestOf };
