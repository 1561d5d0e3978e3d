'use strict';
// The context that a REPL's code runs in: the global object, or a context of its own with the properties of that, the
// built-in modules by name, `require` and `module`, and `_` and `_error`.

const {
  ArrayPrototypeForEach,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyNames,
  ObjectPrototypeHasOwnProperty,
  SafeSet,
  StringPrototypeIncludes,
  StringPrototypeStartsWith,
  globalThis,
} = primordials;

const vm = require('vm');
const { Module, makeRequire } = require('module/cjs');
const { forget, introduce } = require('repl/inspector');

let ownGlobals;

// What every context has by itself.
function languageGlobals() {
  ownGlobals ??= new SafeSet(vm.runInNewContext('Object.getOwnPropertyNames(globalThis)'));
  return ownGlobals;
}

/** Names of built-in modules that code may use without requiring them. */
function moduleNames() {
  const names = [];
  ArrayPrototypeForEach(require('module/builtins').builtinModules(), (name) => {
    if (!StringPrototypeStartsWith(name, '_') && !StringPrototypeIncludes(name, '/') &&
        !StringPrototypeStartsWith(name, 'node:')) {
      names[names.length] = name;
    }
  });
  return names;
}

/** Defines the built-in modules as globals that are loaded when first read; whoever assigns to one replaces it. */
function addModules(object, id) {
  const parent = new Module(id);
  const load = makeRequire(parent);
  ArrayPrototypeForEach(moduleNames(), (name) => {
    // Globals of the same names, such as console, stay.
    if (ObjectPrototypeHasOwnProperty(object, name)) return;
    const replace = (value) => {
      // A getter gives way to a value, and keeps its place.
      delete object[name];
      object[name] = value;
    };
    ObjectDefineProperty(object, name, {
      __proto__: null,
      get() {
        const exports = load(name);
        delete object[name];
        ObjectDefineProperty(object, name, {
          __proto__: null, get: () => exports, set: replace, configurable: true, enumerable: false,
        });
        return exports;
      },
      set: replace,
      configurable: true,
      enumerable: false,
    });
  });
}

/** The inspector's number of a REPL's context. */
function contextIdOf(repl) {
  if (repl._contextId === undefined) {
    const own = repl.context !== globalThis && vm.isContext(repl.context);
    repl._contextId = introduce(own ? repl.context : undefined);
  }
  return repl._contextId;
}

// Where modules that are required by name are looked for: as from a file in the working directory.
function localFolders() {
  try {
    return Module._nodeModulePaths(process.cwd());
  } catch (error) {
    // The working directory is gone.
    if (error.code !== 'ENOENT') throw error;
    return [];
  }
}

/** Gives a context `module` and `require` as of a file in the working directory. */
function defineModule(context) {
  const module = new Module('<repl>');
  module.paths = Module._resolveLookupPaths('<repl>', { __proto__: null, paths: localFolders() }) ?? [];
  ObjectDefineProperty(context, 'module', { __proto__: null, configurable: true, writable: true, value: module });
  ObjectDefineProperty(context, 'require', {
    __proto__: null, configurable: true, writable: true, value: makeRequire(module),
  });
}

/** Makes the context of a REPL. */
function createContext(repl) {
  let context;
  if (repl.useGlobal) {
    context = globalThis;
  } else {
    context = vm.createContext();
    const own = languageGlobals();
    ArrayPrototypeForEach(ObjectGetOwnPropertyNames(globalThis), (name) => {
      if (own.has(name)) return;
      ObjectDefineProperty(context, name, {
        __proto__: null, ...ObjectGetOwnPropertyDescriptor(globalThis, name),
      });
    });
    context.global = context;
    const { Console } = require('console/console_class');
    ObjectDefineProperty(context, 'console', {
      __proto__: null, configurable: true, writable: true, value: new Console(repl.output),
    });
  }

  defineModule(context);
  addModules(context, '<REPL>');
  return context;
}

/** The inspector forgets the context that a REPL leaves. */
function dropContext(repl) {
  if (repl._contextId === undefined) return;
  repl._contextId = undefined;
  if (repl.context !== globalThis && vm.isContext(repl.context)) forget(repl.context);
}

// One of the variables that hold the last result and the last error, until code assigns to it.
function defineResult(repl, name, value, assigned) {
  ObjectDefineProperty(repl.context, name, {
    __proto__: null,
    configurable: true,
    get: () => repl[value],
    set: (given) => {
      repl[value] = given;
      if (repl[assigned]) return;
      repl[assigned] = true;
      repl.output.write(`Expression assignment to ${name} now disabled.\n`);
    },
  });
}

function defineResults(repl) {
  defineResult(repl, '_', 'last', 'underscoreAssigned');
  defineResult(repl, '_error', 'lastError', 'underscoreErrAssigned');
}

module.exports = { addModules, contextIdOf, createContext, defineModule, defineResults, dropContext };
