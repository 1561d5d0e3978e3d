// Starting a program: the realm's start function comes here, after a start-up snapshot was loaded or the realm was
// made. What the run is about (`state`) is told to the parts that keep run-time state, in this order: options, process,
// timers, modules. Returns the function that runs the program as the command line says: the engine calls it, so that
// nothing of this stands below the program's frames.
'use strict';

const { FunctionPrototypeBind, globalThis } = primordials;

// Whether a flag of the permission model is given. Most programs never load that part.
const hasPolicy = (option) => option('--permission') || option('--permission-audit') ||
  option('--allow-fs-read').length > 0 || option('--allow-fs-write').length > 0;

// Whether OpenSSL is to show at once that it starts as the command line says.
const mustStartCrypto = (option) => option('--enable-fips') || option('--force-fips') || option('--openssl-config');

module.exports = function start(state) {
  const { completeWebAssembly, loadLazy, replaceQueueMicrotask } = require('internal/boot/globals');
  binding('engine').attach({ __proto__: null, loadLazy });
  completeWebAssembly();
  replaceQueueMicrotask();
  const options = require('internal/options');
  options.setOptions(state.options);
  const { getOptionValue } = options;
  require('internal/errors').installStackFormatter();

  const { prepareProcess } = require('process/object');
  prepareProcess(process, {
    argv: state.argv,
    argv0: state.argv0,
    execArgv: state.execArgv,
    execPath: state.execPath,
    pid: state.pid,
    environ: state.environ,
    title: getOptionValue('--title'),
    clock: state.clock,
    isMainThread: !state.forHooks,
    versions: {
      weir: state.weirVersion,
      v8: state.v8Version,
      uv: '1.51.0',
      modules: '137',
      napi: '10',
      openssl: state.opensslVersion,
      sqlite: state.sqliteVersion,
    },
  });
  if (hasPolicy(getOptionValue)) require('process/permission').preparePermission(process);
  if (mustStartCrypto(getOptionValue)) require('crypto/library').startNow();
  require('internal/lifecycle').install();
  if (getOptionValue('--trace-sync-io')) binding('observe').traceSyncIo();
  require('timers/setup')();
  require('module/boot').prepareModules();
  if (state.forHooks) return require('module/hooks_thread').serve;
  if (process.env.NODE_V8_COVERAGE || getOptionValue('--experimental-test-coverage') === true) {
    require('v8/coverage').startFromEnvironment();
  }
  if (process.env.NODE_CHANNEL_FD !== undefined) require('child_process/ipc').attachFromEnvironment();
  if (getOptionValue('--cpu-prof') === true || getOptionValue('--heap-prof') === true) {
    require('v8/profiles').startFromCommandLine();
  }
  if (getOptionValue('--heapsnapshot-signal')) {
    require('v8/heap_snapshot').writeOnSignal(getOptionValue('--heapsnapshot-signal'));
  }
  if (getOptionValue('--heapsnapshot-near-heap-limit') > 0) {
    require('v8/heap_snapshot').setHeapSnapshotNearHeapLimit(getOptionValue('--heapsnapshot-near-heap-limit'));
  }
  if (getOptionValue('--report-on-signal') || getOptionValue('--report-uncaught-exception') ||
      getOptionValue('--report-on-fatalerror')) {
    require('process/report').applyAll();
  }
  if (getOptionValue('--experimental-config-file')) {
    require('internal/util').emitExperimentalWarning('--experimental-config-file');
  }
  const traceCategories = getOptionValue('--trace-event-categories');
  if (traceCategories || getOptionValue('--trace-events-enabled') === true) {
    require('trace_events/agent').startFromCommandLine(traceCategories);
  }
  if (process.env.WATCH_REPORT_DEPENDENCIES && process.send) require('internal/watch/report').install();
  if (process.env.NODE_UNIQUE_ID && state.argv[1]) require('cluster/role').startWorker();
  const protoMode = getOptionValue('--disable-proto');
  if (protoMode) require('internal/hardening').disableProto(protoMode);
  if (getOptionValue('--frozen-intrinsics') === true) {
    require('internal/util').emitExperimentalWarning('Frozen intristics');
    require('internal/hardening').freezeIntrinsics();
  }
  if (getOptionValue('--experimental-webstorage') === true) require('webstorage/globals').install();
  if (getOptionValue('--use-env-proxy') === true) require('http/proxy_env').checkEnvironment();
  if (getOptionValue('--experimental-eventsource') === true) {
    binding('engine').defineLazyData(globalThis, 'EventSource', 'eventsource', false);
  }
  if (getOptionValue('--experimental-websocket') === false) delete globalThis.WebSocket;
  binding('performance').markBootstrapComplete();
  return FunctionPrototypeBind(require('module/main').runMain, undefined, {
    script: state.argv[1],
    source: getOptionValue('--eval'),
    print: getOptionValue('--print') === true,
    check: getOptionValue('--check') === true,
    interactive: getOptionValue('--interactive') === true,
  });
};
