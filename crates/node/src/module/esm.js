'use strict';
// The ES module loader: what `import`, `import()` and `require` of an ES module share. Resolving, reading and linking are
// synchronous; only evaluation may wait (top-level await). A graph is loaded as a work list, so its depth is no matter.
//
// What it takes from binding('engine'), where a handle is an object that stands for a module record:
//   moduleCompileFile(url, source, hostSymbol) -> handle, throws SyntaxError
//   moduleSynthetic(url, exportNames, evaluate) -> handle; evaluate() calls moduleSetExport(handle, name, value)
//   moduleRequests(handle) -> [[specifier, [key, value, ...], line, column, phase], ...]
//   moduleLink(handle, handles); moduleInstantiate(handle); moduleEvaluate(handle) -> promise
//   moduleStatus(handle) -> 0..5; moduleError(handle); moduleNamespace(handle); moduleIsGraphAsync(handle)
//   moduleStalledAwaits(handle) -> texts; containsModuleSyntax(source, filename)
//   attach({ importDynamic(symbol, specifier, pairs, referrer), importMeta(handle, meta) })
// The loader keeps its Job of a handle in `handle.job`; vm modules put `handle.initializeImportMeta` instead.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  SafeMap,
  StringPrototypeStartsWith,
} = primordials;

const {
  codes: { ERR_REQUIRE_CYCLE_MODULE, ERR_REQUIRE_ESM, ERR_SOURCE_PHASE_NOT_DEFINED, ERR_UNKNOWN_BUILTIN_MODULE },
} = require('internal/errors');
const { builtinId, builtinURL, hasBuiltinScheme, isBuiltin } = require('module/builtins');
const { Job, kEvaluating, kSourcePhase } = require('module/esm_job');
const { emitResolutionWarnings, getConditions, kURL, option, requireOfModulesAllowed, state } = require('module/state');

const engine = binding('engine');
const native = binding('module');

// URL \0 type attribute -> Job
const jobs = new SafeMap();
// parent URL -> Map of specifier -> [url, format]: an import statement asks the disk once.
const resolved = new SafeMap();

function jobKey(url, attributes) {
  return `${url}\x00${attributes.type ?? ''}`;
}

let cwdURL;
let exposes;

/** URL of the working directory, with its slash: the parent of what the command line names. */
function baseURL() {
  const cwd = process.cwd();
  if (cwdURL?.cwd !== cwd) cwdURL = { cwd, url: native.pathToUrl(cwd === '/' ? cwd : `${cwd}/`) };
  return cwdURL.url;
}

// Whether a graph is being linked: within that, no path is asked for twice.
let linking = false;

// --- Resolving ---------------------------------------------------------------------------------------------

/** Node's default resolution: `{ url, format }`. */
function defaultResolve(specifier, parentURL, conditions, isMain) {
  const parent = parentURL ?? baseURL();
  // Programs that --expose-internals lets in import what they may require.
  if (exposes === undefined) exposes = option('--expose-internals') === true;
  if (exposes && builtinId(specifier) !== undefined) {
    return { url: builtinURL(builtinId(specifier)), format: 'builtin', attributes: undefined };
  }
  let found;
  try {
    const folder = state.packageMap ? require('module/package_map').folderForImport(specifier, parent) : undefined;
    getConditions();
    found = native.resolveEsm(specifier, parent, conditions, !!isMain, !linking, folder);
  } catch (error) {
    if (state.report !== null && typeof error.url === 'string') state.report.imported(error.url);
    throw require('module/esm_errors').explainResolution(error, specifier, parent);
  }
  if (found.length > 2) emitResolutionWarnings(ArrayPrototypeSlice(found, 2));
  // With all that is read of it, so that no prototype is asked.
  return { url: found[0], format: found[1], attributes: undefined };
}

/** Resolution below the synchronous hooks: by those of `module.register()` where there are any, else Node's default. */
function resolveUnhooked(specifier, parentURL, attributes, conditions, isMain) {
  if (state.asyncHooks !== null) return state.asyncHooks.resolve(specifier, parentURL, attributes);
  return defaultResolve(specifier, parentURL, conditions, isMain);
}

/** Resolution with hooks where there are any; answers `{ url, format, attributes }`. */
function resolve(specifier, parentURL, attributes, isMain) {
  if (state.resolveHooks !== null) {
    return require('module/hooks').resolveForImport(specifier, parentURL, attributes, isMain);
  }
  let known;
  // Hooks are asked each time.
  if (!isMain && parentURL !== undefined && state.asyncHooks === null) {
    known = resolved.get(parentURL);
    if (known === undefined) resolved.set(parentURL, known = new SafeMap());
    const before = known.get(specifier);
    if (before !== undefined) return before;
  }
  const found = resolveUnhooked(specifier, parentURL, attributes, undefined, isMain);
  known?.set(specifier, found);
  return found;
}

// --- Loading and linking -----------------------------------------------------------------------------------

/** The job for a resolved URL: a known one, or a new one with its module compiled and nothing linked yet. */
function jobFor(found, attributes, request) {
  const given = found.attributes ?? attributes;
  const key = jobKey(found.url, given);
  const known = jobs.get(key);
  if (known !== undefined) return known;
  if (hasBuiltinScheme(found.url) && state.loadHooks === null && !isBuiltin(found.url)) {
    throw new ERR_UNKNOWN_BUILTIN_MODULE(found.url);
  }
  const { load } = require('module/esm_source');
  const loaded = load(found.url, found.format, given);
  return jobFrom(found.url, given, loaded, request);
}

/** The job of what was loaded from `url`. */
function jobFrom(url, attributes, loaded, request) {
  const key = jobKey(url, attributes);
  const known = jobs.get(key);
  // A load hook that imports what it loads has made the job meanwhile; two records of one URL must not be.
  if (known !== undefined) return known;
  const job = new Job(url, loaded.format, request.isMain);
  require('module/esm_translate').translate(job, loaded, request);
  jobs.set(key, job);
  job.key = key;
  return job;
}

function attributesOf(pairs) {
  const attributes = { __proto__: null };
  for (let i = 0; i < pairs.length; i += 2) attributes[pairs[i]] = pairs[i + 1];
  return attributes;
}

/** What a required module imports is on the stack already: it cannot be waited for. */
function importCycle(specifier, parentURL) {
  const { fileNameOf } = require('module/esm_source');
  return new ERR_REQUIRE_CYCLE_MODULE(`Cannot import Module ${specifier} in a cycle. (from ${fileNameOf(parentURL)})`);
}

/** Loads everything that `root` imports, directly or not, and ties the records together. */
function link(root, byRequire) {
  if (root.linked) return;
  const work = [root];
  const batch = [root];
  const nested = linking;
  try {
    for (let at = 0; at < work.length; at++) {
      const job = work[at];
      if (job.linked || job.links !== undefined) continue;
      const requests = engine.moduleRequests(job.handle);
      const links = [];
      const handles = [];
      for (let i = 0; i < requests.length; i++) {
        const { 0: specifier, 1: pairs, 4: phase } = requests[i];
        const attributes = attributesOf(pairs);
        const found = resolve(specifier, job.url, attributes, false);
        linking = true;
        const before = jobs.size;
        const dependency = jobFor(found, attributes, { specifier, parentURL: job.url, byRequire, isMain: false, phase });
        if (jobs.size !== before) ArrayPrototypePush(batch, dependency);
        else if (byRequire && dependency.isEvaluating()) throw importCycle(specifier, job.url);
        ArrayPrototypePush(links, dependency);
        ArrayPrototypePush(handles, dependency.handle);
        // Of a module whose source is wanted, nothing runs: what it imports is not looked for.
        if (phase === kSourcePhase) sourceOf(dependency);
        else if (!dependency.linked) ArrayPrototypePush(work, dependency);
      }
      job.requests = requests;
      job.links = links;
      engine.moduleLink(job.handle, handles);
    }
  } catch (error) {
    // What is half linked must not be found by a later import, which may succeed.
    for (let i = 0; i < batch.length; i++) {
      batch[i].links = undefined;
      jobs.delete(batch[i].key);
    }
    throw error;
  } finally {
    linking = nested;
  }
  for (let i = 0; i < work.length; i++) work[i].linked = true;
}

/** What `import source` of a job gives. */
function sourceOf(job) {
  if (job.source === undefined) {
    throw new ERR_SOURCE_PHASE_NOT_DEFINED(`Source phase import object is not defined for module '${job.url}'`);
  }
  return job.source;
}

/** `import.source(specifier)`. */
async function importSourceOf(specifier, parentURL, attributes) {
  const found = resolve(specifier, parentURL, attributes, false);
  return sourceOf(jobFor(found, attributes, { specifier, parentURL, byRequire: false, isMain: false, phase: kSourcePhase }));
}

/** The linked job that `specifier` means in `parentURL`. */
function linkedJob(specifier, parentURL, attributes, isMain, byRequire) {
  const found = resolve(specifier, parentURL, attributes, isMain);
  const job = jobFor(found, attributes, { specifier, parentURL, byRequire, isMain, phase: 2 });
  link(job, byRequire);
  return job;
}

// --- import ------------------------------------------------------------------------------------------------

let channel;

/** Evaluates a linked job and answers its namespace. */
async function evaluate(job) {
  try {
    await job.run();
  } catch (error) {
    require('module/esm_errors').explainNotDefined(error, job);
    throw error;
  }
  return job.namespace();
}

/**
 * `import(specifier)` from the module at `parentURL` (undefined: the command line). Loads at once, evaluates in a later
 * microtask, as the language demands of dynamic import.
 */
function importModule(specifier, parentURL, attributes, isMain = false) {
  if (!state.mayListen) return importNow(specifier, parentURL, attributes, isMain);
  channel ??= require('diagnostics_channel').tracingChannel('module.import');
  if (!channel.hasSubscribers) return importNow(specifier, parentURL, attributes, isMain);
  return channel.tracePromise(importNow, { __proto__: null, parentURL, url: specifier }, undefined,
                              specifier, parentURL, attributes, isMain);
}

async function importNow(specifier, parentURL, attributes, isMain) {
  if (state.chains !== null) {
    return (await require('module/esm_async').importThroughHooks(specifier, parentURL, attributes)).namespace;
  }
  let job;
  try {
    job = linkedJob(specifier, parentURL, attributes, isMain, false);
  } catch (error) {
    if (state.asyncHooks === null) throw error;
    return state.asyncHooks.neverSettling(error);
  }
  // An async function that returns the promise of import() takes it on some turns later: evaluating after that lets
  // asynchronous stacks reach the function that awaits.
  await undefined;
  await undefined;
  await undefined;
  try {
    await job.run();
  } catch (error) {
    require('module/esm_errors').explainNotDefined(error, job);
    throw error;
  }
  return job.namespace();
}

/** Imports text that has no file, under a URL of its own (`--eval`). */
async function importSource(source, url, isMain, detected) {
  const job = new Job(url, 'module', isMain);
  require('module/esm_translate').translate(job, { __proto__: null, source, format: 'module', detected }, { specifier: url });
  job.key = jobKey(url, {});
  jobs.set(job.key, job);
  link(job, false);
  if (isMain) require('module/main').noteMainJob(job);
  return evaluate(job);
}

/** Imports the program's entry point, remembering its job for the report of unsettled awaits. */
async function importMain(url, format, source) {
  let job;
  if (source === undefined) {
    job = linkedJob(url, undefined, { __proto__: null }, true, false);
  } else {
    job = jobs.get(jobKey(url, {}));
    if (job === undefined) {
      job = new Job(url, format, true);
      require('module/esm_translate').translate(job, { __proto__: null, source, format, detected: true }, { specifier: url });
      job.key = jobKey(url, {});
      jobs.set(job.key, job);
    }
    link(job, false);
  }
  require('module/main').noteMainJob(job);
  return evaluate(job);
}

// --- require of an ES module -------------------------------------------------------------------------------

/** What `require` of the ES module (or wasm) `filename` gives. `module` is its CommonJS stand-in. */
function requireModule(module, filename, source, format, parent) {
  const url = module[kURL] ?? native.pathToUrl(filename);
  let job = jobs.get(jobKey(url, {}));
  if (job === undefined) {
    job = new Job(url, format, false);
    require('module/esm_translate').translate(job, { __proto__: null, source, format }, { specifier: filename });
    job.key = jobKey(url, {});
    jobs.set(job.key, job);
  }
  require('module/require_esm').run(job, module, filename, parent, link);
  return require('module/require_esm').exportsOf(job);
}

/** What `require` gives in CommonJS whose text hooks of `module.register()` gave. */
function requireThroughHooks(specifier, parentURL, attributes) {
  const job = linkedJob(specifier, parentURL, attributes, false, false);
  if (job.format === 'builtin') {
    const { builtinId, loadBuiltin } = require('module/builtins');
    return loadBuiltin(builtinId(job.url));
  }
  if (job.format === 'module' && !requireOfModulesAllowed()) {
    throw new ERR_REQUIRE_ESM(require('module/esm_source').fileNameOf(job.url), true);
  }
  job.instantiate();
  job.runSync();
  const { Module } = require('module/cjs');
  const known = Module._cache[require('module/esm_source').fileNameOf(job.url)];
  if (known?.loaded) return known.exports;
  return job.format === 'json' ? job.namespace().default : require('module/require_esm').exportsOf(job);
}

/** The job of a URL, if it is loaded. */
function knownJob(url, attributes = { __proto__: null }) {
  return jobs.get(jobKey(url, attributes));
}

let attached = false;

/** Gives the engine the functions that it calls for `import()` and `import.meta`. Once per environment. */
function initialize() {
  if (attached) return;
  attached = true;
  require('module/esm_meta').attach();
}

module.exports = {
  attributesOf,
  baseURL,
  defaultResolve,
  importMain,
  importModule,
  importSource,
  importSourceOf,
  initialize,
  jobFrom,
  kEvaluating,
  knownJob,
  link,
  requireModule,
  requireThroughHooks,
  resolve,
  resolveUnhooked,
};
