'use strict';
// Programs given as text: -e, -p and standard input. They run as a script with a module's variables as globals, or as an
// ES module where --input-type or the text says so. Owner: the module loaders.

const {
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

function detect(source, name) {
  let error = scriptError(source, name);
  if (error === undefined) return { format: 'commonjs', text: source };
  if (detectModuleAllowed() && engine.containsModuleSyntax(source, name)) {
    return { format: 'module', text: source, detected: true };
  }
  if (typescriptAllowed()) {
    let text;
    try {
      text = require('module/typescript').stripModuleTypes(source, name, true);
    } catch {
      // Neither JavaScript nor TypeScript: the first error is the one that tells.
      return { format: 'commonjs', text: source };
    }
    error = scriptError(text, name);
    const isModule = error !== undefined && detectModuleAllowed() && engine.containsModuleSyntax(text, name);
    return { format: isModule ? 'module' : 'commonjs', text, detected: isModule };
  }
  return { format: 'commonjs', text: source };
}

/** Runs a text as a script, with `require`, `module` and the like as globals. */
function runScript(name, text, print) {
  const cwd = process.cwd();
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
  const result = engine.runScript(text, name, 0, 0, defaultImport);
  if (print) require('console').log(result);
}

/** Runs a program's text. `name` is `[eval]` or `[stdin]`. */
function runText(source, name, print) {
  const { importPreloads, runEntry } = require('module/main');
  const { baseURL, importSource } = require('module/esm');
  const { format, text, detected } = settle(source, name);
  if (format === 'module') {
    if (print) throw new ERR_EVAL_ESM_CANNOT_PRINT();
    // The name stays as it is: it is no file.
    const url = `${baseURL()}${name === '[eval]' ? '[eval1]' : name}`;
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
