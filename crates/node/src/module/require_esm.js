'use strict';
// The synchronous half of ES modules: evaluating a graph for `require`, and what `require` answers. Owner: the ES module
// loader.

const {
  ArrayPrototypeJoin,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeIncludes,
} = primordials;

const { codes: { ERR_REQUIRE_ASYNC_MODULE, ERR_REQUIRE_CYCLE_MODULE } } = require('internal/errors');
const { kEvaluating } = require('module/esm_job');
const { defaultImport, kEsm, option } = require('module/state');

const engine = binding('engine');

function cycleError(filename, parent) {
  let message = `Cannot require() ES Module ${filename} in a cycle.`;
  if (parent?.filename) message += ` (from ${parent.filename})`;
  message += ' A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript ' +
    'specification. Try making at least part of the dependency in the graph lazily loaded.';
  return new ERR_REQUIRE_CYCLE_MODULE(message);
}

/** Whether and how `require` of ES modules is announced: `--trace-require-module`. */
function announce(filename, parent) {
  const mode = option('--trace-require-module');
  if (!mode) return;
  const inPackages = typeof parent?.filename === 'string' &&
    StringPrototypeIncludes(parent.filename, '/node_modules/');
  if (mode === 'no-node-modules' && inPackages) return;
  process.emitWarning(
    `${parent?.filename ? `CommonJS module ${parent.filename} is loading` : 'Loading'} ES Module ${filename} using ` +
    'require().\nSupport for loading ES Module in require() is an experimental feature and might change at any time',
    'ExperimentalWarning');
}

/** The error of a graph with top-level await; it says where that stands when the flag asks for it. */
function asyncError(job, filename, parent) {
  const requireStack = require('module/cjs').requireStackOf(parent);
  const places = option('--experimental-print-required-tla') === true ?
    require('module/awaits').awaitsOfGraph(job) : undefined;
  const error = new ERR_REQUIRE_ASYNC_MODULE(filename, requireStack, places);
  if (places?.length > 0) engine.setErrorArrow(error, `${ArrayPrototypeJoin(places, '\n\n')}\n`);
  return error;
}

/** Links and evaluates `job`; throws what keeps it from completing at once. */
function run(job, module, filename, parent, link) {
  module[kEsm] = job;
  announce(filename, parent);
  if (job.linked && job.status === kEvaluating) throw cycleError(filename, parent);
  link(job, true);
  job.instantiate();
  if (engine.moduleIsGraphAsync(job.handle)) throw asyncError(job, filename, parent);
  job.runSync();
}

/** `export * from` with the mark that compilers' output looks for, in front of a module with a default export. */
function facadeOf(job) {
  if (job.facade === undefined) {
    const handle = engine.moduleCompile(
      'node:internal/require_module_default_facade',
      'export * from "original"; export { default } from "original"; export const __esModule = true;',
      0, 0, defaultImport);
    const requests = engine.moduleRequests(handle);
    const links = [];
    for (let i = 0; i < requests.length; i++) links[i] = job.handle;
    engine.moduleLink(handle, links);
    engine.moduleInstantiate(handle);
    engine.moduleEvaluate(handle);
    job.facade = { handle, namespace: engine.moduleNamespace(handle) };
  }
  return job.facade.namespace;
}

/** What `require` gives for an evaluated module. */
function exportsOf(job) {
  const namespace = job.namespace();
  if (ObjectPrototypeHasOwnProperty(namespace, 'module.exports')) return namespace['module.exports'];
  if (!ObjectPrototypeHasOwnProperty(namespace, 'default') || ObjectPrototypeHasOwnProperty(namespace, '__esModule')) {
    return namespace;
  }
  return facadeOf(job);
}

module.exports = { cycleError, exportsOf, run };
