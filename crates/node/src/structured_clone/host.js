'use strict';

// How objects of built-in classes take part in structured cloning. Owned by `structured_clone`; classes define the
// methods, the native side finds them. Holds no state and loads nothing.
//
// Invariant: the symbols are this module's alone, so that no program can make its objects look like built-in ones.

const { Symbol } = primordials;

/** On a class's prototype: a method that returns a copy of `this`, or null where no copy can be made. */
const kClone = Symbol('kClone');

/**
 * On a class's prototype: a getter of how its objects are transferred, `{ __proto__: null, name, check(object, source),
 * begin(object), finish(object, copy, source) }`. check() throws for what cannot go now; begin() makes the copy, which a
 * clone that fails drops; finish() moves what is inside. `source` is the message port that is sent by, if any.
 */
const kTransfer = Symbol('kTransfer');

module.exports = { kClone, kTransfer };
