'use strict';

// Random order of a list, in place: each next item is drawn from those that are left.
//
// Owner: test.

const { ArrayPrototypePush, ArrayPrototypeSplice, MathFloor } = primordials;

function shuffle(list, random) {
  const drawn = [];
  while (list.length > 0) ArrayPrototypePush(drawn, ArrayPrototypeSplice(list, MathFloor(random() * list.length), 1)[0]);
  for (let i = 0; i < drawn.length; i++) ArrayPrototypePush(list, drawn[i]);
}

module.exports = { shuffle };
