'use strict';
// Makes errors of linking and running ES modules say what to do: named exports that a CommonJS module has not, CommonJS
// variables in ES modules, specifiers that only `require` understands. Owner: the ES module loader.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ObjectAssign,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  URIError,
} = primordials;

const { codes: { ERR_INVALID_URL } } = require('internal/errors');

const engine = binding('engine');
const native = binding('module');

/**
 * Changes the message of an error whose stack was read already, and the stack with it. For others the message is enough:
 * the stack takes it when it is first read, and reading it here would lose the place that the error came from.
 */
function setMessage(error, message) {
  const { stack, message: before } = error;
  error.message = message;
  const at = typeof stack === 'string' ? StringPrototypeIndexOf(stack, before) : -1;
  if (at === -1) return;
  error.stack = StringPrototypeSlice(stack, 0, at) + message + StringPrototypeSlice(stack, at + before.length);
}

/** The job of `url` among those below `root`. */
function findJob(root, url) {
  const seen = [root];
  for (let i = 0; i < seen.length; i++) {
    if (seen[i].url === url) return seen[i];
    const links = seen[i].links ?? [];
    for (let j = 0; j < links.length; j++) {
      if (!ArrayPrototypeIncludes(seen, links[j])) ArrayPrototypePush(seen, links[j]);
    }
  }
  return undefined;
}

/** An export that is missing: where the exporter is CommonJS, shows how to import it. */
function explainMissingExport(error, root) {
  if (error?.name !== 'SyntaxError') return;
  const match = RegExpPrototypeExec(/^The requested module '(.+)' does not provide an export named '(.+)'$/,
                                    error.message);
  if (match === null) return;
  const arrow = engine.errorArrow(error);
  if (typeof arrow !== 'string') return;
  const lines = StringPrototypeSplit(arrow, '\n');
  const parent = findJob(root, StringPrototypeSlice(lines[0], 0, StringPrototypeLastIndexOf(lines[0], ':')));
  if (parent?.links === undefined) return;
  const { 1: specifier, 2: name } = match;
  let child;
  for (let i = 0; i < parent.requests.length; i++) {
    if (parent.requests[i][0] === specifier) child = parent.links[i];
  }
  if (child?.format !== 'commonjs') return;
  const named = RegExpPrototypeExec(/import\s+({[^}]*})/, lines[1]);
  const destructuring = named === null ? null : RegExpPrototypeSymbolReplace(/\s+as\s+/g, named[1], ': ');
  error.message =
    `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not ` +
    'support all module.exports as named exports.\nCommonJS modules can always be imported via the default ' +
    `export, for example using:\n\nimport pkg from '${specifier}';\n` +
    `${destructuring === null ? '' : `const ${destructuring} = pkg;\n`}`;
}

/** An error of linking: says more where it can, and takes the source line into its stack. */
function explainLinking(error, root) {
  explainMissingExport(error, root);
  if (error?.name !== 'SyntaxError') return;
  const arrow = engine.errorArrow(error);
  if (typeof arrow !== 'string' || typeof error.stack !== 'string') return;
  error.stack = arrow + error.stack;
  engine.setErrorArrow(error, undefined);
}

/** What ES modules have in the place of CommonJS's variables. */
const kInstead = {
  __proto__: null,
  __dirname: 'use import.meta.dirname instead',
  __filename: 'use import.meta.filename instead',
  exports: 'use export instead of module.exports/exports',
  module: 'use export instead of module.exports/exports',
  require: 'replace require() with import',
};

/** A CommonJS variable that an ES module reads: says what to use instead, or why the file is an ES module. */
function explainNotDefined(error, job) {
  if (error?.name !== 'ReferenceError' || typeof error.message !== 'string') return;
  const match = RegExpPrototypeExec(/^(exports|require|module|__filename|__dirname) is not defined$/, error.message);
  if (match === null) return;
  if (job.detected && engine.moduleIsGraphAsync(job.handle)) {
    error.message = `Cannot determine intended module format because both '${match[1]}' and top-level await are present. ` +
      'If the code is intended to be CommonJS, wrap await in an async function. If the code is intended to be an ES ' +
      `module, ${kInstead[match[1]]}.`;
    error.code = 'ERR_AMBIGUOUS_MODULE_SYNTAX';
    return;
  }
  let message = `${error.message} in ES module scope`;
  if (match[1] === 'require') message += ', you can use import instead';
  const { url } = job;
  if (StringPrototypeStartsWith(url, 'file:') && StringPrototypeEndsWith(url, '.js')) {
    const scope = native.packageScope(native.urlToPath(url));
    if (scope !== undefined && scope[2] === 'module') {
      message += "\nThis file is being treated as an ES module because it has a '.js' file extension and " +
        `'${scope[0]}' contains "type": "module". To treat it as a CommonJS script, rename it to use the '.cjs' file ` +
        'extension.';
    }
  }
  error.message = message;
}

/** The error of resolving `specifier`, with what only JavaScript can add to it. */
function explainResolution(error, specifier, parentURL) {
  switch (error?.code) {
    case 'ERR_MODULE_NOT_FOUND':
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      hintAtCommonJS(error, specifier, parentURL);
      break;
    case 'ERR_UNSUPPORTED_RESOLVE_REQUEST': {
      const isRelative = specifier[0] === '.' || specifier[0] === '/';
      error.cause = new ERR_INVALID_URL(specifier, isRelative ? parentURL : undefined);
      break;
    }
    case undefined:
      if (error?.message === 'URI malformed') return ObjectAssign(new URIError(error.message), error);
      break;
  }
  return error;
}

/** A specifier that `require` would find: names the file in the error. */
function hintAtCommonJS(error, specifier, parentURL) {
  if (!StringPrototypeStartsWith(parentURL, 'file:')) return;
  let found;
  try {
    if (StringPrototypeStartsWith(specifier, 'file:')) specifier = native.urlToPath(specifier);
    const { Module } = require('module/cjs');
    const parent = new Module(native.urlToPath(parentURL), null);
    parent.paths = Module._nodeModulePaths(parent.path);
    found = Module._resolveFilename(specifier, parent, false);
  } catch {
    // Nothing to hint at.
    return;
  }
  const first = specifier[0];
  if (first === '.' || first === '#') {
    const path = require('path');
    const relative = path.relative(path.dirname(native.urlToPath(parentURL)), found);
    found = relative[0] === '.' ? relative : `./${relative}`;
  } else if (first !== '/') {
    // A package's file: from the package's name on, as it would be imported.
    const folders = StringPrototypeSplit(found, '/node_modules/');
    found = folders[folders.length - 1];
  }
  if (found === specifier) return;
  setMessage(error, `${error.message}\nDid you mean to import "${found}"?`);
}

module.exports = { explainLinking, explainNotDefined, explainResolution };
