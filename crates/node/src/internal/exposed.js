'use strict';
// What tests written for Node's internals reach under --expose-internals: ids of Node's internal modules, each with the
// module here that does the same thing. Owner: the module loaders (`module/builtins`). An id stands here only when the
// names below it mean what they mean in Node; what has no counterpart is not found, as any unknown module. Ids that are
// the same in both need no line. Nothing else may require this file: it is no part of what programs run on.

const { BigInt, ObjectKeys } = primordials;

const faces = {
  '__proto__': null,
  'internal/abort_controller': () => require('events/abort_controller'),
  'internal/async_context_frame': () => ({ enabled: true }),
  'internal/async_hooks': () => {
    const { state } = require('async_hooks/ids');
    return { enabledHooksExist: () => state.hooks };
  },
  'internal/cluster/round_robin_handle': () => require('cluster/round_robin_handle').RoundRobinHandle,
  'internal/crypto/util': () => {
    const { kHandle } = require('crypto/handle_symbol');
    const { getOpenSSLSecLevel } = require('crypto/library');
    return {
      bigIntArrayToUnsignedBigInt(bytes) {
        let number = 0n;
        for (let i = 0; i < bytes.length; i++) number = number << 8n | BigInt(bytes[i]);
        return number;
      },
      getOpenSSLSecLevel,
      kHandle,
      kSupportedAlgorithms: require('crypto/web/registry').byOperation(),
    };
  },
  'internal/crypto/x509': () => require('crypto/x509'),
  'internal/data_url': () => require('url/data_url'),
  'internal/dgram': () => {
    const { kState } = require('dgram/socket');
    return { kStateSymbol: kState, _createSocketHandle: require('dgram/socket_handle').createSocketHandle };
  },
  'internal/encoding': () => require('encoding'),
  'internal/event_target': () => require('events/event_target'),
  'internal/fs/glob': () => {
    const { globAsync, globSync } = require('fs/glob');
    return {
      Glob: class Glob {
        constructor(pattern, options) {
          this.globSync = () => globSync(pattern, options);
          this.glob = () => globAsync(pattern, options);
        }
      },
    };
  },
  'internal/fs/sync_write_stream': () => require('process/sync_write_stream').SyncWriteStream,
  'internal/fs/utils': () => {
    const checks = require('fs/arguments');
    return { ...checks, validateRmOptionsSync: (path, options) => checks.validateRmOptions(options) };
  },
  'internal/js_stream_socket': () => require('net/js_stream_socket'),
  'internal/modules/esm/assert': () => {
    const { validateAttributes } = require('module/esm_format');
    // Ours throws or answers nothing.
    return { validateAttributes: (url, format, attributes) => validateAttributes(url, format, attributes) === undefined };
  },
  'internal/modules/esm/get_format': () => {
    const { extensionOf } = require('module/esm_source');
    return { extname: ({ pathname }) => extensionOf(pathname) };
  },
  'internal/modules/esm/resolve': () => {
    const { defaultResolve } = require('module/esm');
    const { publicFormat } = require('module/hooks');
    return {
      defaultResolve(specifier, context = {}) {
        const { url, format } = defaultResolve(`${specifier}`, context.parentURL, context.conditions);
        return { url, format: publicFormat(format) ?? null };
      },
    };
  },
  'internal/readline/utils': () => require('readline/sequences'),
  'internal/repl': () => require('repl/standalone'),
  'internal/streams/add-abort-signal': () => {
    const { addAbortSignal } = require('stream/add_abort_signal');
    return {
      addAbortSignal,
      addAbortSignalNoValidate: (signal, stream) =>
        (typeof signal === 'object' && signal !== null && 'aborted' in signal ? addAbortSignal(signal, stream) : stream),
    };
  },
  'internal/streams/state': () => require('stream/high_water_mark'),
  'internal/test/binding': () => {
    process.emitWarning('These APIs are for internal testing only. Do not use them.', 'internal/test/binding');
    return { internalBinding: require('internal/exposed_bindings').internalBinding };
  },
  'internal/test_runner/coverage': () => require('test/coverage/collect'),
  'internal/test_runner/reporter/v8-serializer': () => require('test/reporters/v8').serialize,
  'internal/test_runner/snapshot': () => require('test/snapshot'),
  'internal/test_runner/utils': () => require('test/random'),
  'internal/timers': () => ({ ...require('timers/list'), kTimeout: require('net/symbols').kTimeout }),
  'internal/tty': () => require('tty/color_depth'),
  'internal/url': () => require('url/whatwg'),
  'internal/util/inspect': () => require('util/inspect'),
  'internal/watch_mode/files_watcher': () => require('internal/watch/files_watcher'),
};

const loaded = { __proto__: null };

/** The exports for an internal id: the same object each time. */
function load(id) {
  if (faces[id] === undefined) return require(id);
  return loaded[id] ??= faces[id]();
}

module.exports = { faceIds: () => ObjectKeys(faces), load };
