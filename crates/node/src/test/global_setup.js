'use strict';

// The module of `--test-global-setup`: what runs once before all tests and once after them.
//
// Owner: test.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

function checked(fn, name) {
  if (fn === undefined || fn === null) return undefined;
  if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE(name, 'Function', fn);
  return fn;
}

/** Loads the module and runs its set-up; answers with what to run at the end, if anything. */
async function setUpGlobally(request, cwd = process.cwd()) {
  const { pathToFileURL } = require('url');
  const url = pathToFileURL(require('path').resolve(cwd, request)).href;
  const base = pathToFileURL(`${cwd}/`).href;
  const namespace = await require('module/esm').importModule(url, base, { __proto__: null });
  const module = namespace.globalSetup !== undefined || namespace.globalTeardown !== undefined ?
    namespace : namespace.default ?? namespace;
  const setUp = checked(module.globalSetup, 'globalSetup');
  const tearDown = checked(module.globalTeardown, 'globalTeardown');
  if (setUp !== undefined) await setUp();
  return tearDown === undefined ? undefined : async () => { await tearDown(); };
}

module.exports = { setUpGlobally };
