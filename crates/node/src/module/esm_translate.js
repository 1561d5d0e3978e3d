'use strict';
// From source and format to a module record: JavaScript, JSON, CommonJS, WebAssembly, addons, built-ins. Owner: the ES
// module loader.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  JSONParse,
  JSONStringify,
  ObjectPrototypeHasOwnProperty,
  SafeMap,
  SafeSet,
  SafeWeakMap,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const {
  codes: {
    ERR_INVALID_RETURN_PROPERTY_VALUE,
    ERR_REQUIRE_CYCLE_MODULE,
    ERR_UNKNOWN_BUILTIN_MODULE,
    ERR_UNKNOWN_MODULE_FORMAT,
  },
} = require('internal/errors');
const { builtinId, builtinModuleHandle } = require('module/builtins');
const { Module, loadImported } = require('module/cjs');
const { kSourcePhase } = require('module/esm_job');
const { extensionOf, fileNameOf, textOf, withoutBOM } = require('module/esm_source');
const { defaultImport, kFormat, kURL, state } = require('module/state');

const engine = binding('engine');
const native = binding('module');

function attachHandle(job, handle) {
  handle.job = job;
  job.handle = handle;
}

/** Gives `job` its record. `request` tells who asked, for the texts of errors. */
function translate(job, loaded, request) {
  let { source, format } = loaded;
  if (typeof format === 'string' && StringPrototypeEndsWith(format, '-typescript')) {
    source = require('module/typescript').stripModuleTypes(textOf(source), fileNameOf(job.url));
    format = StringPrototypeSlice(format, 0, -11);
  }
  job.format = format;
  job.detected = loaded.detected === true;
  switch (format) {
    case 'module': return translateModule(job, textOf(source));
    case 'commonjs': return translateCommonJS(job, source, request, loaded);
    case 'json': return translateJSON(job, textOf(source));
    case 'builtin': return translateBuiltin(job);
    case 'wasm': return translateWasm(job, source, request);
    case 'addon': return translateAddon(job, source);
    case 'mock': return translateMock(job);
    default: throw new ERR_UNKNOWN_MODULE_FORMAT(format, job.url);
  }
}

// A module that a test has put in the place of another.
function translateMock(job) {
  const handle = require('test/mock_module').moduleRecord(job.url);
  if (handle === undefined) throw new ERR_UNKNOWN_MODULE_FORMAT('mock', job.url);
  attachHandle(job, handle);
}

function translateModule(job, text) {
  attachHandle(job, engine.moduleCompileFile(job.url, text, defaultImport));
  if (StringPrototypeIncludes(text, 'sourceMappingURL=')) {
    require('module/source_map_cache').rememberSource(job.url, text, false);
  }
}

function translateBuiltin(job) {
  const id = builtinId(job.url);
  if (id === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(job.url);
  // One record for all who import it; it is linked and evaluated already.
  job.handle = builtinModuleHandle(id);
  job.links = [];
  job.linked = true;
}

function translateJSON(job, text) {
  let value;
  const filename = fileNameOf(job.url);
  const isPlain = StringPrototypeStartsWith(job.url, 'file:') && !StringPrototypeIncludes(job.url, '?') &&
    !StringPrototypeIncludes(job.url, '#');
  const known = isPlain ? Module._cache[filename] : undefined;
  if (known?.loaded) {
    value = known.exports;
  } else {
    try {
      value = JSONParse(withoutBOM(text));
    } catch (error) {
      error.message = `${filename}: ${error.message}`;
      throw error;
    }
    if (isPlain && known === undefined) keepJSON(filename, job.url, value);
  }
  const handle = engine.moduleSynthetic(job.url, ['default'], () => engine.moduleSetExport(handle, 'default', value));
  attachHandle(job, handle);
}

/** `require` of the same file gives the same object. */
function keepJSON(filename, url, value) {
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(module.path);
  module.exports = value;
  module.loaded = true;
  module[kURL] = url;
  module[kFormat] = 'json';
  Module._cache[filename] = module;
}

// --- CommonJS ----------------------------------------------------------------------------------------------

// Text of a file -> names; kept while a graph loads, since packages re-export the same files again and again.
const lexed = new SafeMap();

function lex(filename, text) {
  const known = lexed.get(filename);
  if (known !== undefined && known.text === text) return known.found;
  const found = native.cjsExports(text);
  lexed.set(filename, { text, found });
  return found;
}

/** Adds the names that a CommonJS text exports, those of what it re-exports included. */
function collectNames(filename, text, names, seen) {
  seen.add(filename);
  const { 0: own, 1: reexports } = lex(filename, text);
  for (let i = 0; i < own.length; i++) names.add(own[i]);
  if (reexports.length === 0) return;
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(module.path);
  for (let i = 0; i < reexports.length; i++) {
    let resolved;
    try {
      resolved = Module._resolveFilename(reexports[i], module, false);
    } catch {
      // What cannot be found fails when the code runs, with the right stack.
      continue;
    }
    if (seen.has(resolved) || builtinId(resolved) !== undefined) continue;
    const extension = extensionOf(resolved);
    if (extension !== '.js' && extension !== '.cjs' && Module._extensions[extension]) continue;
    let inner;
    try {
      inner = require('module/cjs_compile').readText(resolved);
    } catch {
      continue;
    }
    collectNames(resolved, inner, names, seen);
  }
}

function translateCommonJS(job, source, request, loaded) {
  const filename = fileNameOf(job.url);
  if (request.byRequire) {
    const running = Module._cache[filename];
    if (running !== undefined && !running.loaded) {
      throw new ERR_REQUIRE_CYCLE_MODULE(
        `Cannot import CommonJS Module ${request.specifier} in a cycle. (from ${fileNameOf(request.parentURL)})`);
    }
  }
  const text = source === null || source === undefined ?
    require('module/cjs_compile').readText(filename) : textOf(source);
  const names = new SafeSet();
  collectNames(filename, text, names, new SafeSet());
  names.delete('default');
  names.delete('module.exports');
  const all = ['default'];
  names.forEach((name) => ArrayPrototypePush(all, name));
  ArrayPrototypePush(all, 'module.exports');

  const handle = engine.moduleSynthetic(job.url, all, () => {
    if (loaded.customized === true) state.customized.set(filename, job.url);
    const exports = loadImported(filename, job.url, text, job.isMain, loaded.hooked === true);
    const module = Module._cache[filename];
    const known = module !== undefined && state.loadedExports.has(module);
    setExports(handle, names, known ? state.loadedExports.get(module) : exports);
  });
  attachHandle(job, handle);
}

function setExports(handle, names, exports) {
  const isObject = exports !== null && (typeof exports === 'object' || typeof exports === 'function');
  names.forEach((name) => {
    let value;
    if (isObject && ObjectPrototypeHasOwnProperty(exports, name)) {
      try {
        value = exports[name];
      } catch {
        // A getter that throws has no value to export; the default export still leads to it.
      }
    }
    engine.moduleSetExport(handle, name, value);
  });
  engine.moduleSetExport(handle, 'default', exports);
  engine.moduleSetExport(handle, 'module.exports', exports);
}

// --- WebAssembly and addons --------------------------------------------------------------------------------

/** The string functions that V8 has itself, and constants that stand in the name of an import. */
const kWasmOptions = {
  __proto__: null,
  builtins: ['js-string'],
  importedStringConstants: 'wasm:js/string-constants',
};

// Namespace of a WebAssembly module -> what its instance exports: another instance takes globals as they are, not their
// values.
const instanceExports = new SafeWeakMap();

/** Names that the integration of WebAssembly and ES modules keeps for itself. */
function isReservedName(name) {
  return StringPrototypeStartsWith(name, 'wasm:') || StringPrototypeStartsWith(name, 'wasm-js:');
}

function refuseName(what, url) {
  throw new primordials.globalThis.WebAssembly.LinkError(`Invalid Wasm ${what} in ${url}`);
}

function wasmBytes(source) {
  const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');
  if (isAnyArrayBuffer(source) || isArrayBufferView(source)) return source;
  throw new ERR_INVALID_RETURN_PROPERTY_VALUE('instance of Buffer, TypedArray, or DataView', 'load', 'source', source);
}

/** A module whose text imports what the WebAssembly wants and exports what its instance has. */
function translateWasm(job, source, request) {
  const announce = () => require('internal/util').emitExperimentalWarning('Importing WebAssembly module instances');
  if (request.phase !== kSourcePhase) announce();
  const { WebAssembly } = primordials.globalThis;
  let compiled;
  try {
    compiled = new WebAssembly.Module(wasmBytes(source), kWasmOptions);
  } catch (error) {
    error.message = `${fileNameOf(job.url)}: ${error.message}`;
    throw error;
  }
  const wanted = WebAssembly.Module.imports(compiled);
  const modules = [];
  for (let i = 0; i < wanted.length; i++) {
    const { module, name } = wanted[i];
    if (StringPrototypeStartsWith(module, 'wasm-js:')) refuseName(`import "${module}"`, job.url);
    if (isReservedName(name)) refuseName(`import name "${name}"`, job.url);
    if (!ArrayPrototypeIncludes(modules, wanted[i].module)) ArrayPrototypePush(modules, wanted[i].module);
  }
  const exported = WebAssembly.Module.exports(compiled);
  for (let i = 0; i < exported.length; i++) {
    if (isReservedName(exported[i].name)) refuseName(`export name "${exported[i].name}"`, job.url);
  }
  let text = '';
  let list = '';
  for (let i = 0; i < modules.length; i++) {
    text += `import * as import${i} from ${JSONStringify(modules[i])};\n`;
    list += `import${i}, `;
  }
  text += `const values = import.meta.instantiate([${list}]);\n`;
  for (let i = 0; i < exported.length; i++) {
    text += `const export${i} = values[${i}];\nexport { export${i} as ${JSONStringify(exported[i].name)} };\n`;
  }
  translateModule(job, text);
  job.source = compiled;
  engine.moduleSetSource(job.handle, compiled);
  job.extendMeta = (meta) => {
    meta.instantiate = (namespaces) => {
      announce();
      const imports = { __proto__: null };
      for (let i = 0; i < modules.length; i++) imports[modules[i]] = instanceExports.get(namespaces[i]) ?? namespaces[i];
      const instance = new WebAssembly.Instance(compiled, imports);
      instanceExports.set(job.namespace(), instance.exports);
      const values = [];
      for (let i = 0; i < exported.length; i++) {
        const value = instance.exports[exported[i].name];
        ArrayPrototypePush(values, exported[i].kind === 'global' ? globalValue(value) : value);
      }
      return values;
    };
  };
}

/** The value of a WebAssembly global; a vector has none in JavaScript. */
function globalValue(global) {
  try {
    return global.value;
  } catch {
    return undefined;
  }
}

function translateAddon(job, source) {
  if (source !== null && source !== undefined) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('null', 'load', 'source', source);
  }
  require('internal/util').emitExperimentalWarning('Importing addons');
  const filename = fileNameOf(job.url);
  const handle = engine.moduleSynthetic(job.url, ['default', 'module.exports'], () => {
    const exports = loadImported(filename, job.url, undefined, false, false);
    engine.moduleSetExport(handle, 'default', exports);
    engine.moduleSetExport(handle, 'module.exports', exports);
  });
  attachHandle(job, handle);
}

module.exports = { translate };
