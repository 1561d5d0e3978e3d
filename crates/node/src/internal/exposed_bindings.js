'use strict';
// `internalBinding(name)` of Node's tests: native functions by Node's names, for --expose-internals only. A binding holds
// those functions and constants that exist here with the same meaning; replacing one in a test changes nothing inside.
// Owner: `internal/exposed`. `process.binding` has a table of its own, `process/legacy_binding`.

const { ReflectApply } = primordials;

const { codes: { ERR_INVALID_MODULE } } = require('internal/errors');

const tables = {
  __proto__: null,
  buffer() {
    const { Buffer } = require('buffer');
    return {
      fill: (buffer, value, start, end, encoding) => ReflectApply(Buffer.prototype.fill, buffer, [value, start, end, encoding]),
    };
  },
  // Lookups call through this object: what a test puts in its place is asked.
  cares_wrap() {
    return require('dns/system');
  },
  constants() {
    return require('process/legacy_binding').lookUp('constants');
  },
  crypto() {
    const native = binding('crypto');
    return {
      getFipsCrypto: () => (native.fips() ? 1 : 0),
      testFipsCrypto: () => native.fipsAvailable(),
    };
  },
  ipc_serdes() {
    return { deserialize: require('child_process/serialization').deserialize };
  },
  pipe_wrap() {
    const { Pipe, constants } = require('net/stream_handle');
    return { Pipe, constants };
  },
  tcp_wrap() {
    const { TCP, constants } = require('net/stream_handle');
    return { TCP, constants };
  },
  timers() {
    const { getLibuvNow } = binding('timers');
    return { getLibuvNow };
  },
  trace_events() {
    const { isEnabled, trace } = require('trace_events/agent');
    return {
      isTraceCategoryEnabled: isEnabled,
      trace: (phase, category, name, id, data) => trace(primordials.StringFromCharCode(phase), category, name, id, data),
    };
  },
  types() {
    return { ...require('util/types') };
  },
  udp_wrap() {
    const { UDP, constants } = require('dgram/handle');
    return { UDP, constants };
  },
  util() {
    const native = binding('util');
    return {
      ...native,
      ...require('util/types'),
      isInsideNodeModules: require('internal/util').isInsideNodeModules,
      getProxyDetails: (value, both = true) => native.getProxyDetails(value, both),
    };
  },
  uv() {
    const native = binding('uv');
    return { ...native, getErrorMessage: require('internal/util').getSystemErrorMessage };
  },
};

const made = { __proto__: null };

function internalBinding(name) {
  if (made[name] === undefined) {
    const make = tables[name];
    if (make === undefined) throw new ERR_INVALID_MODULE(name);
    made[name] = make();
  }
  return made[name];
}

module.exports = { internalBinding };
