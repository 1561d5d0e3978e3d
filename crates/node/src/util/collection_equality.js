'use strict';

// Deep equality of sets and maps, whose members have no order.
//
// Owner: util/comparisons, which loads this on the first set or map it meets. Members that the other side has by
// identity are settled at once; what remains is paired by comparing each wanted member with the candidates in their
// order, so that collections in the same order cost one comparison for each member.

const {
  ArrayPrototypeSplice,
  MapPrototypeForEach,
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeHas,
  SafeSet,
  SetPrototypeForEach,
  SetPrototypeGetSize,
  SetPrototypeHas,
} = primordials;

const { kLoose, kPartial, valuesEqual } = require('util/comparisons');

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function sizesFit(sizeA, sizeB, mode) {
  return mode === kPartial ? sizeA >= sizeB : sizeA === sizeB;
}

// Finds a different candidate for each wanted member; both are arrays of what `matches` compares.
function pairUp(candidates, wanted, matches) {
  // Candidates before `head` are taken.
  let head = 0;
  for (let i = 0; i < wanted.length; i++) {
    let found = head;
    while (found < candidates.length && !matches(candidates[found], wanted[i])) found++;
    if (found === candidates.length) return false;
    if (found === head) head++;
    else ArrayPrototypeSplice(candidates, found, 1);
  }
  return true;
}

function setsEqual(a, b, mode, up) {
  if (!sizesFit(SetPrototypeGetSize(a), SetPrototypeGetSize(b), mode)) return false;

  const wanted = [];
  let possible = true;
  SetPrototypeForEach(b, (member) => {
    if (!possible || SetPrototypeHas(a, member)) return;
    if (mode === kLoose || isObject(member)) wanted[wanted.length] = member;
    else possible = false;
  });
  if (!possible) return false;
  if (wanted.length === 0) return true;

  const candidates = [];
  SetPrototypeForEach(a, (member) => {
    if ((mode === kLoose || isObject(member)) && !SetPrototypeHas(b, member)) {
      candidates[candidates.length] = member;
    }
  });
  return candidates.length >= wanted.length &&
    pairUp(candidates, wanted, (x, y) => valuesEqual(x, y, mode, up));
}

function mapsEqual(a, b, mode, up) {
  if (!sizesFit(MapPrototypeGetSize(a), MapPrototypeGetSize(b), mode)) return false;

  const wanted = [];
  const settled = new SafeSet();
  let possible = true;
  MapPrototypeForEach(b, (value, key) => {
    if (!possible) return;
    const object = isObject(key);
    if (MapPrototypeHas(a, key) && valuesEqual(MapPrototypeGet(a, key), value, mode, up)) {
      // Only keys that may be candidates below have to be remembered.
      if (object || mode === kLoose) settled.add(key);
    } else if (object || mode === kLoose) {
      wanted[wanted.length] = { key, value };
    } else {
      possible = false;
    }
  });
  if (!possible) return false;
  if (wanted.length === 0) return true;

  const candidates = [];
  MapPrototypeForEach(a, (value, key) => {
    if ((mode === kLoose || isObject(key)) && !settled.has(key)) {
      candidates[candidates.length] = { key, value };
    }
  });
  return candidates.length >= wanted.length &&
    pairUp(candidates, wanted, (x, y) =>
      valuesEqual(x.key, y.key, mode, up) && valuesEqual(x.value, y.value, mode, up));
}

module.exports = { mapsEqual, setsEqual };
