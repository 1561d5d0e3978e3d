// The global object's properties beside the language's own. What is rarely used is loaded at first access. Run once,
// in the realm, before a start-up snapshot.
'use strict';

const {
  ObjectDefineProperty,
  SymbolToStringTag,
  globalThis,
} = primordials;

const { defineLazyData } = binding('engine');

function expose(name, value, enumerable) {
  ObjectDefineProperty(globalThis, name, {
    __proto__: null, value, writable: true, enumerable, configurable: true,
  });
}

// A property that looks like plain data but loads its module at first use.
function exposeLazily(name, id, enumerable = false) {
  defineLazyData(globalThis, name, id, enumerable);
}

// An attribute that loads its module at first use; `isReplaceable`: an assignment puts plain data in its place.
function exposeAttribute(name, id, isReplaceable) {
  const key = `get ${name}`;
  // Kept: programs read `performance` as often as a clock.
  let value;
  const accessors = {
    [key]() { return value ??= require(id)[name]; },
    [`set ${name}`](given) { expose(name, given, true); },
  };
  ObjectDefineProperty(globalThis, name, {
    __proto__: null,
    get: accessors[key],
    set: isReplaceable ? accessors[`set ${name}`] : undefined,
    enumerable: true,
    configurable: true,
  });
}

ObjectDefineProperty(globalThis, SymbolToStringTag, {
  __proto__: null, value: 'global', writable: false, enumerable: false, configurable: true,
});
expose('global', globalThis, true);

require('process/object').setupProcessObject(process);
// Plain data: optimised code has its value in it, where what Node has here, accessors, would be called.
expose('process', process, false);

const timers = require('timers');
expose('clearImmediate', timers.clearImmediate, true);
expose('setImmediate', timers.setImmediate, true);
expose('clearInterval', timers.clearInterval, true);
expose('clearTimeout', timers.clearTimeout, true);
expose('setInterval', timers.setInterval, true);
expose('setTimeout', timers.setTimeout, true);

{
  const buffer = require('buffer');
  expose('Buffer', buffer.Buffer, false);
  exposeLazily('atob', 'buffer', true);
  exposeLazily('btoa', 'buffer', true);
  exposeLazily('Blob', 'buffer');
  exposeLazily('File', 'buffer');
}
exposeLazily('structuredClone', 'structured_clone', true);
// V8's own, and no part of the language.
delete globalThis.Intl.v8BreakIterator;

require('console/engine');
exposeLazily('console', 'console');
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
exposeAttribute('performance', 'perf_hooks', true);
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
exposeLazily('MessageEvent', 'worker_threads/message_event');
exposeLazily('URLPattern', 'url/pattern');
for (const name of ['CloseEvent', 'WebSocket']) exposeLazily(name, 'websocket');
exposeLazily('FormData', 'fetch/form_data');
exposeLazily('Headers', 'fetch/headers');
exposeLazily('Request', 'fetch/request');
exposeLazily('Response', 'fetch/response');
exposeLazily('Navigator', 'internal/navigator');
exposeAttribute('navigator', 'internal/navigator', false);
exposeLazily('fetch', 'fetch/api', true);
exposeAttribute('crypto', 'crypto/web/crypto', false);
for (const name of ['Crypto', 'CryptoKey', 'SubtleCrypto']) exposeLazily(name, 'crypto/web/crypto');

module.exports = {
  /** At each start: V8's own function, which comes with the context and is in no snapshot, is what ours queues with. */
  replaceQueueMicrotask() {
    const queues = require('process/task_queues');
    queues.setEnqueue(globalThis.queueMicrotask);
    expose('queueMicrotask', queues.queueMicrotask, true);
  },
  /** At each start: V8 makes WebAssembly anew behind a snapshot, and has none without a compiler. */
  completeWebAssembly() {
    const { WebAssembly } = globalThis;
    if (WebAssembly === undefined) return;
    defineLazyData(WebAssembly, 'compileStreaming', 'fetch/wasm', true);
    defineLazyData(WebAssembly, 'instantiateStreaming', 'fetch/wasm', true);
  },
  // The value of a lazily loaded property: an export of the module `id`, or the module that has the property's own name.
  loadLazy(id, name) {
    const exports = require(id);
    return id === name ? exports : exports[name];
  },
};
