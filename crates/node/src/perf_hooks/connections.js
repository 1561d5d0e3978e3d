'use strict';
// Entries for connections, lookups and the like, made while somebody observes
// their type.

const { createNodeEntry } = require('perf_hooks/entry');
const { now } = require('perf_hooks/clock');
const { isObserved, publish } = require('perf_hooks/timeline');

// Reports what began at `start` and ends now.
function enqueue(type, name, start, detail) {
  publish(createNodeEntry(name, type, start, now() - start, detail));
}

module.exports = { enqueue, hasObserver: isObserved, now };
