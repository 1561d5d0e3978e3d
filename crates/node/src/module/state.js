'use strict';
// What the two loaders share: marks on Module objects, conditions, counters. Values only, no behaviour of its own beyond
// reading flags once. Owner: the module loaders.

const {
  ArrayPrototypeConcat,
  SafeMap,
  SafeWeakMap,
  Symbol,
} = primordials;

// Marks on a Module object that programs must not depend on.
const kParent = Symbol('kParent');
const kIsMain = Symbol('kIsMainSymbol');
const kFormat = Symbol('kFormat');
const kURL = Symbol('kURL');
const kSource = Symbol('kSource');
const kEsm = Symbol('kESModule');
/** Under it, the text that stands for a thrown object that could not be copied from the hooks' thread. */
const kShownAs = Symbol('kShownAs');

/** The host symbol of everything whose `import()` goes to the default loader; the referrer's name tells the parent. */
const defaultImport = Symbol('default_import');

const state = {
  // Depth of nested `require`s: 0 means that the disk may have changed since the last one.
  requireDepth: 0,
  // Set when an outermost require begins; the next resolution then forgets what it knew of the disk.
  fresh: true,
  isPreloading: false,
  // Whether the program replaced Module.wrap or Module.wrapper: then files are compiled as wrapped scripts.
  wrapperPatched: false,
  // Chains of registerHooks, or null while there are none: the common case must cost one comparison.
  resolveHooks: null,
  loadHooks: null,
  // The hooks of `module.register()` as the program's thread reaches them, or null; what they are on their own thread.
  asyncHooks: null,
  chains: null,
  // URLs of CommonJS files whose text those hooks gave, by file name: `require` in them goes by the hooks too.
  customized: new SafeMap(),
  // Who hears which files are loaded and looked for: the watcher of `--watch`. Null in nearly all programs.
  report: null,
  // Whether a program has loaded diagnostics_channel: before that nobody can listen to the loaders' channels.
  mayListen: false,
  // Texts of CommonJS files that an import has read and is about to run: file name -> text.
  imported: new SafeMap(),
  // Module -> its exports when it had loaded.
  loadedExports: new SafeWeakMap(),
  // Whether a map says where packages are.
  packageMap: false,
  // The job of the program's entry, when that is an ES module.
  mainJob: undefined,
};

let conditions;

function option(name) {
  return require('internal/options').getOptionValue(name);
}

/** Names of conditions: { require, import }, as arrays. */
function getConditions() {
  if (conditions === undefined) {
    // Hooks see them in this order.
    const extra = option('--conditions') ?? [];
    const denied = option('--permission') && !option('--allow-addons');
    const addons = option('--addons') !== false && !option('--no-addons') && !denied ? ['node-addons'] : [];
    const sync = requireOfModulesAllowed() ? ['module-sync'] : [];
    conditions = {
      __proto__: null,
      require: ArrayPrototypeConcat(['require', 'node'], addons, extra, sync),
      import: ArrayPrototypeConcat(['node', 'import'], sync, addons, extra),
    };
    // For requests that name none.
    binding('module').setConditions(conditions.require, conditions.import);
  }
  return conditions;
}

let requireOfModules;

/** Whether `require` may load ES modules (on, unless switched off). */
function requireOfModulesAllowed() {
  requireOfModules ??= option('--experimental-require-module') !== false;
  return requireOfModules;
}

let detect;

/** Whether text without any sign of its kind is looked into. */
function detectModuleAllowed() {
  detect ??= option('--experimental-detect-module') !== false;
  return detect;
}

let typescript;

/** Whether TypeScript files are known. */
function typescriptAllowed() {
  typescript ??= option('--strip-types') !== false;
  return typescript;
}

// Deprecations of package resolution are told once per package and text.
const told = new SafeMap();

/** Prints the deprecations that a resolution came across: pairs of code and text. */
function emitResolutionWarnings(warnings) {
  for (let i = 0; i < warnings.length; i++) {
    const { 0: code, 1: message } = warnings[i];
    if (code === 'DEP0155') {
      if (told.has(message)) continue;
      told.set(message, true);
    }
    process.emitWarning(message, 'DeprecationWarning', code);
  }
}

module.exports = {
  defaultImport,
  detectModuleAllowed,
  emitResolutionWarnings,
  getConditions,
  kEsm,
  kFormat,
  kIsMain,
  kParent,
  kShownAs,
  kSource,
  kURL,
  option,
  requireOfModulesAllowed,
  state,
  typescriptAllowed,
};
