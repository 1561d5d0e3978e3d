'use strict';
// Source maps of loaded files: found by the comment in the text, read when an error's stack or `findSourceMap` needs
// them, and kept. Only filled while source map support is on. Owner: the module loaders.

const {
  JSONParse,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const { validateBoolean, validateObject } = require('internal/validators');
const { SourceMap, mappingURLOf } = require('module/source_map');

const native = binding('module');

// Whether maps are collected for others than stacks: coverage tells of them.
let collects = false;

const support = { enabled: undefined, nodeModules: false, generatedCode: false };

// File name or URL -> { text, url, map }: `map` undefined until first wanted, null when there is none to be had.
const known = new SafeMap();

/** Has stacks show originals, or no longer. */
function mapStacks(on) {
  const { setSourceMapStackFormatter } = require('internal/errors');
  setSourceMapStackFormatter(on ? require('module/source_map_stack').formatStack : undefined);
}

/** A fatal error's source line, as that of the original while support is on. */
function shownArrow(arrow) {
  return isEnabled() ? require('module/source_map_stack').mapArrow(arrow) : arrow;
}

function isEnabled() {
  if (support.enabled === undefined) {
    support.enabled = require('internal/options').getOptionValue('--enable-source-maps') === true;
    support.nodeModules = support.generatedCode = support.enabled;
    mapStacks(support.enabled);
  }
  return support.enabled;
}

/** Remembers that a text which was just compiled names a source map. */
function rememberSource(filename, content, generated) {
  if (!isEnabled() && !collects) return;
  if (collects) return remember(filename, content);
  if (generated ? !support.generatedCode : !support.nodeModules && StringPrototypeIncludes(filename, '/node_modules/')) {
    return;
  }
  remember(filename, content);
}

function remember(filename, content) {
  const url = mappingURLOf(content);
  if (url === undefined) return;
  const lines = StringPrototypeSplit(content, '\n');
  const lineLengths = [];
  for (let i = 0; i < lines.length; i++) lineLengths[i] = lines[i].length;
  known.set(filename, { url, lineLengths, map: undefined });
}

/** The text behind a source mapping URL, which is relative to the file that names it. */
function readMap(url, filename) {
  if (StringPrototypeStartsWith(url, 'data:')) {
    const comma = StringPrototypeIndexOf(url, ',');
    const head = StringPrototypeSlice(url, 5, comma);
    const body = StringPrototypeSlice(url, comma + 1);
    const { Buffer } = require('buffer');
    return StringPrototypeIncludes(head, ';base64') ? Buffer.from(body, 'base64').toString() : primordials.decodeURIComponent(body);
  }
  const base = StringPrototypeStartsWith(filename, 'file:') ? filename : native.pathToUrl(filename);
  return native.readText(native.urlToPath(native.parseUrl(url, base)));
}

function load(entry, filename) {
  try {
    const payload = JSONParse(readMap(entry.url, filename));
    return new SourceMap(resolveSources(payload, filename, entry.url), { lineLengths: entry.lineLengths });
  } catch {
    // A map that is missing or broken leaves stacks as they are.
    return null;
  }
}

/** Makes the names of sources URLs, so that stacks show where they are. */
function resolveSources(payload, filename, url) {
  const file = StringPrototypeStartsWith(filename, 'file:') ? filename : native.pathToUrl(filename);
  const base = StringPrototypeStartsWith(url, 'data:') ? file : native.parseUrl(url, file);
  const { sections } = payload;
  for (let i = 0; i < sections?.length; i++) resolveAgainst(sections[i].map, base);
  return resolveAgainst(payload, base);
}

function resolveAgainst(payload, base) {
  const root = payload.sourceRoot ?? '';
  const sources = payload.sources ?? [];
  for (let i = 0; i < sources.length; i++) sources[i] = native.parseUrl(root + sources[i], base);
  payload.sourceRoot = '';
  return payload;
}

function findSourceMap(sourceURL) {
  if (typeof sourceURL !== 'string') return undefined;
  let name = sourceURL;
  let entry = known.get(name);
  if (entry === undefined && StringPrototypeStartsWith(name, 'file:')) {
    name = native.urlToPath(name);
    entry = known.get(name);
  } else if (entry === undefined) {
    name = native.pathToUrl(name);
    entry = known.get(name);
  }
  if (entry === undefined) return undefined;
  entry.map ??= load(entry, name);
  return entry.map ?? undefined;
}

/** From now on every map is remembered, whether stacks show originals or not. */
function collect() {
  collects = true;
}

/** All maps that are known, by URL: `{ lineLengths, data, url }`, as coverage files have them; undefined for none. */
function everyMap() {
  if (known.size === 0) return undefined;
  const all = { __proto__: null };
  known.forEach((entry, name) => {
    const url = StringPrototypeStartsWith(name, 'file:') ? name : native.pathToUrl(name);
    const data = (entry.map ??= load(entry, name))?.payload ?? null;
    const isInline = StringPrototypeStartsWith(entry.url, 'data:');
    all[url] = { lineLengths: entry.lineLengths, data, url: isInline ? null : native.parseUrl(entry.url, url) };
  });
  return all;
}

function getSourceMapsSupport() {
  const enabled = isEnabled();
  return { __proto__: null, enabled, nodeModules: support.nodeModules, generatedCode: support.generatedCode };
}

function setSourceMapsSupport(enabled, options = { __proto__: null }) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  support.enabled = enabled;
  support.nodeModules = nodeModules;
  support.generatedCode = generatedCode;
  mapStacks(enabled);
}

module.exports = {
  collect,
  everyMap,
  findSourceMap,
  getSourceMapsSupport,
  isEnabled,
  rememberSource,
  setSourceMapsSupport,
  shownArrow,
};
