'use strict';
// A doubly linked ring whose nodes are the listed objects themselves.
//
// A list is an object that points at itself through `_idleNext` and
// `_idlePrev`; a listed object carries the same two fields. Timers use it: the
// field names are visible on `Timeout` objects and programs look at them.

function init(list) {
  list._idleNext = list;
  list._idlePrev = list;
  return list;
}

// The oldest entry, or null.
function peek(list) {
  const first = list._idlePrev;
  return first === list ? null : first;
}

function remove(item) {
  const next = item._idleNext;
  const prev = item._idlePrev;
  if (next) next._idlePrev = prev;
  if (prev) prev._idleNext = next;
  item._idleNext = null;
  item._idlePrev = null;
}

// Adds `item` as the newest entry, taking it out of the list it is in.
function append(list, item) {
  if (item._idleNext || item._idlePrev) remove(item);
  const newest = list._idleNext;
  item._idleNext = newest;
  item._idlePrev = list;
  newest._idlePrev = item;
  list._idleNext = item;
}

function isEmpty(list) {
  return list._idleNext === list;
}

module.exports = { init, peek, remove, append, isEmpty };
