'use strict';
// TypeScript by stripping types: for modules, for text of the command line, and as `module.stripTypeScriptTypes`. The
// stripping itself is native. Owner: the module loaders.

const {
  StringPrototypeIncludes,
} = primordials;

const {
  codes: {
    ERR_INVALID_TYPESCRIPT_SYNTAX,
    ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING,
    ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX,
  },
} = require('internal/errors');
const { option } = require('module/state');

const native = binding('module');
const { setErrorArrow } = binding('engine');

/** Native stripping, its refusals as Node's errors; a source map is put in a comment. */
function strip(source, mode, filename) {
  const { 0: code, 1: detail, 2: unsupported, 3: line, 4: snippet } = native.stripTypes(source, mode, filename);
  if (code === undefined) {
    const error = unsupported ?
      new ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX(detail) : new ERR_INVALID_TYPESCRIPT_SYNTAX(detail);
    if (line > 0) {
      error.stack = `${filename}:${line}\n${snippet}\n\n${error.stack}`;
      // The stack shows the place; it is not printed a second time.
      setErrorArrow(error, undefined);
    }
    throw error;
  }
  if (detail === undefined) return code;
  const map = require('buffer').Buffer.from(detail).toString('base64');
  return `${code}\n\n//# sourceMappingURL=data:application/json;base64,${map}`;
}

// The text that was stripped last: who finds out what a file is strips it, and who loads it next does so again.
let last = { source: undefined, filename: undefined, code: undefined };

/** JavaScript of a module's text; files of packages are refused, since they must not depend on this. */
function stripModuleTypes(source, filename, isText = false) {
  if (!isText && StringPrototypeIncludes(filename, '/node_modules/')) {
    throw new ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING(filename);
  }
  // The name that errors and stacks show.
  const name = isText ? filename : native.pathToUrl(filename);
  const transform = option('--experimental-transform-types') === true;
  if (transform) {
    require('internal/util').emitExperimentalWarning('Transform Types');
    return strip(source, 'transform-map', name);
  }
  if (last.source !== source || last.filename !== filename) {
    // Positions are those of the file, but a debugger must not take the text for the file's own.
    const code = `${strip(source, isText ? 'strip' : 'strip-file', name)}\n\n//# sourceURL=${name}`;
    last = { source, filename, code };
  }
  return last.code;
}

/** `module.stripTypeScriptTypes` with its arguments checked. */
function stripTypeScriptTypes(code, mode, sourceMap, sourceUrl) {
  require('internal/util').emitExperimentalWarning('stripTypeScriptTypes');
  const stripped = strip(code, mode === 'transform' && sourceMap ? 'transform-map' : mode, sourceUrl);
  return sourceUrl ? `${stripped}\n\n//# sourceURL=${sourceUrl}` : stripped;
}

module.exports = { stripModuleTypes, stripTypeScriptTypes };
