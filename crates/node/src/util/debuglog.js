'use strict';
// `util.debuglog`: messages of a named section to stderr, for the sections that NODE_DEBUG names. Built-in modules
// log through it too, so a logger that is off must cost one check.

const {
  ArrayPrototypeUnshift,
  ObjectDefineProperty,
  ReflectApply,
  RegExp,
  RegExpPrototypeExec,
  StringPrototypeToLowerCase,
  StringPrototypeToUpperCase,
} = primordials;

const { replaceMatches } = require('internal/util');
const { formatWithOptions } = require('util/format');

// Tells whether a section (in capitals) is on.
let isEnabled;

const kSpecial = /[|\\{}()[\]^$+?.]/g;
const kStars = /\*/g;
const kCommas = /,/g;

/** Reads what NODE_DEBUG asks for: names separated by commas, `*` for anything. Called once, at start. */
function initializeDebugEnv(debugEnv) {
  if (!debugEnv) {
    isEnabled = () => false;
    return;
  }
  let source = replaceMatches(debugEnv, kSpecial, (character) => `\\${character}`);
  source = replaceMatches(source, kStars, '.*');
  source = replaceMatches(source, kCommas, '$|^');
  const pattern = new RegExp(`^${source}$`, 'i');
  isEnabled = (section) => RegExpPrototypeExec(pattern, section) !== null;
}

function sectionEnabled(section) {
  if (isEnabled === undefined) initializeDebugEnv(process.env.NODE_DEBUG);
  return isEnabled(section);
}

/** The network sections print what travels, credentials included. */
function warnOfSecrets(section) {
  if (section !== 'HTTP' && section !== 'HTTP2') return;
  process.emitWarning(
    `Setting the NODE_DEBUG environment variable to '${StringPrototypeToLowerCase(section)}' can expose sensitive ` +
    'data (such as passwords, tokens and authentication headers) in the resulting log.');
}

/** A logger of one section; `callback` receives the plain function once it is known that the section is on. */
function debuglog(section, callback) {
  let write;
  let enabled;

  function start() {
    section = StringPrototypeToUpperCase(`${section}`);
    enabled = sectionEnabled(section);
    if (!enabled) {
      write = function() {};
      return;
    }
    warnOfSecrets(section);
    const { pid } = process;
    write = function debug(...args) {
      const { stderr } = process;
      const colors = require('internal/colors').shouldColorize(stderr);
      ArrayPrototypeUnshift(args, { colors });
      const message = ReflectApply(formatWithOptions, null, args);
      const { inspect } = require('util/inspect');
      stderr.write(`${section} ${inspect(pid, { colors })}: ${message}\n`);
    };
  }

  function defineEnabled(fn) {
    return ObjectDefineProperty(fn, 'enabled', {
      __proto__: null,
      get: () => enabled ?? sectionEnabled(StringPrototypeToUpperCase(`${section}`)),
      configurable: true,
      enumerable: true,
    });
  }

  function logger(...args) {
    if (write === undefined) {
      start();
      if (typeof callback === 'function') callback(defineEnabled(write));
    } else if (!enabled) {
      return;
    }
    switch (args.length) {
      case 1: return write(args[0]);
      case 2: return write(args[0], args[1]);
      default: return ReflectApply(write, undefined, args);
    }
  }

  defineEnabled(logger);
  return logger;
}

module.exports = {
  debuglog,
  initializeDebugEnv,
};
