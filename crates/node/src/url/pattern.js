'use strict';
// The `URLPattern` class. Owner: url. Patterns become regular expressions natively (binding 'url_pattern'), once, when
// one is made; a match canonicalises its input natively and runs the expressions here. Arguments are converted as Web IDL
// says, with Node's texts.

const {
  Array,
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ObjectDefineProperty,
  RegExp,
  RegExpPrototypeExec,
  String,
  StringPrototypeSplit,
  TypeError,
} = primordials;

const native = binding('url_pattern');

const COMPONENTS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const MEMBERS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash', 'baseURL'];
// The members of a result, in Node's order.
const RESULT = ['hash', 'hostname', 'inputs', 'password', 'pathname', 'port', 'protocol', 'search', 'username'];

function refused(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** A member of the dictionary URLPatternInit for each of MEMBERS, as text or undefined. */
function membersOf(init) {
  const parts = new Array(MEMBERS.length);
  for (let i = 0; i < MEMBERS.length; i++) {
    const value = init === undefined || init === null ? undefined : init[MEMBERS[i]];
    parts[i] = typeof value === 'string' ? value : undefined;
  }
  return parts;
}

class Component {
  constructor(pattern, source, names, flags) {
    this.pattern = pattern;
    this.expression = new RegExp(source, flags);
    this.names = names === '' ? [] : StringPrototypeSplit(names, ',');
  }

  // The groups of a match, or undefined.
  match(input) {
    const found = RegExpPrototypeExec(this.expression, input);
    if (found === null) return undefined;
    const groups = {};
    for (let i = 0; i < this.names.length; i++) {
      // A group may be called `__proto__`.
      ObjectDefineProperty(groups, this.names[i], {
        __proto__: null, value: found[i + 1], writable: true, enumerable: true, configurable: true,
      });
    }
    return groups;
  }
}

// Puts private fields on an object that another constructor made.
class Stamp {
  constructor(object) {
    return object;
  }
}

class Pattern extends Stamp {
  #components;
  #hasGroups;

  constructor(object, text, parts, base, ignoreCase) {
    super(object);
    const texts = native.patternParse(text, parts, base, ignoreCase);
    const failure = () => refused('ERR_INVALID_URL_PATTERN', 'Failed to construct URLPattern');
    if (texts === undefined) throw failure();
    this.#hasGroups = texts[0] !== '';
    this.#components = [];
    const flags = ignoreCase ? 'vi' : 'v';
    for (let i = 1; i < texts.length; i += 3) {
      let component;
      try {
        component = new Component(texts[i], texts[i + 1], texts[i + 2], flags);
      } catch {
        // The program's own expression in the pattern is none.
        throw failure();
      }
      ArrayPrototypePush(this.#components, component);
    }
  }

  static is(value) {
    return #components in value;
  }

  static text(pattern, index) {
    return pattern.#components[index].pattern;
  }

  static hasGroups(pattern) {
    return pattern.#hasGroups;
  }

  // What matched, for each component its groups and its text; undefined when one did not.
  static match(pattern, text, parts, base) {
    const inputs = native.patternInput(text, parts, base);
    if (inputs === undefined) return undefined;
    const found = [];
    for (let i = 0; i < inputs.length; i++) {
      const groups = pattern.#components[i].match(inputs[i]);
      if (groups === undefined) return undefined;
      ArrayPrototypePush(found, { groups, input: inputs[i] });
    }
    return found;
  }
}

// The arguments of the constructor: (input, baseURL, options), or (input, options) where the second is no text.
function construct(object, args) {
  const input = args[0];
  if (input !== undefined && input !== null && typeof input !== 'string' && !isObject(input)) {
    throw refused('ERR_INVALID_ARG_TYPE', 'Input must be an object or a string');
  }
  let base;
  let options;
  if (args.length > 2) {
    const given = args[1];
    if (given !== undefined && given !== null && typeof given !== 'string') {
      throw refused('ERR_INVALID_ARG_TYPE', 'second argument must be a string');
    }
    base = `${given}`;
    options = args[2];
    if (options !== undefined && options !== null && !isObject(options)) {
      throw refused('ERR_INVALID_ARG_TYPE', 'options must be an object');
    }
  } else if (typeof args[1] === 'string') {
    base = args[1];
  } else if (args[1] !== undefined && args[1] !== null) {
    options = args[1];
    if (!isObject(options)) throw refused('ERR_INVALID_ARG_TYPE', 'second argument must be a string or object');
  }
  const ignoreCase = !!options?.ignoreCase;
  const text = typeof input === 'string' ? input : undefined;
  new Pattern(object, text, text === undefined ? membersOf(input) : [], base, ignoreCase);
}

// One match with the arguments of `exec` or `test`, named in the error that a base beside an object makes.
function run(pattern, args, name) {
  const input = args[0];
  if (input !== undefined && input !== null && typeof input !== 'string' && !isObject(input)) {
    throw refused('ERR_INVALID_ARG_TYPE', 'URLPattern input needs to be a string or an object');
  }
  let base = args[1];
  if (base !== undefined) {
    if (base !== null && typeof base !== 'string') throw refused('ERR_INVALID_ARG_TYPE', 'baseURL must be a string');
    base = String(base);
  }
  if (typeof input === 'string') {
    const found = Pattern.match(pattern, input, [], base);
    return found && { found, inputs: base === undefined ? [input] : [input, base] };
  }
  const parts = membersOf(input);
  if (base !== undefined) throw refused('ERR_OPERATION_FAILED', `Failed to ${name} URLPattern`);
  const found = Pattern.match(pattern, undefined, parts, undefined);
  if (found === undefined) return undefined;
  const members = {};
  for (let i = 0; i < MEMBERS.length; i++) members[MEMBERS[i]] = parts[i];
  return { found, inputs: [members] };
}

function receiver(value) {
  if (!isObject(value) || !Pattern.is(value)) throw new TypeError('Illegal invocation');
  return value;
}

// Not a class: called without `new` it throws Node's own error, and its methods are enumerable.
function URLPattern(...args) {
  if (new.target === undefined) {
    throw refused('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  }
  construct(this, args);
}
ObjectDefineProperty(URLPattern, 'prototype', { __proto__: null, value: {}, writable: false });

function attribute(name, get) {
  ObjectDefineProperty(URLPattern.prototype, name, { __proto__: null, get, enumerable: true, configurable: false });
}

function operation(name, value) {
  ObjectDefineProperty(URLPattern.prototype, name, {
    __proto__: null, value, writable: true, enumerable: true, configurable: true,
  });
}

for (let i = 0; i < COMPONENTS.length; i++) {
  attribute(COMPONENTS[i], function() {
    return Pattern.text(receiver(this), i);
  });
}
attribute('hasRegExpGroups', function() {
  return Pattern.hasGroups(receiver(this));
});

operation('exec', function exec(...args) {
  const match = run(receiver(this), args, 'exec');
  if (match === undefined) return null;
  const result = { __proto__: null };
  for (let i = 0; i < RESULT.length; i++) {
    const name = RESULT[i];
    result[name] = name === 'inputs' ? match.inputs : match.found[ArrayPrototypeIndexOf(COMPONENTS, name)];
  }
  return result;
});
operation('test', function test(...args) {
  return run(receiver(this), args, 'test') !== undefined;
});
ObjectDefineProperty(URLPattern.prototype, 'constructor', {
  __proto__: null, value: URLPattern, writable: true, enumerable: false, configurable: true,
});

module.exports = { URLPattern };
