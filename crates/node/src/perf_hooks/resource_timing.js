'use strict';
// PerformanceResourceTiming: what a fetch tells of its phases, as the Resource
// Timing standard has it.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ObjectDefineProperties,
  SymbolToStringTag,
} = primordials;

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } =
  require('internal/errors');
const { kEvents } = require('events/event_target');
const { kEnumerableProperty } = require('internal/util');
const { PerformanceEntry, kAllow } = require('perf_hooks/entry');
const { isObserved, publish, resources } = require('perf_hooks/timeline');

const kDefaultBufferSize = 250;

class PerformanceResourceTiming extends PerformanceEntry {
  #info;
  #initiatorType;
  #responseStatus;
  #deliveryType;
  #cacheMode;

  constructor(allow = undefined, name = undefined, info = undefined,
              initiatorType = undefined, cacheMode = undefined,
              responseStatus = undefined, deliveryType = undefined) {
    if (allow !== kAllow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(allow, name, 'resource', info.startTime, info.endTime - info.startTime);
    this.#info = info;
    this.#initiatorType = initiatorType;
    this.#cacheMode = cacheMode;
    this.#responseStatus = responseStatus;
    this.#deliveryType = deliveryType;
  }

  static infoOf(self) {
    if (self === null || typeof self !== 'object' || !(#info in self)) {
      throw new ERR_INVALID_THIS('PerformanceResourceTiming');
    }
    return self.#info;
  }

  get name() {
    infoOf(this);
    return super.name;
  }

  get startTime() {
    infoOf(this);
    return super.startTime;
  }

  get duration() {
    infoOf(this);
    return super.duration;
  }

  get initiatorType() {
    infoOf(this);
    return this.#initiatorType;
  }

  get workerStart() {
    return infoOf(this).finalServiceWorkerStartTime;
  }

  get redirectStart() {
    return infoOf(this).redirectStartTime;
  }

  get redirectEnd() {
    return infoOf(this).redirectEndTime;
  }

  get fetchStart() {
    return infoOf(this).postRedirectStartTime;
  }

  get domainLookupStart() {
    return infoOf(this).finalConnectionTimingInfo?.domainLookupStartTime;
  }

  get domainLookupEnd() {
    return infoOf(this).finalConnectionTimingInfo?.domainLookupEndTime;
  }

  get connectStart() {
    return infoOf(this).finalConnectionTimingInfo?.connectionStartTime;
  }

  get connectEnd() {
    return infoOf(this).finalConnectionTimingInfo?.connectionEndTime;
  }

  get secureConnectionStart() {
    return infoOf(this).finalConnectionTimingInfo?.secureConnectionStartTime;
  }

  get nextHopProtocol() {
    return infoOf(this).finalConnectionTimingInfo?.ALPNNegotiatedProtocol;
  }

  get requestStart() {
    return infoOf(this).finalNetworkRequestStartTime;
  }

  get responseStart() {
    return infoOf(this).finalNetworkResponseStartTime;
  }

  get responseEnd() {
    return infoOf(this).endTime;
  }

  get encodedBodySize() {
    return infoOf(this).encodedBodySize;
  }

  get decodedBodySize() {
    return infoOf(this).decodedBodySize;
  }

  get transferSize() {
    const info = infoOf(this);
    if (this.#cacheMode === 'local') return 0;
    if (this.#cacheMode === 'validated') return 300;
    // The standard's estimate of the head of a response.
    return info.encodedBodySize + 300;
  }

  get deliveryType() {
    infoOf(this);
    return this.#deliveryType;
  }

  get responseStatus() {
    infoOf(this);
    return this.#responseStatus;
  }

  toJSON() {
    const json = super.toJSON();
    for (let i = 0; i < kFields.length; i++) json[kFields[i]] = this[kFields[i]];
    return json;
  }
}
const { infoOf } = PerformanceResourceTiming;
delete PerformanceResourceTiming.infoOf;

const kFields = [
  'initiatorType', 'nextHopProtocol', 'workerStart', 'redirectStart',
  'redirectEnd', 'fetchStart', 'domainLookupStart', 'domainLookupEnd',
  'connectStart', 'connectEnd', 'secureConnectionStart', 'requestStart',
  'responseStart', 'responseEnd', 'transferSize', 'encodedBodySize',
  'decodedBodySize', 'deliveryType', 'responseStatus',
];

for (let i = 0; i < kFields.length; i++) {
  ObjectDefineProperties(PerformanceResourceTiming.prototype, {
    __proto__: null,
    [kFields[i]]: kEnumerableProperty,
  });
}
ObjectDefineProperties(PerformanceResourceTiming.prototype, {
  __proto__: null,
  toJSON: kEnumerableProperty,
  [SymbolToStringTag]: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: false,
    value: 'PerformanceResourceTiming',
  },
});

// --- the buffer ----------------------------------------------------------------

let limit = kDefaultBufferSize;
let waiting = [];
let eventPending = false;

function setLimit(size) {
  limit = size;
}

function hasRoom() {
  return resources.count() < limit;
}

// A full buffer is announced first: the program may clear or enlarge it, and
// what came meanwhile then still finds its place.
function announceFull() {
  const { performance } = require('perf_hooks/performance');
  const { Event } = require('events/event_target');
  while (waiting.length > 0) {
    const before = waiting.length;
    if (!hasRoom()) performance.dispatchEvent(new Event('resourcetimingbufferfull'));
    while (waiting.length > 0 && hasRoom()) {
      resources.keep(ArrayPrototypeShift(waiting));
    }
    // Nothing helped: the rest is lost.
    if (waiting.length === before) waiting = [];
  }
  eventPending = false;
}

function keep(entry) {
  if (hasRoom() && !eventPending) {
    resources.keep(entry);
    return;
  }
  if (!eventPending) {
    eventPending = true;
    require('timers').setImmediate(announceFull);
  }
  ArrayPrototypePush(waiting, entry);
}

/** Whether an entry made now would be seen by anybody: an observer, the buffer, or who is told that it is full. */
function isWanted() {
  if (hasRoom() || isObserved('resource')) return true;
  const { performance } = require('perf_hooks/performance');
  return performance[kEvents].has('resourcetimingbufferfull');
}

function markResourceTiming(timingInfo, requestedUrl, initiatorType, global,
                            cacheMode, bodyInfo, responseStatus,
                            deliveryType = '') {
  const entry = new PerformanceResourceTiming(
    kAllow, requestedUrl, timingInfo, initiatorType, cacheMode, responseStatus,
    deliveryType);
  publish(entry);
  keep(entry);
  return entry;
}

module.exports = { PerformanceResourceTiming, isWanted, markResourceTiming, setLimit };
