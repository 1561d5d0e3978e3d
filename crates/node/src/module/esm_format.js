'use strict';
// Import attributes against formats, and the warning about packages that leave the format open. Owner: the ES module
// loader.

const {
  ObjectKeys,
  SafeSet,
  StringPrototypeIncludes,
} = primordials;

const {
  codes: {
    ERR_IMPORT_ATTRIBUTE_MISSING,
    ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE,
    ERR_IMPORT_ATTRIBUTE_UNSUPPORTED,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');

const native = binding('module');

// Format -> the `type` attribute it needs; '' needs none. Formats that are missing here are judged when translated.
const typeOfFormat = {
  '__proto__': null,
  'addon': '',
  'builtin': '',
  'commonjs': '',
  'commonjs-typescript': '',
  'json': 'json',
  'module': '',
  'module-typescript': '',
  'wasm': '',
};

/** Throws unless the attributes of an import fit what the URL turned out to be. */
function validateAttributes(url, format, attributes) {
  const keys = ObjectKeys(attributes);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] !== 'type') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(keys[i], attributes[keys[i]], url);
  }
  const needed = typeOfFormat[format];
  const { type } = attributes;
  if (needed === undefined || (type ?? '') === needed) return;
  if (type === undefined) throw new ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', needed);
  validateString(type, 'type');
  if (type !== 'json') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', type, url);
  throw new ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, type);
}

const warned = new SafeSet();

/** Warns, once per package, that a file had to be parsed twice because the package does not tell its type. */
function warnTypeless(filename, packagePath) {
  if (packagePath === undefined || warned.has(packagePath) || StringPrototypeIncludes(filename, '/node_modules/')) return;
  warned.add(packagePath);
  process.emitWarning(
    `Module type of ${native.pathToUrl(filename)} is not specified and it doesn't parse as CommonJS.\n` +
    'Reparsing as ES module because module syntax was detected. This incurs a performance overhead.\n' +
    `To eliminate this warning, add "type": "module" to ${packagePath}.`,
    { __proto__: null, code: 'MODULE_TYPELESS_PACKAGE_JSON' });
}

module.exports = { validateAttributes, warnTypeless };
