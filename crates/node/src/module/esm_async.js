'use strict';
// Importing where resolving and loading are promises: on the thread of `module.register()`'s hooks, whose own modules go
// through the hooks that are there. Everywhere else the loader is synchronous. Owner: the ES module loader.

const {
  ArrayPrototypePush,
} = primordials;

const { kSourcePhase } = require('module/esm_job');
const { state } = require('module/state');

const engine = binding('engine');

/** The job of a specifier, its module compiled and nothing linked yet. */
async function jobFor(specifier, parentURL, attributes, phase) {
  const { jobFrom, knownJob } = require('module/esm');
  const found = await state.chains.resolve(specifier, parentURL, { ...attributes });
  const given = found.importAttributes ?? attributes;
  const known = knownJob(found.url, given);
  if (known !== undefined) return known;
  const loaded = await state.chains.load(found.url, found.format ?? undefined, { ...given });
  return jobFrom(found.url, given, loaded, { __proto__: null, specifier, parentURL, isMain: false, phase });
}

/** Loads everything that `root` imports, and ties the records together. */
async function link(root) {
  const { attributesOf } = require('module/esm');
  const work = [root];
  for (let at = 0; at < work.length; at++) {
    const job = work[at];
    if (job.linked || job.links !== undefined) continue;
    const requests = engine.moduleRequests(job.handle);
    const links = [];
    const handles = [];
    for (let i = 0; i < requests.length; i++) {
      const { 0: specifier, 1: pairs, 4: phase } = requests[i];
      const dependency = await jobFor(specifier, job.url, attributesOf(pairs), phase);
      ArrayPrototypePush(links, dependency);
      ArrayPrototypePush(handles, dependency.handle);
      if (phase !== kSourcePhase && !dependency.linked) ArrayPrototypePush(work, dependency);
    }
    job.requests = requests;
    job.links = links;
    engine.moduleLink(job.handle, handles);
  }
  for (let i = 0; i < work.length; i++) work[i].linked = true;
}

/** Imports a module: `{ namespace, url }`. */
async function importThroughHooks(specifier, parentURL, attributes) {
  const job = await jobFor(specifier, parentURL, attributes, 2);
  await link(job);
  try {
    await job.run();
  } catch (error) {
    require('module/esm_errors').explainNotDefined(error, job);
    throw error;
  }
  return { __proto__: null, namespace: job.namespace(), url: job.url };
}

module.exports = { importThroughHooks };
