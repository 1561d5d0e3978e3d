'use strict';

// `import()` in code that a program compiled itself: which loader answers it.
//
// Owner: vm. The engine hands back the symbol that code was compiled with; `module/esm_meta` keeps what to call for it.
// The symbol lives as long as the code, and the callback as long as the symbol.

const {
  PromiseReject,
  PromiseResolve,
  PromisePrototypeThen,
  Symbol,
} = primordials;

const {
  codes: {
    ERR_SOURCE_PHASE_NOT_DEFINED,
    ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG,
    ERR_VM_MODULE_NOT_MODULE,
  },
} = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');
const { validateFunction } = require('internal/validators');
const { isModuleNamespaceObject } = require('util/types');

const defaultLoader = Symbol('vm_dynamic_import_main_context_default');

// The same for the interactive mode, whose every line would warn.
const interactiveLoader = Symbol('vm_dynamic_import_interactive');

// For code without an importer: what it imports is refused, even in a context that has one.
const noImporter = Symbol('vm_dynamic_import_missing');

// The namespace of what a program's callback gave: a namespace already, or a module of the vm.
function namespaceOf(value) {
  if (isModuleNamespaceObject(value)) return value;
  if (!require('vm/module').isModule(value)) throw new ERR_VM_MODULE_NOT_MODULE();
  return value.namespace;
}

// No module that a program makes has a source to import.
function refuseSource(value) {
  const name = require('vm/module').isModule(value) ? value.identifier : '';
  throw new ERR_SOURCE_PHASE_NOT_DEFINED(`Source phase import object is not defined for module '${name}'`);
}

/**
 * The symbol to compile with for an `importModuleDynamically` option; `owner()` gives the script, function, module or
 * context that the callback is told of.
 */
function hostSymbolFor(importModuleDynamically, name, owner) {
  if (importModuleDynamically === undefined) return noImporter;
  if (importModuleDynamically === interactiveLoader) return require('module/state').defaultImport;
  if (importModuleDynamically === defaultLoader) {
    emitExperimentalWarning('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
    return require('module/state').defaultImport;
  }
  validateFunction(importModuleDynamically, 'options.importModuleDynamically');

  const { registerImporter } = require('module/esm_meta');
  const symbol = Symbol(name);
  const allowed = require('internal/options').getOptionValue('--experimental-vm-modules');
  registerImporter(symbol, (specifier, attributes, referrer, ofSource) => {
    if (!allowed) return PromiseReject(new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG());
    const result = importModuleDynamically(specifier, owner(), attributes, ofSource ? 'source' : 'evaluation');
    return PromisePrototypeThen(PromiseResolve(result), ofSource ? refuseSource : namespaceOf);
  });
  return symbol;
}

module.exports = { defaultLoader, hostSymbolFor, interactiveLoader };
