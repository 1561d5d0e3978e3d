'use strict';
// How many colours a terminal shows, by what the environment says of it.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypeSome,
  RegExpPrototypeExec,
  StringPrototypeToLowerCase,
} = primordials;

const { validateInteger } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const kBits = { __proto__: null, none: 1, basic: 4, palette: 8, full: 24 };

const kBasicTerminals = [
  'eterm', 'cons25', 'console', 'cygwin', 'dtterm', 'gnome', 'hurd', 'jfbterm', 'konsole', 'kterm', 'mlterm', 'putty',
  'st',
];
const kFullTerminals = ['mosh', 'rxvt-unicode-24bit', 'terminator', 'xterm-kitty'];
const kBasicPatterns = [/ansi/, /color/, /linux/, /direct/, /^con[0-9]*x[0-9]/, /^rxvt/, /^screen/, /^xterm/, /^vt100/,
                        /^vt220/];
const kContinuousIntegration = [
  ['APPVEYOR', 8], ['BUILDKITE', 8], ['CIRCLECI', 24], ['DRONE', 8], ['GITEA_ACTIONS', 24], ['GITHUB_ACTIONS', 24],
  ['GITLAB_CI', 8], ['TRAVIS', 8],
];

let warned = false;

function warnOfConflict(env) {
  if (warned) return;
  warned = true;
  const { NO_COLOR, NODE_DISABLE_COLORS } = env;
  let names = '';
  if (NODE_DISABLE_COLORS !== undefined && NODE_DISABLE_COLORS !== '') names = "'NODE_DISABLE_COLORS'";
  if (NO_COLOR !== undefined && NO_COLOR !== '') names += names === '' ? "'NO_COLOR'" : " and 'NO_COLOR'";
  if (names === '') return;
  process.emitWarning(`The ${names} env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

// Bits per pixel: 1, 4, 8 or 24.
function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) {
    switch (env.FORCE_COLOR) {
      case '':
      case '1':
      case 'true':
        warnOfConflict(env);
        return kBits.basic;
      case '2':
        warnOfConflict(env);
        return kBits.palette;
      case '3':
        warnOfConflict(env);
        return kBits.full;
      default:
        return kBits.none;
    }
  }
  if ((env.NODE_DISABLE_COLORS !== undefined && env.NODE_DISABLE_COLORS !== '') ||
      (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb') {
    return kBits.none;
  }
  if (env.TMUX) return kBits.full;
  if ('TF_BUILD' in env && 'AGENT_NAME' in env) return kBits.basic;
  if ('CI' in env) {
    for (let i = 0; i < kContinuousIntegration.length; i++) {
      if (kContinuousIntegration[i][0] in env) return kContinuousIntegration[i][1];
    }
    return env.CI_NAME === 'codeship' ? kBits.palette : kBits.none;
  }
  if ('TEAMCITY_VERSION' in env) {
    return RegExpPrototypeExec(/^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/, env.TEAMCITY_VERSION) !== null ? kBits.basic : kBits.none;
  }
  switch (env.TERM_PROGRAM) {
    case 'iTerm.app':
      if (!env.TERM_PROGRAM_VERSION || RegExpPrototypeExec(/^[0-2]\./, env.TERM_PROGRAM_VERSION) !== null) {
        return kBits.palette;
      }
      return kBits.full;
    case 'HyperTerm':
    case 'MacTerm':
      return kBits.full;
    case 'Apple_Terminal':
      return kBits.palette;
  }
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return kBits.full;
  if (env.TERM) {
    if (RegExpPrototypeExec(/truecolor/, env.TERM) !== null) return kBits.full;
    if (RegExpPrototypeExec(/^xterm-256/, env.TERM) !== null) return kBits.palette;
    const term = StringPrototypeToLowerCase(env.TERM);
    if (ArrayPrototypeIncludes(kFullTerminals, term)) return kBits.full;
    if (ArrayPrototypeIncludes(kBasicTerminals, term)) return kBits.basic;
    if (ArrayPrototypeSome(kBasicPatterns, (pattern) => RegExpPrototypeExec(pattern, term) !== null)) return kBits.basic;
  }
  return env.COLORTERM ? kBits.basic : kBits.none;
}

function hasColors(count, env) {
  if (env === undefined &&
      (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  if (env !== undefined && (typeof env !== 'object' || env === null)) {
    throw new ERR_INVALID_ARG_TYPE('env', 'Object', env);
  }
  return count <= 2 ** getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
