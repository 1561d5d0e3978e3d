// The global object's properties beside the language's own. What is rarely used is loaded at first access. Run once,
// in the realm, before a start-up snapshot.
'use strict';

const {
  ObjectDefineProperty,
  SymbolToStringTag,
  globalThis,
} = primordials;

function expose(name, value, enumerable) {
  ObjectDefineProperty(globalThis, name, {
    __proto__: null, value, writable: true, enumerable, configurable: true,
  });
}

// A property that looks like plain data but loads its module at first use.
function exposeLazily(name, id, enumerable = false, load = () => require(id)[name]) {
  const define = (value) => {
    ObjectDefineProperty(globalThis, name, {
      __proto__: null, value, writable: true, enumerable, configurable: true,
    });
    return value;
  };
  const getter = { get: () => define(load()) }.get;
  const setter = { set: (value) => { define(value); } }.set;
  ObjectDefineProperty(globalThis, name, {
    __proto__: null, get: getter, set: setter, enumerable, configurable: true,
  });
}

ObjectDefineProperty(globalThis, SymbolToStringTag, {
  __proto__: null, value: 'global', writable: false, enumerable: false, configurable: true,
});
expose('global', globalThis, true);

require('process/object').setupProcessObject(process);
{
  let current = process;
  ObjectDefineProperty(globalThis, 'process', {
    __proto__: null,
    get() { return current; },
    set(value) { current = value; },
    enumerable: false,
    configurable: true,
  });
}

const timers = require('timers');
expose('clearImmediate', timers.clearImmediate, true);
expose('setImmediate', timers.setImmediate, true);
expose('clearInterval', timers.clearInterval, true);
expose('clearTimeout', timers.clearTimeout, true);
expose('setInterval', timers.setInterval, true);
expose('setTimeout', timers.setTimeout, true);
expose('queueMicrotask', require('process/task_queues').queueMicrotask, true);

{
  const buffer = require('buffer');
  expose('Buffer', buffer.Buffer, false);
  exposeLazily('atob', 'buffer', true);
  exposeLazily('btoa', 'buffer', true);
  exposeLazily('Blob', 'buffer');
  exposeLazily('File', 'buffer');
}
exposeLazily('structuredClone', 'structured_clone', true);
require('console/engine');
exposeLazily('console', 'console', false, () => require('console'));
exposeLazily('DOMException', 'internal/dom_exception');
exposeLazily('URL', 'url/whatwg');
exposeLazily('URLSearchParams', 'url/whatwg');
exposeLazily('Event', 'events/event_target');
exposeLazily('EventTarget', 'events/event_target');
exposeLazily('CustomEvent', 'events/event_target');
exposeLazily('AbortController', 'events/abort_controller');
exposeLazily('AbortSignal', 'events/abort_controller');
exposeLazily('TextEncoder', 'encoding');
exposeLazily('TextDecoder', 'encoding');
exposeLazily('performance', 'perf_hooks', true);
for (const name of ['Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver',
                    'PerformanceObserverEntryList', 'PerformanceResourceTiming']) {
  exposeLazily(name, 'perf_hooks');
}
for (const name of ['TransformStream', 'TransformStreamDefaultController', 'WritableStream',
                    'WritableStreamDefaultController', 'WritableStreamDefaultWriter', 'ReadableStream',
                    'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest',
                    'ReadableByteStreamController', 'ReadableStreamDefaultController', 'ByteLengthQueuingStrategy',
                    'CountQueuingStrategy', 'TextEncoderStream', 'TextDecoderStream', 'CompressionStream',
                    'DecompressionStream']) {
  exposeLazily(name, 'stream/web');
}
for (const name of ['BroadcastChannel', 'MessageChannel', 'MessagePort']) exposeLazily(name, 'worker_threads');
for (const name of ['URLPattern', 'FormData', 'Headers', 'Request', 'Response', 'MessageEvent', 'CloseEvent',
                    'WebSocket', 'Navigator', 'navigator']) {
  exposeLazily(name, 'internal/absent_globals', name === 'navigator');
}
exposeLazily('fetch', 'internal/absent_globals', true);
exposeLazily('crypto', 'internal/absent_globals', true);
for (const name of ['Crypto', 'CryptoKey', 'SubtleCrypto']) exposeLazily(name, 'internal/absent_globals');
