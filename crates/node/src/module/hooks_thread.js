'use strict';
// The side of `module.register()` that runs the hooks: on a thread of its own, with an environment of its own. Loads the
// hooks' modules, each through the hooks that were there before it, and answers the program's questions by their chains.
// Owner: the module loaders.

const {
  ArrayPrototypeConcat,
  ArrayPrototypeSlice,
  ObjectAssign,
  ObjectDefineProperty,
  PromisePrototypeThen,
  PromiseResolve,
  ReflectApply,
  Uint8Array,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_PROPERTY_VALUE,
    ERR_INVALID_RETURN_VALUE,
    ERR_LOADER_CHAIN_INCOMPLETE,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView, isSharedArrayBuffer } = require('util/types');
const { decode, encode, packThrown } = require('module/hooks_wire');
const { getConditions, option, state } = require('module/state');

const native = binding('module');

// Links of the two chains, the default first: `{ url, run }`. New arrays whenever one is added: a chain that is running
// must not change under it.
let resolvers;
let loaders;

function isURLText(text) {
  try {
    native.parseUrl(text);
    return true;
  } catch {
    return false;
  }
}

// --- Chains ------------------------------------------------------------------------------------------------

const kNext = { __proto__: null, resolve: 'nextResolve', load: 'nextLoad' };

/** What a hook gives to the next one. */
function checkArguments(who, kind, subject, context) {
  if (typeof subject !== 'string') {
    const what = kind === 'resolve' ? 'specifier' : 'url';
    throw new ERR_INVALID_ARG_TYPE(`${who} ${what}`, kind === 'resolve' ? 'string' : 'a URL string', subject);
  }
  if (kind === 'load' && !isURLText(subject)) {
    throw new ERR_INVALID_ARG_VALUE(`${who} url`, subject, 'should be a URL string');
  }
  if (context) validateObject(context, `${who} context`);
}

/** Runs a chain from its end down to the default: `{ answer, who }`, the last hook that ran by its name for errors. */
async function runChain(chain, kind, subject, context) {
  let who = '';
  let finished = false;
  let cutShort = false;
  const step = (index) => async (value, given) => {
    const { url, run } = chain[index];
    if (who !== '') checkArguments(`${who} hook's ${kNext[kind]}()`, kind, value, given);
    who = `${url} '${kind}'`;
    if (index === 0) finished = true;
    if (given) ObjectAssign(context, given);
    const output = await ReflectApply(run, undefined, [value, context, nextOf(index)]);
    if (typeof output !== 'object' || output === null) {
      throw new ERR_INVALID_RETURN_VALUE('an object', `${url} '${kind}' hook's ${kNext[kind]}()`, output);
    }
    if (output.shortCircuit === true) cutShort = true;
    return output;
  };
  const nextOf = (index) => {
    if (index === 0) return undefined;
    const next = step(index - 1);
    ObjectDefineProperty(next, 'name', { __proto__: null, value: kNext[kind] });
    return next;
  };
  const answer = await step(chain.length - 1)(subject, undefined);
  if (!finished && !cutShort) throw new ERR_LOADER_CHAIN_INCOMPLETE(who);
  return { answer, who };
}

let warnedAssertions = false;

/** The attributes under their name of old. */
function aliasAssertions(context) {
  const get = () => {
    if (!warnedAssertions) {
      warnedAssertions = true;
      process.emitWarning('Use `importAttributes` instead of `importAssertions`', 'ExperimentalWarning');
    }
    return context.importAttributes;
  };
  return ObjectDefineProperty(context, 'importAssertions', { __proto__: null, configurable: true, get });
}

async function resolve(specifier, parentURL, attributes) {
  const context = aliasAssertions({
    conditions: ArrayPrototypeSlice(getConditions().import), importAttributes: attributes, parentURL,
  });
  const { answer, who } = await runChain(resolvers, 'resolve', specifier, context);
  const { format, url, importAttributes } = answer;
  if (typeof url !== 'string' || !isURLText(url)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', who, 'url', url);
  }
  if (format !== null && format !== undefined && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', who, 'format', format);
  }
  if (importAttributes !== undefined && importAttributes !== null && typeof importAttributes !== 'object') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('an object', who, 'importAttributes', importAttributes);
  }
  return { __proto__: null, url, format, importAttributes: importAttributes ?? undefined };
}

async function load(url, format, attributes) {
  const context = aliasAssertions({ format, importAttributes: attributes });
  const { answer, who } = await runChain(loaders, 'load', url, context);
  const { format: given, source, detected } = answer;
  if (typeof given !== 'string') {
    if (given === null || given === undefined) {
      const { ERR_UNKNOWN_MODULE_FORMAT } = require('internal/errors').codes;
      throw new ERR_UNKNOWN_MODULE_FORMAT(given, url);
    }
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', who, 'format', given);
  }
  if (source !== null && source !== undefined && typeof source !== 'string' && !isAnyArrayBuffer(source) &&
      !isArrayBufferView(source)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', who, 'source', source);
  }
  return { __proto__: null, format: given, source: copiable(source), detected: detected === true };
}

/** A source that can be sent: of shared memory, the bytes. */
function copiable(source) {
  if (isSharedArrayBuffer(source)) return new Uint8Array(new Uint8Array(source));
  if (isArrayBufferView(source) && isSharedArrayBuffer(source.buffer)) return new Uint8Array(source);
  return source;
}

// --- Defaults ----------------------------------------------------------------------------------------------

function resolvePlain(specifier, { conditions, parentURL }) {
  const { defaultResolve } = require('module/esm');
  const found = defaultResolve(specifier, parentURL, conditions, parentURL === undefined);
  return { __proto__: null, url: found.url, format: require('module/hooks').publicFormat(found.format) };
}

/** The source too, except of CommonJS: its own loader reads that again. */
function loadPlain(url, { format, importAttributes }) {
  const loaded = require('module/esm_source').defaultLoad(url, format ?? undefined, importAttributes ?? { __proto__: null });
  let { source } = loaded;
  if (loaded.format === 'commonjs' || loaded.format === 'commonjs-typescript') source = null;
  else if (typeof source === 'string') source = require('buffer').Buffer.from(source);
  return { __proto__: null, format: loaded.format, source, detected: loaded.detected };
}

// --- Registering -------------------------------------------------------------------------------------------

let warnedPreload = false;

function add(url, exports) {
  const { globalPreload, initialize, load: loadHook, resolve: resolveHook } = exports;
  if (globalPreload && !initialize && !warnedPreload) {
    warnedPreload = true;
    process.emitWarning('`globalPreload` has been removed; use `initialize` instead.', 'UnsupportedWarning');
  }
  if (resolveHook) resolvers = ArrayPrototypeConcat(resolvers, { url, run: resolveHook });
  if (loadHook) loaders = ArrayPrototypeConcat(loaders, { url, run: loadHook });
  return initialize;
}

async function register(specifier, parentURL, data) {
  const { importThroughHooks } = require('module/esm_async');
  const { namespace, url } = await importThroughHooks(specifier, parentURL, { __proto__: null });
  const initialize = add(url, namespace);
  if (initialize) await ReflectApply(initialize, undefined, [data]);
}

// --- Serving -----------------------------------------------------------------------------------------------

function answerTo({ kind, specifier, parentURL, url, format, attributes, data }) {
  switch (kind) {
    case 'resolve': return resolve(specifier, parentURL, attributes);
    case 'load': return load(url, format, attributes);
    default: return register(specifier, parentURL, data);
  }
}

// What preloaded code registers on this thread itself, before the program asks for anything.
let ready = PromiseResolve();

async function answer(bytes) {
  let reply;
  try {
    await ready;
    const value = await answerTo(decode(bytes));
    reply = encode({ value: value === undefined ? undefined : { ...value } });
  } catch (thrown) {
    reply = encode({ thrown: packThrown(thrown) });
  }
  native.hooksAnswer(reply);
}

/** Runs the thread: it answers from now on, for as long as the process lives. */
function serve() {
  resolvers = [{ url: 'node:internal/modules/esm/resolve', run: resolvePlain }];
  loaders = [{ url: 'node:internal/modules/esm/load', run: loadPlain }];
  state.chains = {
    __proto__: null,
    load,
    register(specifier, parentURL, data) {
      ready = PromisePrototypeThen(ready, () => register(specifier, parentURL, data));
    },
    resolve,
  };
  // What is preloaded is so on every thread.
  require('module/main').preloadModules(option('--require'));
  native.hooksServe(answer);
}

module.exports = { serve };
