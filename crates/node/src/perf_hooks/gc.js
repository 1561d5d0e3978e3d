'use strict';
// Entries of type 'gc': one per collection of the garbage collector, while somebody observes them. They come in a later
// turn of the loop, which they do not keep alive.

const { ArrayPrototypeForEach, ObjectDefineProperty } = primordials;

const { deprecate } = require('internal/util');
const { createNodeEntry } = require('perf_hooks/entry');
const { publish } = require('perf_hooks/timeline');

const native = binding('v8');

const kDeprecated = 'Custom PerformanceEntry accessors are deprecated. Please use the detail property.';

let watch = 0;

function addOldField(entry, name, value) {
  ObjectDefineProperty(entry, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: deprecate(() => value, kDeprecated, 'DEP0152'),
    set: deprecate((next) => { value = next; }, kDeprecated, 'DEP0152'),
  });
}

function publishAll() {
  ArrayPrototypeForEach(native.takeCollections(watch), ({ 0: kind, 1: flags, 2: start, 3: duration }) => {
    const entry = createNodeEntry('gc', 'gc', start, duration, { kind, flags });
    addOldField(entry, 'kind', kind);
    addOldField(entry, 'flags', flags);
    publish(entry);
  });
}

function start() {
  watch = native.watchCollections(false, publishAll);
}

function stop() {
  native.stopWatchingCollections(watch);
}

module.exports = { start, stop };
