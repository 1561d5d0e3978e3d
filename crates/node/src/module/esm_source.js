'use strict';
// The default load step of ES modules: from URL to source and final format, by scheme. Owner: the ES module loader. Hooks
// wrap `defaultLoad`; nothing here compiles.

const {
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
} = primordials;

const {
  codes: {
    ERR_INVALID_RETURN_PROPERTY_VALUE,
    ERR_INVALID_URL,
    ERR_UNKNOWN_FILE_EXTENSION,
    ERR_UNKNOWN_MODULE_FORMAT,
    ERR_UNSUPPORTED_ESM_URL_SCHEME,
  },
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');
const { readText } = require('module/cjs_compile');
const { validateAttributes, warnTypeless } = require('module/esm_format');
const { defaultImport, state } = require('module/state');

const engine = binding('engine');
const native = binding('module');

/** What WebAssembly begins with. */
const kWasmMagic = '\0asm';

let decoder;

/** Text of a source that is a string or bytes. */
function textOf(source, hook = 'load') {
  if (typeof source === 'string') return source;
  if (isAnyArrayBuffer(source) || isArrayBufferView(source)) {
    if (decoder === undefined) {
      const { TextDecoder } = require('encoding');
      decoder = new TextDecoder();
    }
    return decoder.decode(source);
  }
  throw new ERR_INVALID_RETURN_PROPERTY_VALUE('string, an instance of Buffer, TypedArray, or DataView', hook, 'source',
                                              source);
}

/** Whether text that could be either is an ES module. What is CommonJS is compiled by this, and not a second time. */
function isModuleText(text, filename) {
  if (engine.isCommonjs(text, filename, defaultImport) || !engine.containsModuleSyntax(text, filename)) return false;
  warnTypeless(filename, native.packageScope(filename)?.[0]);
  return true;
}

/** Reads a file and settles a format that its name left open. */
function loadFile(url, format) {
  const filename = native.urlToPath(url);
  switch (format) {
    case 'builtin':
    case 'addon':
      return { __proto__: null, source: null, format };
    case 'wasm':
      return { __proto__: null, source: native.readBytes(filename), format };
    case 'module-or-wasm': {
      const bytes = native.readBytes(filename);
      const isWasm = bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
      return { __proto__: null, source: isWasm ? bytes : textOf(bytes), format: isWasm ? 'wasm' : 'module' };
    }
    case 'ambiguous': {
      const source = readText(filename);
      if (extensionOf(filename) === '' && StringPrototypeStartsWith(source, kWasmMagic)) {
        return { __proto__: null, source: native.readBytes(filename), format: 'wasm' };
      }
      const detected = isModuleText(source, filename);
      return { __proto__: null, source, format: detected ? 'module' : 'commonjs', detected };
    }
    case 'ambiguous-typescript': {
      const { stripModuleTypes } = require('module/typescript');
      const source = readText(filename);
      const detected = isModuleText(stripModuleTypes(source, filename), filename);
      return { __proto__: null, source, format: detected ? 'module-typescript' : 'commonjs-typescript', detected };
    }
    default:
      return { __proto__: null, source: readText(filename), format };
  }
}

const formatOfMime = {
  '__proto__': null,
  'text/javascript': 'module',
  'application/javascript': 'module',
  'application/json': 'json',
  'application/wasm': 'wasm',
};

function schemeOf(url) {
  return StringPrototypeSlice(url, 0, StringPrototypeIndexOf(url, ':') + 1);
}

function unsupportedScheme(url) {
  const protocol = schemeOf(url);
  const schemes = protocol === 'http:' || protocol === 'https:' ? ['file', 'data'] : ['file', 'data', 'node'];
  return new ERR_UNSUPPORTED_ESM_URL_SCHEME({ __proto__: null, protocol }, schemes);
}

/** The extension of a path: from the last dot of the name, unless the name only begins with it. */
function extensionOf(filename) {
  const slash = StringPrototypeLastIndexOf(filename, '/');
  const dot = StringPrototypeLastIndexOf(filename, '.');
  return dot > slash + 1 ? StringPrototypeSlice(filename, dot) : '';
}

/** The load step without hooks: `{ source, format }`. `format` is what resolving said, if anything. */
function defaultLoad(url, format, attributes) {
  const scheme = schemeOf(url);
  if (scheme === 'node:' || scheme === 'weir:') {
    validateAttributes(url, 'builtin', attributes);
    return { __proto__: null, source: null, format: 'builtin' };
  }
  if (scheme === 'data:') {
    const parts = require('url/data_url').splitDataURL(url);
    if (parts === undefined) throw new ERR_INVALID_URL(url);
    const mime = StringPrototypeToLowerCase(StringPrototypeTrim(StringPrototypeSplit(parts.type, ';', 1)[0]));
    const final = format ?? formatOfMime[mime];
    validateAttributes(url, final, attributes);
    if (final === undefined) throw new ERR_UNKNOWN_MODULE_FORMAT(mime, url);
    return { __proto__: null, source: parts.body, format: final };
  }
  if (scheme !== 'file:') throw unsupportedScheme(url);
  if (format === undefined || format === null) {
    format = native.formatOfPath(native.urlToPath(url));
    if (format === undefined) {
      validateAttributes(url, undefined, attributes);
      const filename = native.urlToPath(url);
      throw new ERR_UNKNOWN_FILE_EXTENSION(extensionOf(filename), filename);
    }
  }
  if (format === 'addon') validateAttributes(url, format, attributes);
  const loaded = loadFile(url, format);
  validateAttributes(url, loaded.format, attributes);
  return loaded;
}

function load(url, format, attributes) {
  if (state.report !== null) state.report.imported(url);
  if (state.loadHooks !== null) return require('module/hooks').loadForImport(url, format, attributes);
  return loadUnhooked(url, format, attributes);
}

/** The load step below the synchronous hooks: by those of `module.register()` where there are any. */
function loadUnhooked(url, format, attributes) {
  if (state.asyncHooks === null) return defaultLoad(url, format, attributes);
  return state.asyncHooks.load(url, require('module/hooks').publicFormat(format), attributes);
}

function withoutBOM(text) {
  return StringPrototypeCharCodeAt(text, 0) === 0xFEFF ? StringPrototypeSlice(text, 1) : text;
}

/** The path of a file URL; other URLs stand for themselves. */
function fileNameOf(url) {
  return StringPrototypeStartsWith(url, 'file:') ? native.urlToPath(url) : url;
}

module.exports = { defaultLoad, extensionOf, fileNameOf, load, loadUnhooked, textOf, withoutBOM };
