'use strict';
// `util.parseArgs`: the command line split into tokens, then tokens into values. Splitting never fails; what is
// wrong with a token is found while it is stored, so that the tokens of any command line can be had with
// `strict: false`.

const {
  ArrayPrototypeFind,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ObjectEntries,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeCharAt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE,
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
    ERR_PARSE_ARGS_UNKNOWN_OPTION,
  },
} = require('internal/errors');
const {
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateObject,
  validateString,
  validateStringArray,
  validateUnion,
} = require('internal/validators');
const { getOptionValue } = require('internal/options');

function own(object, key) {
  return ObjectPrototypeHasOwnProperty(object, key) ? object[key] : undefined;
}

function ownOr(object, key, fallback) {
  return own(object, key) ?? fallback;
}

// --- Tokens ------------------------------------------------------------------------------------------------

function longNameOf(short, options) {
  const entry = ArrayPrototypeFind(ObjectEntries(options), ({ 1: config }) => own(config, 'short') === short);
  return entry === undefined ? short : entry[0];
}

function typeOf(name, options) {
  const config = own(options, name);
  return config === undefined ? undefined : own(config, 'type');
}

/** An argument that can be the value of the option before it. */
function canBeValue(arg) {
  return arg !== undefined && (arg === '-' || !StringPrototypeStartsWith(arg, '-'));
}

class Tokenizer {
  constructor(args, options) {
    this.args = args;
    this.options = options;
    this.tokens = [];
    this.index = 0;
  }

  push(name, rawName, index, value, inlineValue) {
    ArrayPrototypePush(this.tokens, { kind: 'option', name, rawName, index, value, inlineValue });
  }

  /** Takes the next argument as the value of a string option, if there is one. */
  pushWithNext(name, rawName) {
    const { index } = this;
    if (typeOf(name, this.options) === 'string' && this.args[index + 1] !== undefined) {
      this.index++;
      this.push(name, rawName, index, this.args[index + 1], false);
    } else {
      this.push(name, rawName, index, undefined, undefined);
    }
  }

  /** `-abc`: boolean options, of which the last may be a string option with its value attached or following. */
  shorts(arg) {
    for (let i = 1; i < arg.length; i++) {
      const short = StringPrototypeCharAt(arg, i);
      const name = longNameOf(short, this.options);
      if (typeOf(name, this.options) === 'string' && i < arg.length - 1) {
        this.push(name, `-${short}`, this.index, StringPrototypeSlice(arg, i + 1), true);
        return;
      }
      if (i === arg.length - 1) this.pushWithNext(name, `-${short}`);
      else this.push(name, `-${short}`, this.index, undefined, undefined);
    }
  }

  long(arg) {
    const equals = StringPrototypeIndexOf(arg, '=', 3);
    if (equals === -1) {
      this.pushWithNext(StringPrototypeSlice(arg, 2), arg);
      return;
    }
    const name = StringPrototypeSlice(arg, 2, equals);
    this.push(name, `--${name}`, this.index, StringPrototypeSlice(arg, equals + 1), true);
  }

  run() {
    const { args, tokens } = this;
    for (; this.index < args.length; this.index++) {
      const arg = args[this.index];
      if (arg === '--') {
        ArrayPrototypePush(tokens, { kind: 'option-terminator', index: this.index });
        for (let i = this.index + 1; i < args.length; i++) {
          ArrayPrototypePush(tokens, { kind: 'positional', index: i, value: args[i] });
        }
        break;
      }
      if (arg.length > 1 && arg[0] === '-' && arg[1] !== '-') this.shorts(arg);
      else if (arg.length > 2 && StringPrototypeStartsWith(arg, '--')) this.long(arg);
      else ArrayPrototypePush(tokens, { kind: 'positional', index: this.index, value: arg });
    }
    return tokens;
  }
}

// --- Values ------------------------------------------------------------------------------------------------

/** How an option is shown in a message: with its short form first. */
function showOption(token, options) {
  const short = own(own(options, token.name), 'short');
  return short ? `-${short}, --${token.name}` : `--${token.name}`;
}

/** A string option whose value looks like an option was most likely meant without one. */
function checkAmbiguous(token) {
  if (token.inlineValue || token.value === undefined || canBeValue(token.value)) return;
  const isShort = !StringPrototypeStartsWith(token.rawName, '--');
  const example = isShort ? `'--${token.name}=-XYZ' or '${token.rawName}-XYZ'` : `'${token.rawName}=-XYZ'`;
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(
    `Option '${token.rawName}' argument is ambiguous.\n` +
    `Did you forget to specify the option argument for '${token.rawName}'?\n` +
    `To specify an option argument starting with a dash use ${example}.`);
}

/** Throws when the option is unknown or its value does not fit its type. */
function checkOption(config, token) {
  const { options, allowNegative, allowPositionals } = config;
  let { name } = token;
  let negated = false;
  if (!ObjectPrototypeHasOwnProperty(options, name)) {
    if (allowNegative && StringPrototypeStartsWith(name, 'no-')) {
      name = StringPrototypeSlice(name, 3);
      negated = true;
    }
    if (!ObjectPrototypeHasOwnProperty(options, name) || (negated && typeOf(name, options) !== 'boolean')) {
      throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    }
  }
  const type = typeOf(name, options);
  const shown = showOption({ __proto__: null, name }, options);
  if (type === 'string' && typeof token.value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown}' does not take an argument`);
  }
}

function store(config, token, values) {
  const { options, allowNegative } = config;
  let { name, value } = token;
  // The object is shared with programs that look names up in it.
  if (name === '__proto__') return;
  if (allowNegative && value === undefined && StringPrototypeStartsWith(name, 'no-')) {
    name = StringPrototypeSlice(name, 3);
    value = false;
    // Programs that go over the tokens find the option they know.
    token.name = name;
  }
  value ??= true;
  const option = own(options, name);
  if (option !== undefined && own(option, 'multiple')) {
    if (values[name] === undefined) values[name] = [value];
    else ArrayPrototypePush(values[name], value);
  } else {
    values[name] = value;
  }
}

// --- Configuration -----------------------------------------------------------------------------------------

function checkDefault(name, config) {
  const value = config.default;
  const multiple = own(config, 'multiple');
  const path = `options.${name}.default`;
  if (config.type === 'string') {
    if (multiple) validateStringArray(value, path);
    else validateString(value, path);
  } else if (multiple) {
    validateBooleanArray(value, path);
  } else {
    validateBoolean(value, path);
  }
}

function checkConfig(options) {
  const entries = ObjectEntries(options);
  for (let i = 0; i < entries.length; i++) {
    const { 0: name, 1: config } = entries[i];
    validateObject(config, `options.${name}`);
    const type = own(config, 'type');
    validateUnion(type, `options.${name}.type`, ['string', 'boolean']);
    if (ObjectPrototypeHasOwnProperty(config, 'short')) {
      const { short } = config;
      validateString(short, `options.${name}.short`);
      if (short.length !== 1) {
        throw new ERR_INVALID_ARG_VALUE(`options.${name}.short`, short, 'must be a single character');
      }
    }
    const multiple = own(config, 'multiple');
    if (ObjectPrototypeHasOwnProperty(config, 'multiple')) validateBoolean(multiple, `options.${name}.multiple`);
    if (own(config, 'default') !== undefined) checkDefault(name, config);
  }
}

/** The arguments of the program: without the executable and, unless it was given as text, the script. */
function mainArgs() {
  const { argv } = process;
  const hasScript = !getOptionValue('--eval') && !getOptionValue('--print');
  return ArrayPrototypeSlice(argv, hasScript ? 2 : 1);
}

function parseArgs(config = { __proto__: null }) {
  const args = ownOr(config, 'args', mainArgs());
  const strict = ownOr(config, 'strict', true);
  const allowPositionals = ownOr(config, 'allowPositionals', !strict);
  const wantTokens = ownOr(config, 'tokens', false);
  const allowNegative = ownOr(config, 'allowNegative', false);
  const options = ownOr(config, 'options', { __proto__: null });
  const settings = { __proto__: null, args, strict, options, allowPositionals, allowNegative };

  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(wantTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  checkConfig(options);

  const tokens = new Tokenizer(args, options).run();
  const result = { values: { __proto__: null }, positionals: [] };
  if (wantTokens) result.tokens = tokens;

  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.kind === 'option') {
      if (strict) {
        checkOption(settings, token);
        checkAmbiguous(token);
      }
      store(settings, token, result.values);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      ArrayPrototypePush(result.positionals, token.value);
    }
  }

  // Defaults fill what the command line left out.
  const entries = ObjectEntries(options);
  for (let i = 0; i < entries.length; i++) {
    const { 0: name, 1: option } = entries[i];
    const value = own(option, 'default');
    if (value !== undefined && result.values[name] === undefined && name !== '__proto__') result.values[name] = value;
  }
  return result;
}

module.exports = {
  parseArgs,
};
