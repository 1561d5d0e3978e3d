'use strict';
// The error codes whose text is composed from their values, or whose objects carry further properties.
// An entry is { base, message(...values), also?, props?(err, ...values) }: `message` must be pure, `props`
// adds the documented own properties after the object exists, `also` lists further base classes.
// Owned by `internal/errors`; nothing else requires this file except for `formatList` and `determineSpecificType`.

const {
  ArrayIsArray,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  JSONStringify,
  MathAbs,
  NumberIsInteger,
  ObjectAssign,
  ObjectDefineProperty,
  RangeError,
  RegExpPrototypeExec,
  String,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  TypeError,
} = primordials;

let inspectFunction;
function inspect(value, options) {
  inspectFunction ??= require('util/inspect').inspect;
  return inspectFunction(value, options);
}

/** English enumeration: "a", "a and b", "a, b, and c". */
function formatList(items, conjunction = 'and') {
  const { length } = items;
  if (length === 0) return '';
  if (length === 1) return `${items[0]}`;
  if (length === 2) return `${items[0]} ${conjunction} ${items[1]}`;
  return `${ArrayPrototypeJoin(ArrayPrototypeSlice(items, 0, -1), ', ')}, ${conjunction} ${items[length - 1]}`;
}

/** What a value is, in the words that follow "Received". */
function determineSpecificType(value) {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'string': {
      const shown = value.length > 28 ? `${StringPrototypeSlice(value, 0, 25)}...` : value;
      return `type string (${StringPrototypeIncludes(shown, "'") ? JSONStringify(shown) : `'${shown}'`})`;
    }
    case 'number':
      if (value === 0 && 1 / value < 0) return 'type number (-0)';
      return `type number (${value})`;
    case 'bigint':
      return `type bigint (${value}n)`;
    case 'boolean':
      return `type boolean (${value})`;
    case 'symbol':
      return `type symbol (${String(value)})`;
    case 'function':
      return `function ${value.name}`;
  }
  if (value === null) return 'null';
  const { constructor } = value;
  if (constructor != null && (typeof constructor === 'object' || typeof constructor === 'function') &&
      'name' in constructor) {
    return `an instance of ${constructor.name}`;
  }
  return inspect(value, { __proto__: null, depth: -1 });
}

const kClassName = /^[A-Z][a-zA-Z0-9]+$/;

function isPrimitiveKind(word) {
  switch (word) {
    case 'string': case 'function': case 'number': case 'object': case 'boolean': case 'bigint': case 'symbol':
    case 'Function': case 'Object':
      return true;
  }
  return false;
}

/** "of type string", "an instance of Buffer or URL", "one of undefined or null", joined by "or". */
function describeExpected(expected) {
  const kinds = [];
  const classes = [];
  const others = [];
  let object = false;
  for (let i = 0; i < expected.length; i++) {
    const word = expected[i];
    if (word === 'object' || word === 'Object') {
      object = true;
      ArrayPrototypePush(kinds, 'object');
    } else if (isPrimitiveKind(word)) {
      ArrayPrototypePush(kinds, StringPrototypeToLowerCase(word));
    } else if (RegExpPrototypeExec(kClassName, word) !== null) {
      ArrayPrototypePush(classes, word);
    } else {
      ArrayPrototypePush(others, word);
    }
  }
  // Beside classes, "object" reads as one more class.
  if (object && classes.length > 0) {
    const kept = [];
    for (let i = 0; i < kinds.length; i++) {
      if (kinds[i] !== 'object') ArrayPrototypePush(kept, kinds[i]);
    }
    kinds.length = 0;
    for (let i = 0; i < kept.length; i++) ArrayPrototypePush(kinds, kept[i]);
    ArrayPrototypePush(classes, 'Object');
  }
  const parts = [];
  if (kinds.length > 0) {
    ArrayPrototypePush(parts, `${kinds.length > 1 ? 'one of type' : 'of type'} ${formatList(kinds, 'or')}`);
  }
  if (classes.length > 0) ArrayPrototypePush(parts, `an instance of ${formatList(classes, 'or')}`);
  if (others.length > 1) {
    ArrayPrototypePush(parts, `one of ${formatList(others, 'or')}`);
  } else if (others.length === 1) {
    const article = StringPrototypeToLowerCase(others[0]) !== others[0] ? 'an ' : '';
    ArrayPrototypePush(parts, `${article}${others[0]}`);
  }
  return ArrayPrototypeJoin(parts, ' or ');
}

/** Names the argument or property a text is about; "first argument" stands without quotes. */
function describeName(name) {
  if (StringPrototypeEndsWith(name, ' argument')) return name;
  return `"${name}" ${StringPrototypeIncludes(name, '.') ? 'property' : 'argument'}`;
}

/** Groups the digits of an integer in threes with underscores, counted from the end. */
function addNumericalSeparator(digits) {
  const first = digits[0] === '-' ? 1 : 0;
  let out = '';
  let end = digits.length;
  for (; end >= first + 4; end -= 3) out = `_${StringPrototypeSlice(digits, end - 3, end)}${out}`;
  return `${StringPrototypeSlice(digits, 0, end)}${out}`;
}

function receivedInRange(value) {
  if (NumberIsInteger(value) && MathAbs(value) > 2 ** 32) return addNumericalSeparator(String(value));
  if (typeof value === 'bigint') {
    const digits = String(value);
    return `${value > 2n ** 32n || value < -(2n ** 32n) ? addNumericalSeparator(digits) : digits}n`;
  }
  return inspect(value);
}

function quoteArgName(name) {
  if (!ArrayIsArray(name)) return `"${name}"`;
  let out = '';
  for (let i = 0; i < name.length; i++) out += `${i > 0 ? ' or ' : ''}"${name[i]}"`;
  return out;
}

function baseName(path) {
  return StringPrototypeSlice(path, StringPrototypeLastIndexOf(path, '/') + 1);
}

const esmExplanation = (name, packageJson) =>
  `${name} is treated as an ES module file as it is a .js file whose nearest parent package.json contains ` +
  '"type": "module" which declares all .js files in that package scope as ES modules.\n' +
  `Instead either rename ${name} to end in .cjs, change the requiring code to use dynamic import() which is ` +
  'available in all CommonJS modules, or change "type": "module" to "type": "commonjs" in ' +
  `${packageJson} to treat all .js files as CommonJS (using .mjs for all ES modules instead).\n`;

const from = (base) => (base ? ` imported from ${base}` : '');

// The loader passes either the requiring module or the whole chain of file names.
function requireStackOf(parent) {
  if (ArrayIsArray(parent)) return parent;
  return parent ? [parent.filename] : [];
}

function setHidden(err, key, value) {
  ObjectDefineProperty(err, key, {
    __proto__: null, value, writable: true, enumerable: false, configurable: true,
  });
}

const entries = {
  __proto__: null,
  ERR_ACCESS_DENIED: {
    base: Error,
    message: (message, permission, resource) => message,
    required: 1,
    props(err, message, permission = '', resource = '') {
      err.permission = permission;
      err.resource = resource;
    },
  },
  ERR_BUFFER_OUT_OF_BOUNDS: {
    base: RangeError,
    message: (name = undefined) =>
      (name ? `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds'),
  },
  ERR_DEBUGGER_STARTUP_ERROR: {
    base: Error,
    message: (message, details = undefined) => message,
    props(err, message, details) { ObjectAssign(err, details); },
  },
  ERR_ENCODING_INVALID_ENCODED_DATA: {
    base: TypeError,
    message: (encoding, errno) => `The encoded data was not valid for encoding ${encoding}`,
    props(err, encoding, errno) { err.errno = errno; },
  },
  ERR_FALSY_VALUE_REJECTION: {
    base: Error,
    message: (reason) => 'Promise was rejected with falsy value',
    props(err, reason) { err.reason = reason; },
  },
  ERR_HTTP2_INVALID_SETTING_VALUE: {
    base: TypeError,
    also: [RangeError],
    message: (name, actual, min = undefined, max = undefined) => `Invalid value for setting "${name}": ${actual}`,
    props(err, name, actual, min, max) {
      err.actual = actual;
      if (min !== undefined) {
        err.min = min;
        if (max !== undefined) err.max = max;
      }
    },
  },
  ERR_HTTP2_STREAM_CANCEL: {
    base: Error,
    message: (cause) => (typeof cause?.message === 'string' ?
      `The pending stream has been canceled (caused by: ${cause.message})` :
      'The pending stream has been canceled'),
    props(err, cause) { if (cause) err.cause = cause; },
  },
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: {
    base: TypeError,
    message: (attribute, value, url = undefined) =>
      `Import attribute "${attribute}" with value "${value}" is not supported${url === undefined ? '' : ` in ${url}`}`,
  },
  ERR_INTERNAL_ASSERTION: {
    base: Error,
    message(message) {
      const suffix = 'This is caused by either a bug in Node.js or incorrect usage of Node.js internals.\n' +
        'Please open an issue with this stack trace at https://github.com/nodejs/node/issues\n';
      return message === undefined ? suffix : `${message}\n${suffix}`;
    },
  },
  ERR_INVALID_ADDRESS_FAMILY: {
    base: RangeError,
    message: (family, host, port) => `Invalid address family: ${family} ${host}:${port}`,
    props(err, family, host, port) {
      err.host = host;
      err.port = port;
    },
  },
  ERR_INVALID_ARG_TYPE: {
    base: TypeError,
    message: (name, expected, actual) =>
      `The ${describeName(name)} must be ${describeExpected(ArrayIsArray(expected) ? expected : [expected])}. ` +
      `Received ${determineSpecificType(actual)}`,
  },
  ERR_INVALID_ARG_VALUE: {
    base: TypeError,
    also: [RangeError],
    message(name, value, reason = 'is invalid') {
      let shown = inspect(value);
      if (shown.length > 128) shown = `${StringPrototypeSlice(shown, 0, 128)}...`;
      const kind = StringPrototypeIncludes(name, '.') ? 'property' : 'argument';
      return `The ${kind} '${name}' ${reason}. Received ${shown}`;
    },
  },
  ERR_INVALID_CHAR: {
    base: TypeError,
    message: (name, field = undefined) =>
      `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`,
  },
  ERR_INVALID_FILE_URL_PATH: {
    base: TypeError,
    message: (reason, input) => `File URL path ${reason}`,
    props(err, reason, input) { err.input = input; },
  },
  ERR_INVALID_MIME_SYNTAX: {
    base: TypeError,
    message: (production, string, index) =>
      `The MIME syntax for a ${production} in "${string}" is invalid${index === -1 ? '' : ` at ${index}`}`,
  },
  ERR_INVALID_MODULE_SPECIFIER: {
    base: TypeError,
    message: (request, reason, base = undefined) => `Invalid module "${request}" ${reason}${from(base)}`,
  },
  ERR_INVALID_PACKAGE_CONFIG: {
    base: Error,
    message: (path, base, message) =>
      `Invalid package config ${path}${base ? ` while importing ${base}` : ''}${message ? `. ${message}` : ''}`,
  },
  ERR_INVALID_PACKAGE_TARGET: {
    base: Error,
    message(packagePath, key, target, isImport = false, base = undefined) {
      const hint = typeof target === 'string' && !isImport && target.length > 0 &&
        !StringPrototypeStartsWith(target, './') ? '; targets must start with "./"' : '';
      const shown = JSONStringify(target);
      const place = `in the package config ${packagePath}package.json${from(base)}${hint}`;
      if (key === '.') return `Invalid "exports" main target ${shown} defined ${place}`;
      return `Invalid "${isImport ? 'imports' : 'exports'}" target ${shown} defined for '${key}' ${place}`;
    },
  },
  ERR_INVALID_RETURN_PROPERTY: {
    base: TypeError,
    message: (expected, hook, property, value) =>
      `Expected a valid ${expected} to be returned for the "${property}" from the "${hook}" hook but got ` +
      `${determineSpecificType(value)}.`,
  },
  ERR_INVALID_RETURN_PROPERTY_VALUE: {
    base: TypeError,
    message: (expected, hook, property, value) =>
      `Expected ${expected} to be returned for the "${property}" from the "${hook}" hook but got ` +
      `${determineSpecificType(value)}.`,
  },
  ERR_INVALID_RETURN_VALUE: {
    base: TypeError,
    also: [RangeError],
    message: (expected, name, value) =>
      `Expected ${expected} to be returned from the "${name}" function but got ${determineSpecificType(value)}.`,
  },
  ERR_INVALID_URL: {
    base: TypeError,
    message: (input, base = undefined) => 'Invalid URL',
    props(err, input, base) {
      err.input = input;
      if (base != null) err.base = base;
    },
  },
  ERR_INVALID_URL_SCHEME: {
    base: TypeError,
    message: (expected) =>
      `The URL must be ${ArrayIsArray(expected) && expected.length > 1 ? 'one of scheme' : 'of scheme'} ` +
      `${formatList(ArrayIsArray(expected) ? expected : [expected], 'or')}`,
  },
  ERR_MISSING_ARGS: {
    base: TypeError,
    required: 1,
    message(...names) {
      const quoted = [];
      for (let i = 0; i < names.length; i++) ArrayPrototypePush(quoted, quoteArgName(names[i]));
      return `The ${formatList(quoted)} argument${quoted.length > 1 ? 's' : ''} must be specified`;
    },
  },
  ERR_MODULE_NOT_FOUND: {
    base: Error,
    message: (path, base, url, exactUrl = undefined) =>
      `Cannot find ${url ? 'module' : 'package'} '${path}' imported from ${base}`,
    props(err, path, base, url) { if (url) err.url = `${url}`; },
  },
  ERR_OUT_OF_RANGE: {
    base: RangeError,
    message: (name, range, value, replaceDefaultBoolean = false) =>
      `${replaceDefaultBoolean ? name : `The value of "${name}" is out of range.`} It must be ${range}. ` +
      `Received ${receivedInRange(value)}`,
  },
  ERR_PACKAGE_IMPORT_NOT_DEFINED: {
    base: TypeError,
    message: (specifier, packagePath, base) =>
      `Package import specifier "${specifier}" is not defined` +
      `${packagePath ? ` in package ${packagePath}package.json` : ''} imported from ${base}`,
  },
  ERR_PACKAGE_PATH_NOT_EXPORTED: {
    base: Error,
    message: (packagePath, subpath, base = undefined) => (subpath === '.' ?
      `No "exports" main defined in ${packagePath}package.json${from(base)}` :
      `Package subpath '${subpath}' is not defined by "exports" in ${packagePath}package.json${from(base)}`),
  },
  ERR_PARSE_ARGS_UNKNOWN_OPTION: {
    base: TypeError,
    message: (option, allowPositionals) => `Unknown option '${option}'${allowPositionals ?
      ". To specify a positional argument starting with a '-', place it at the end of the command after '--', " +
      `as in '-- "${option}"` : ''}`,
  },
  ERR_REQUIRE_ASYNC_MODULE: {
    base: Error,
    message(filename, parent, locations) {
      let message = 'require() cannot be used on an ESM graph with top-level await. Use import() instead.';
      if (locations === undefined) {
        message += ' To see where the top-level await comes from, use --experimental-print-required-tla.';
      }
      if (filename) message += `\nRequired module: ${filename}`;
      const stack = requireStackOf(parent);
      if (stack.length > 0) message += `\nRequire stack:\n- ${ArrayPrototypeJoin(stack, '\n- ')}`;
      return message;
    },
    props(err, filename, parent, locations) {
      const stack = requireStackOf(parent);
      if (stack.length > 0) setHidden(err, 'requireStack', stack);
      if (locations !== undefined) setHidden(err, 'topLevelAwaitLocations', locations);
    },
  },
  ERR_REQUIRE_ESM: {
    base: Error,
    message(filename, hasEsmSyntax, parentPath = null, packageJsonPath = null) {
      const head = `require() of ES Module ${filename}${parentPath ? ` from ${parentPath}` : ''} not supported.`;
      if (!packageJsonPath) {
        return StringPrototypeEndsWith(filename, '.mjs') ?
          `${head}\nInstead change the require of ${filename} to a dynamic import() which is available in all CommonJS ` +
          'modules.' : head;
      }
      const name = parentPath && baseName(filename) === baseName(parentPath) ? filename : baseName(filename);
      if (hasEsmSyntax) {
        return `${head}\nInstead change the require of ${name} in ${parentPath} to a dynamic import() which is ` +
          'available in all CommonJS modules.';
      }
      return `${head}\n${esmExplanation(name, packageJsonPath)}`;
    },
  },
  ERR_REQUIRE_ESM_RACE_CONDITION: {
    base: Error,
    message(filename, parentFilename, isForAsyncLoaderHookWorker) {
      const place = isForAsyncLoaderHookWorker ? 'in loader hook worker thread' : 'in non-loader-hook thread';
      return `Cannot require() ES Module ${filename} because it is not yet fully loaded.\n` +
        'This may be caused by a race condition if the module is simultaneously dynamically import()-ed via ' +
        'Promise.all().\nTry await-ing the import() sequentially in a loop instead.\n' +
        ` (From ${parentFilename ? `${parentFilename} ${place}` : ` ${place}`})`;
    },
  },
  ERR_SOCKET_BAD_PORT: {
    base: RangeError,
    message: (name, port, allowZero = true) =>
      `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${determineSpecificType(port)}.`,
  },
  ERR_TEST_FAILURE: {
    base: Error,
    message(error, failureType) {
      const text = error?.message ?? error;
      return typeof text === 'string' ? text : inspect(text);
    },
    props(err, error, failureType) {
      err.failureType = failureType;
      err.cause = error;
    },
  },
  ERR_TLS_ALPN_CALLBACK_INVALID_RESULT: {
    base: TypeError,
    message: (value, protocols) =>
      `ALPN callback returned a value (${value}) that did not match any of the client's offered protocols ` +
      `(${ArrayPrototypeJoin(protocols, ', ')})`,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    base: Error,
    message: (reason, host, cert) => `Hostname/IP does not match certificate's altnames: ${reason}`,
    props(err, reason, host, cert) {
      err.reason = reason;
      err.host = host;
      err.cert = cert;
    },
  },
  ERR_UNHANDLED_ERROR: {
    base: Error,
    message: (err = undefined) => (err === undefined ? 'Unhandled error.' : `Unhandled error. (${err})`),
  },
  ERR_UNSUPPORTED_DIR_IMPORT: {
    base: Error,
    message: (path, base, url) =>
      `Directory import '${path}' is not supported resolving ES modules imported from ${base}`,
    props(err, path, base, url) { err.url = url; },
  },
  ERR_UNSUPPORTED_ESM_URL_SCHEME: {
    base: Error,
    message: (url, supported) =>
      `Only URLs with a scheme in: ${formatList(supported)} are supported by the default ESM loader. ` +
      `Received protocol '${url.protocol}'`,
  },
  ERR_VM_MODULE_LINK_FAILURE: {
    base: Error,
    message: (message, cause) => message,
    props(err, message, cause) { err.cause = cause; },
  },
  ERR_WORKER_INVALID_EXEC_ARGV: {
    base: Error,
    message: (errors, reason = 'invalid execArgv flags') =>
      `Initiated Worker with ${reason}: ${ArrayPrototypeJoin(errors, ', ')}`,
  },
  ERR_WORKER_PATH: {
    base: TypeError,
    message: (filename) =>
      'The worker script or module filename must be an absolute path or a relative path starting with ' +
      `'./' or '../'.${StringPrototypeStartsWith(filename, 'file://') ? ' Wrap file:// URLs with `new URL`.' : ''}` +
      ` Received "${filename}"`,
  },
};

module.exports = {
  addNumericalSeparator,
  determineSpecificType,
  entries,
  formatList,
};
