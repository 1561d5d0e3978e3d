'use strict';
// What traces listen to, for parts that have no other way to be listened to: null while nobody traces, so that they pay one
// comparison. Owner: trace_events; only `trace_events/agent` writes here.

module.exports = {
  // `(phase, name, data)` of `console.count()`, `console.time()` and their like.
  console: null,
};
