'use strict';
// Running the program: the file, text or standard input that the command line names, after what --require and --import
// load before it. Decides between the two loaders for the entry point. Owner: the module loaders.

const {
  ArrayPrototypeSlice,
  PromisePrototypeThen,
  StringPrototypeEndsWith,
} = primordials;

const path = require('path');
const { Module, load } = require('module/cjs');
const exitState = require('process/state');
const { option, state, typescriptAllowed } = require('module/state');

const engine = binding('engine');
const native = binding('module');
const { isTerminal } = binding('stdio');

/** Loads what `--require` names, as CommonJS, from the working directory. */
function preloadModules(requests) {
  if (!requests || requests.length === 0) return;
  state.isPreloading = true;
  const parent = new Module('internal/preload', null);
  try {
    parent.paths = Module._nodeModulePaths(process.cwd());
  } catch (error) {
    // The working directory is gone: relative requests fail by themselves, packages may still be found elsewhere.
    if (error.code !== 'ENOENT') throw error;
  }
  try {
    for (let i = 0; i < requests.length; i++) load(requests[i], parent, false);
  } finally {
    state.isPreloading = false;
  }
}

/** What `--require` and `--experimental-loader` name. */
function preload() {
  preloadModules(option('--require'));
  const loaders = option('--experimental-loader') ?? [];
  if (loaders.length > 0) require('module/hooks_async').registerFromCommandLine(loaders);
}

// --- Waiting for the entry point ---------------------------------------------------------------------------

/** Prints where the entry point still awaits. */
function reportUnsettled() {
  if (option('--warnings') === false) return;
  const places = engine.moduleStalledAwaits(state.mainJob.handle);
  for (let i = 0; i < places.length; i++) {
    process._rawDebug(`Warning: Detected unsettled top-level await at ${places[i]}\n\n`);
  }
}

/** Runs `start`, which is async, as the program: its failure is uncaught. */
function runEntry(start) {
  PromisePrototypeThen(start(), () => {
    exitState.reportUnsettled = null;
  }, (error) => {
    exitState.reportUnsettled = null;
    if (!exitState.exiting) engine.triggerUncaughtException(error, true);
  });
}

/** The entry point's module is about to run; ending before it does is a failure. */
function noteMainJob(job) {
  state.mainJob = job;
  exitState.reportUnsettled = reportUnsettled;
}

/** `--import` modules in order, one after the other. */
async function importPreloads() {
  const imports = option('--import') ?? [];
  const { importModule } = require('module/esm');
  for (let i = 0; i < imports.length; i++) {
    await importModule(imports[i], undefined, { __proto__: null });
  }
}

// --- Files -------------------------------------------------------------------------------------------------

/** The file that the command line's path means: extensions tried, links resolved unless preserved. */
function resolveMain(main) {
  const found = Module._findPath(path.resolve(main), null, true);
  return found || undefined;
}

/** Whether the entry point goes to the ES module loader from the start. */
function startsAsModule(file) {
  if ((option('--import') ?? []).length > 0 || (option('--experimental-loader') ?? []).length > 0) return true;
  if (file === undefined) return false;
  if (StringPrototypeEndsWith(file, '.mjs') || StringPrototypeEndsWith(file, '.wasm')) return true;
  if (typescriptAllowed() && StringPrototypeEndsWith(file, '.mts')) return true;
  if (StringPrototypeEndsWith(file, '.cjs') || StringPrototypeEndsWith(file, '.cts')) return false;
  return native.packageType(file) === 'module';
}

/** `Module.runMain`: the program's file, by the loader that its name and package ask for. */
function executeUserEntryPoint(main) {
  const file = resolveMain(main);
  if (!startsAsModule(file)) {
    // Not by way of `load` when nobody listens: each frame less is one more of the program's in its stacks.
    if (state.mayListen) load(main, null, true);
    else Module._load(main, null, true);
    return;
  }
  const url = native.pathToUrl(file ?? path.resolve(main));
  runEntry(async () => {
    await importPreloads();
    return require('module/esm').importMain(url);
  });
}

/** The entry point was compiled as CommonJS and is an ES module: runs it as one. */
function importMain(module, filename, source) {
  const url = native.pathToUrl(filename);
  runEntry(() => require('module/esm').importMain(url, 'module', source));
}

/** `--check`: compiles without running. */
function checkSyntax(main, source) {
  const file = source === undefined ? resolveMain(main) : '[stdin]';
  if (file === undefined) {
    throw require('module/cjs').moduleNotFound(path.resolve(main), null);
  }
  const { compile, formatByName, readText, stripBOM } = require('module/cjs_compile');
  const text = stripBOM(source ?? readText(file));
  // Types are not stripped here; Node's check does not know them either.
  const format = source === undefined ? formatByName(file) : undefined;
  if (format !== 'module' && compile({ __proto__: null }, text, file, format) !== undefined) return;
  engine.moduleCompile(file, text, 0, 0, undefined);
}

// --- Start -------------------------------------------------------------------------------------------------

/** All of standard input as text; nothing where there is nothing to read from, as with a folder. */
function readStandardInput() {
  const kind = require('internal/util').guessHandleType(0);
  if (kind === 'UNKNOWN' || kind === 'INVALID') return '';
  return require('fs').readFileSync(0, 'utf8');
}

/** `--entry-url`: the program is a URL, relative to the working directory. */
function runURL(script) {
  require('internal/util').emitExperimentalWarning('--entry-url');
  runEntry(async () => {
    await importPreloads();
    const esm = require('module/esm');
    return esm.importMain(native.parseUrl(script, esm.baseURL()));
  });
}

/** Makes ready to run a file; the path to hand to `Module.runMain`, or undefined where nothing is left to do. */
function prepareFile(script, check) {
  if (option('--entry-url') === true) {
    process.argv[1] = script;
    preload();
    runURL(script);
    return undefined;
  }
  // What looks like an option after `--` is no path either: it stays as it is, and is not found.
  const main = script[0] === '-' ? script : path.resolve(script);
  process.argv[1] = main;
  native.openCompileCache(main);
  preload();
  if (check) {
    if ((option('--import') ?? []).length === 0) {
      checkSyntax(main);
    } else {
      runEntry(async () => {
        await importPreloads();
        checkSyntax(main);
      });
    }
    return undefined;
  }
  return main;
}

/** Whether nobody gave a program: somebody sits at the terminal. */
function isAlone(script, source) {
  return script === undefined && source === undefined && isTerminal(0);
}

/** `--test`: the arguments are files of tests, or patterns of them. */
function runTestFiles() {
  const { runCommandLine } = require('test/run');
  const patterns = ArrayPrototypeSlice(process.argv, 1);
  if (option('--test-isolation') === 'none' && option('--watch') !== true) {
    // The tests' own preloads come after what is set up for them.
    runCommandLine(patterns, async () => {
      preload();
      await importPreloads();
    });
    return;
  }
  // Each file's process imports for itself.
  preload();
  runCommandLine(patterns, undefined);
}

/** Starts what the command line asks for: `{ script, source, print, check, interactive }`. */
function runMain({ script, source, print, check, interactive }) {
  if (option('--watch') === true && option('--test') !== true) {
    require('internal/watch/main').startWatching();
    return;
  }
  if (option('--test') === true) {
    runTestFiles();
    return;
  }
  if (source === undefined && script !== undefined && script !== '-') {
    const main = prepareFile(script, check);
    if (main === undefined) return;
    // A preloaded program may have replaced it; nobody has while the public module is not loaded.
    if (Module.runMain === undefined) executeUserEntryPoint(main);
    else Module.runMain(main);
    return;
  }
  preload();
  if (!check && (interactive || isAlone(script, source))) {
    require('repl/interactive').start(source, print);
  } else if (source !== undefined) {
    require('module/eval').runText(source, '[eval]', print);
  } else if (check) {
    checkSyntax(undefined, readStandardInput());
  } else {
    require('module/eval').runText(readStandardInput(), '[stdin]', print);
  }
}

module.exports = {
  executeUserEntryPoint,
  importMain,
  importPreloads,
  noteMainJob,
  preloadModules,
  runEntry,
  runMain,
};
