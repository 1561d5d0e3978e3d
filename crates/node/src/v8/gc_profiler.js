'use strict';
// v8.GCProfiler: every collection between start and stop, with the figures of the heap before and after.

const { ArrayPrototypeMap, DateNow, SafeFinalizationRegistry, SymbolDispose } = primordials;

const native = binding('v8');

const kTypes = {
  __proto__: null,
  1: 'Scavenge',
  2: 'MinorMarkSweep',
  4: 'MarkSweepCompact',
  8: 'IncrementalMarking',
  16: 'ProcessWeakCallbacks',
};

const kHeap = [
  'totalHeapSize',
  'totalHeapSizeExecutable',
  'totalPhysicalSize',
  'totalAvailableSize',
  'totalGlobalHandlesSize',
  'usedGlobalHandlesSize',
  'usedHeapSize',
  'heapSizeLimit',
  'mallocedMemory',
  'externalMemory',
  'peakMallocedMemory',
];

const kSpace = ['spaceName', 'spaceSize', 'spaceUsedSize', 'spaceAvailableSize', 'physicalSpaceSize'];

function named(keys, values, from) {
  const result = {};
  for (let i = 0; i < keys.length; i++) result[keys[i]] = values[from + i];
  return result;
}

function figures(values) {
  const heapSpaceStatistics = [];
  for (let from = kHeap.length; from < values.length; from += kSpace.length) {
    heapSpaceStatistics[heapSpaceStatistics.length] = named(kSpace, values, from);
  }
  return { heapStatistics: named(kHeap, values, 0), heapSpaceStatistics };
}

// A profiler that is dropped while it runs must not collect figures for ever.
const dropped = new SafeFinalizationRegistry((watch) => native.stopWatchingCollections(watch));

class GCProfiler {
  #watch = 0;
  #startTime = 0;

  start() {
    if (this.#watch !== 0) return;
    this.#startTime = DateNow();
    this.#watch = native.watchCollections(true);
    dropped.register(this, this.#watch, this);
  }

  stop() {
    if (this.#watch === 0) return undefined;
    const taken = native.takeCollections(this.#watch);
    native.stopWatchingCollections(this.#watch);
    dropped.unregister(this);
    this.#watch = 0;
    return {
      version: 1,
      startTime: this.#startTime,
      statistics: ArrayPrototypeMap(taken, ({ 0: kind, 3: duration, 4: before, 5: after }) => ({
        gcType: kTypes[kind] ?? 'Unknown',
        beforeGC: figures(before),
        // In microseconds.
        cost: duration * 1e3,
        afterGC: figures(after),
      })),
      endTime: DateNow(),
    };
  }

  [SymbolDispose]() {
    this.stop();
  }
}

module.exports = { GCProfiler };
