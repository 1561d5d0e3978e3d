'use strict';
// From file to running CommonJS module: reading, the loaders by extension, `Module.wrap`, compiling, and handing over to
// the ES module loader where the text turns out to be one. Owner: the CommonJS loader.

const {
  JSONParse,
  ObjectDefineProperty,
  Proxy,
  ReflectApply,
  ReflectDefineProperty,
  ReflectSet,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { codes: { ERR_REQUIRE_ESM, ERR_UNKNOWN_MODULE_FORMAT } } = require('internal/errors');
const path = require('path');
const { programFs } = require('module/builtins');
const {
  defaultImport,
  detectModuleAllowed,
  kFormat,
  kIsMain,
  kParent,
  kSource,
  kURL,
  requireOfModulesAllowed,
  state,
  typescriptAllowed,
} = require('module/state');

const engine = binding('engine');
const native = binding('module');

let Module;
let makeRequire;
let setOwn;

function stripBOM(text) {
  return StringPrototypeCharCodeAt(text, 0) === 0xFEFF ? StringPrototypeSlice(text, 1) : text;
}

/** Text of a file; through `fs.readFileSync` where a program replaced that, else natively. */
function readText(filename) {
  const { exports: fs } = programFs;
  if (fs === undefined || fs.readFileSync === programFs.readFileSync) return native.readText(filename);
  const text = fs.readFileSync(filename, 'utf8');
  return typeof text === 'string' ? text : `${text}`;
}

/** What the file name and the nearest package.json say of a module's kind; undefined when neither says anything. */
function formatByName(filename) {
  if (StringPrototypeEndsWith(filename, '.js')) {
    const type = native.packageType(filename);
    return type === 'none' ? undefined : type;
  }
  if (StringPrototypeEndsWith(filename, '.cjs')) return 'commonjs';
  if (StringPrototypeEndsWith(filename, '.mjs')) return 'module';
  if (StringPrototypeEndsWith(filename, 'ts') && typescriptAllowed()) {
    if (StringPrototypeEndsWith(filename, '.cts')) return 'commonjs-typescript';
    if (StringPrototypeEndsWith(filename, '.mts')) return 'module-typescript';
    if (StringPrototypeEndsWith(filename, '.ts')) {
      const type = native.packageType(filename);
      return type === 'none' ? 'typescript' : `${type}-typescript`;
    }
  }
  return undefined;
}

/** Source and format of a module, by hooks, by what the ES module loader already read, or from the file. */
function loadSource(module, filename, format) {
  if (module[kFormat] !== undefined) format = module[kFormat];
  const kept = module[kSource];
  if (kept !== undefined) {
    module[kSource] = undefined;
    // Whoever read it has found out what it is, and has taken the types away.
    if (typeof format === 'string' && StringPrototypeEndsWith(format, 'typescript')) format = 'commonjs';
    return { __proto__: null, source: kept, format };
  }
  if (state.loadHooks !== null) {
    return require('module/hooks').loadForRequire(module, filename, format, readText);
  }
  return { __proto__: null, source: readText(filename), format };
}

function stripTypes(module, filename, loaded) {
  const { stripModuleTypes } = require('module/typescript');
  const source = stripModuleTypes(loaded.source, filename);
  switch (loaded.format) {
    case 'commonjs-typescript': return { __proto__: null, source, format: 'commonjs' };
    case 'module-typescript': return { __proto__: null, source, format: 'module' };
    default: return { __proto__: null, source, format: undefined };
  }
}

function asText(source) {
  return typeof source === 'string' ? source : require('module/esm_source').textOf(source);
}

function requireOther(module, filename, source, format) {
  const { requireModule } = require('module/esm');
  module.exports = requireModule(module, filename, source, format, module[kParent]);
}

function setJSON(module, filename, text) {
  try {
    setOwn(module, 'exports', JSONParse(stripBOM(text)));
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
}

function requireOfModuleRefused(module, filename, source) {
  const parentPath = module[kParent]?.filename;
  const scope = native.packageScope(filename);
  const byPackage = StringPrototypeEndsWith(filename, '.js') && scope !== undefined && scope[2] === 'module';
  const esmSyntax = engine.containsModuleSyntax(asText(source), filename);
  const error = new ERR_REQUIRE_ESM(filename, esmSyntax, parentPath, byPackage ? scope[0] : undefined);
  if (typeof parentPath === 'string') pointAtRequire(error, parentPath);
  return error;
}

/** Has a fatal error show the line that required, by the stack, in place of this file's. */
function pointAtRequire(error, parentPath) {
  const { stack } = error;
  const at = StringPrototypeIndexOf(stack, `${parentPath}:`);
  if (at === -1) return;
  const place = RegExpPrototypeExec(/^(\d+):(\d+)/, StringPrototypeSlice(stack, at + parentPath.length + 1));
  if (place === null) return;
  let text;
  try {
    text = readText(parentPath);
  } catch {
    // The file has gone meanwhile: the stack still tells the place.
    return;
  }
  const line = StringPrototypeSplit(text, '\n', +place[1])[place[1] - 1];
  if (line === undefined) return;
  engine.setErrorArrow(error, `${parentPath}:${place[1]}\n${line}\n${StringPrototypeRepeat(' ', place[2] - 1)}^\n`);
}

/** `module.exports` becomes what the ES module at `filename` gives to `require`. */
function loadAsModule(module, filename, source) {
  const esm = require('module/esm');
  if (module[kIsMain]) {
    // The entry point is an ES module: there is no main CommonJS module then, and it may await.
    setOwn(process, 'mainModule', undefined);
    require('module/main').importMain(module, filename, source);
    return;
  }
  module.exports = esm.requireModule(module, filename, asText(source), 'module', module[kParent]);
}

// --- Wrapping and compiling --------------------------------------------------------------------------------

const wrapperText = [
  '(function (exports, require, module, __filename, __dirname) { ',
  '\n});',
];

function defaultWrap(script) {
  return Module.wrapper[0] + script + Module.wrapper[1];
}

/** Lets programs replace `Module.wrap` and edit `Module.wrapper`, and notices that they did. */
function installWrapper() {
  let wrap = (script) => wrapperText[0] + script + wrapperText[1];
  let wrapper = new Proxy(wrapperText, {
    __proto__: null,
    set(target, property, value, receiver) {
      state.wrapperPatched = true;
      return ReflectSet(target, property, value, receiver);
    },
    defineProperty(target, property, descriptor) {
      state.wrapperPatched = true;
      return ReflectDefineProperty(target, property, descriptor);
    },
  });
  ObjectDefineProperty(Module, 'wrap', {
    __proto__: null,
    enumerable: false,
    get() { return wrap; },
    set(value) {
      state.wrapperPatched = true;
      wrap = value;
    },
  });
  ObjectDefineProperty(Module, 'wrapper', {
    __proto__: null,
    enumerable: false,
    get() { return wrapper; },
    set(value) {
      state.wrapperPatched = true;
      wrapper = value;
      wrap = defaultWrap;
    },
  });
}

/** Whether an error of compiling says that the text is an ES module. */
function isModuleSyntaxError(error, content, filename) {
  return error?.name === 'SyntaxError' && engine.containsModuleSyntax(content, filename);
}

/** The module's function, or undefined when the text is an ES module and may be taken for one. */
function compile(module, content, filename, format) {
  if (state.wrapperPatched) {
    return engine.runScript(Module.wrap(content), filename, 0, 0, defaultImport);
  }
  try {
    return engine.compileCommonjs(content, filename, defaultImport);
  } catch (error) {
    const mayBeModule = format === undefined && detectModuleAllowed() && requireOfModulesAllowed();
    if (mayBeModule || process.mainModule === module) {
      if (isModuleSyntaxError(error, content, filename)) {
        if (mayBeModule) return undefined;
        // At once: the error below ends the program.
        require('process/warning').emitWarningSync(
          `Failed to load the ES module: ${filename}. Make sure to set "type": "module" in the nearest package.json file ` +
          'or use the .mjs extension.');
      }
    }
    throw error;
  }
}

function warnTypeless(filename) {
  const scope = native.packageScope(filename);
  if (scope !== undefined && scope[2] === 'none') require('module/esm_format').warnTypeless(filename, scope[0]);
}

function installCompile() {
  Module.prototype._compile = function(content, filename, format) {
    if (format === 'commonjs-typescript' || format === 'module-typescript' || format === 'typescript') {
      content = require('module/typescript').stripModuleTypes(content, filename);
      format = format === 'typescript' ? undefined : StringPrototypeSlice(format, 0, -11);
    }
    const isModule = format === 'module';
    const wrapped = isModule ? undefined : compile(this, content, filename, format);
    if (wrapped === undefined) {
      if (!isModule) warnTypeless(filename);
      loadAsModule(this, filename, content);
      return undefined;
    }
    if (StringPrototypeIncludes(content, 'sourceMappingURL=')) {
      require('module/source_map_cache').rememberSource(filename, content, false);
    }
    const dirname = path.dirname(filename);
    const exports = this.exports;
    const url = state.customized.size === 0 ? undefined : state.customized.get(filename);
    const own = url === undefined ? makeRequire(this) : require('module/hooks_async').makeRequire(this, url);
    return ReflectApply(wrapped, exports, [exports, own, this, filename, dirname]);
  };
}

function installExtensions() {
  Module._extensions['.js'] = function(module, filename) {
    let loaded = loadSource(module, filename, formatByName(filename));
    const { format } = loaded;
    if (typeof format === 'string' && StringPrototypeEndsWith(format, 'typescript')) {
      loaded = stripTypes(module, filename, loaded);
    }
    switch (loaded.format) {
      case 'module':
        if (!requireOfModulesAllowed()) throw requireOfModuleRefused(module, filename, loaded.source);
        loadAsModule(module, filename, loaded.source);
        break;
      case undefined:
      case null:
      case 'commonjs':
        module._compile(asText(loaded.source), filename, loaded.format ?? undefined);
        break;
      case 'json':
        setJSON(module, filename, asText(loaded.source));
        break;
      case 'wasm':
        requireOther(module, filename, loaded.source, 'wasm');
        break;
      case 'builtin':
        module.exports = require('module/hooks').builtinExports(module[kURL] ?? filename);
        break;
      default:
        throw new ERR_UNKNOWN_MODULE_FORMAT(loaded.format, module[kURL] ?? filename);
    }
  };
  const javascript = Module._extensions['.js'];

  Module._extensions['.json'] = function(module, filename) {
    const loaded = loadSource(module, filename, 'json');
    if (loaded.format !== 'json' && loaded.format !== undefined) {
      // A hook says that the file is something else.
      module[kFormat] = loaded.format;
      module[kSource] = loaded.source;
      javascript(module, filename);
      return;
    }
    setJSON(module, filename, asText(loaded.source));
  };

  Module._extensions['.node'] = function(module, filename) {
    return process.dlopen(module, path.toNamespacedPath(filename));
  };
}

function install(target, tools) {
  Module = target;
  makeRequire = tools.makeRequire;
  setOwn = tools.setOwn;
  installWrapper();
  installCompile();
  installExtensions();
}

module.exports = {
  compile,
  formatByName,
  install,
  isModuleSyntaxError,
  readText,
  stripBOM,
};
