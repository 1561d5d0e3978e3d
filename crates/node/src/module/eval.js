'use strict';
// Programs given as text: -e, -p and standard input. They run as a script with a module's variables as globals, or as an
// ES module where --input-type or the text says so. Owner: the module loaders.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSplice,
  ObjectDefineProperty,
  ReflectDefineProperty,
  StringPrototypeIncludes,
  StringPrototypeRepeat,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  globalThis,
} = primordials;

const {
  codes: { ERR_EVAL_ESM_CANNOT_PRINT, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const path = require('path');
const { Module, makeRequire, setOwn } = require('module/cjs');
const { defaultImport, detectModuleAllowed, option, typescriptAllowed } = require('module/state');

const engine = binding('engine');

/** Lines that a syntax error shows of its place: the file, the text, the caret. */
const kShownLines = 3;
/** Calls a program's text. Stacks show it; tools know this place from Node's. */
const kCaller = `${StringPrototypeRepeat('\n', 5)}(run) =>${StringPrototypeRepeat(' ', 15)}run()`;

/** What `--input-type` or the text says: 'module' or 'commonjs', and the text without types. */
function settle(source, name) {
  const type = option('--input-type');
  switch (type) {
    case 'module':
    case 'commonjs':
      return { format: type, text: source };
    case 'module-typescript':
    case 'commonjs-typescript': {
      const text = require('module/typescript').stripModuleTypes(source, name, true);
      return { format: StringPrototypeStartsWith(type, 'module') ? 'module' : 'commonjs', text };
    }
    case undefined:
    case '':
      return detect(source, name);
    default:
      throw new ERR_INVALID_ARG_VALUE('--input-type', type,
                                      'must be "commonjs", "module", "commonjs-typescript" or "module-typescript"');
  }
}

/** The error of compiling a text as a script's body, or undefined. */
function scriptError(text, name) {
  try {
    engine.compileFunction(text, name, 0, 0, [], defaultImport);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A syntax error with what TypeScript's parser says, below the line that it shows. */
function withRefusal(error, refusal) {
  if (typeof error.stack !== 'string') return error;
  const lines = StringPrototypeSplit(error.stack, '\n');
  ArrayPrototypeSplice(lines, kShownLines, 0, refusal.message);
  error.stack = ArrayPrototypeJoin(lines, '\n');
  return error;
}

/** A module's text, without types where it has some. */
function moduleText(source, name) {
  if (!typescriptAllowed()) return source;
  try {
    engine.moduleCompile(name, source, 0, 0, undefined);
    return source;
  } catch (error) {
    try {
      return require('module/typescript').stripModuleTypes(source, name, true);
    } catch (refusal) {
      throw withRefusal(error, refusal);
    }
  }
}

function detect(source, name) {
  let error = scriptError(source, name);
  if (error === undefined) return { format: 'commonjs', text: source };
  if (detectModuleAllowed() && engine.containsModuleSyntax(source, name)) {
    return { format: 'module', text: moduleText(source, name), detected: true };
  }
  if (typescriptAllowed()) {
    let text;
    try {
      text = require('module/typescript').stripModuleTypes(source, name, true);
    } catch (refusal) {
      // Neither JavaScript nor TypeScript: the first error is the one that tells, with what the second says.
      throw withRefusal(error, refusal);
    }
    error = scriptError(text, name);
    const isModule = error !== undefined && detectModuleAllowed() && engine.containsModuleSyntax(text, name);
    return { format: isModule ? 'module' : 'commonjs', text, detected: isModule };
  }
  return { format: 'commonjs', text: source };
}

/** The working directory; where it is gone, a folder that is there. */
function workingFolder() {
  try {
    return process.cwd();
  } catch {
    return path.dirname(process.execPath);
  }
}

/** Runs a text as a script, with `require`, `module` and the like as globals. */
function runScript(name, text, print) {
  const cwd = workingFolder();
  const module = new Module(name);
  module.filename = path.join(cwd, name);
  module.paths = Module._nodeModulePaths(cwd);
  const given = {
    __proto__: null,
    __filename: name,
    __dirname: '.',
    exports: module.exports,
    module,
    require: makeRequire(module),
  };
  for (const key in given) setOwn(globalThis, key, given[key]);
  const call = engine.runScript(kCaller, `${name}-wrapper`, 0, 0, undefined);
  let result;
  let threw = true;
  try {
    result = call(() => engine.runScript(text, name, 0, 0, defaultImport));
    threw = false;
  } finally {
    // Not caught, since it would lose its place: the hook for uncaught errors is next.
    if (threw) require('process/execution').noteTextThrew();
  }
  // As late as can be, so that a promise shows what became of it.
  if (print) process.on('exit', () => require('console').log(result));
}

/** Makes the built-in modules globals of their names, loaded when they are first read: a text of one line has no room. */
function exposeBuiltins() {
  const { builtinModules, loadBuiltin } = require('module/builtins');
  const names = builtinModules();
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name[0] === '_' || StringPrototypeIncludes(name, '/') || StringPrototypeIncludes(name, ':')) continue;
    const set = (value) => {
      // Not where the program has fixed what is there.
      ReflectDefineProperty(globalThis, name, {
        __proto__: null, value, writable: true, enumerable: false, configurable: true,
      });
    };
    const get = () => {
      const value = loadBuiltin(name);
      set(value);
      return value;
    };
    ObjectDefineProperty(globalThis, name, { __proto__: null, get, set, enumerable: false, configurable: true });
  }
}

/** Runs a program's text. `name` is `[eval]` or `[stdin]`. */
function runText(source, name, print) {
  // By it `fork` knows the text among this process's own arguments, which a child must not run again.
  ObjectDefineProperty(process, '_eval', {
    __proto__: null, value: source, writable: name === '[stdin]', enumerable: true, configurable: true,
  });
  exposeBuiltins();
  const { importPreloads, runEntry } = require('module/main');
  const { baseURL, importSource } = require('module/esm');
  const { format, text, detected } = settle(source, name);
  if (format === 'module') {
    if (print) throw new ERR_EVAL_ESM_CANNOT_PRINT();
    const url = `${baseURL()}[eval1]`;
    runEntry(async () => {
      await importPreloads();
      return importSource(text, url, true, detected);
    });
    return;
  }
  if ((option('--import') ?? []).length > 0) {
    runEntry(async () => {
      await importPreloads();
      runScript(name, text, print);
    });
    return;
  }
  runScript(name, text, print);
}

module.exports = { runText };
