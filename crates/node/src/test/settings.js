'use strict';

// What a run is to do: the command line's `--test...` options, or those of `run()`, as one plain object.
//
// Owner: test. Texts become regular expressions here, and nowhere else is the command line read.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  MathFloor,
  MathRandom,
  Number,
  NumberIsInteger,
  RegExp,
  RegExpPrototypeExec,
  StringPrototypeToLowerCase,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { emitExperimentalWarning } = require('internal/util');
const { validateArray } = require('internal/validators');

const kRegExpLiteral = /^\/(.*)\/([a-z]*)$/;
const kBuiltinReporters = ['spec', 'tap', 'dot', 'junit', 'lcov'];
const kMaxSeed = 0xFFFF_FFFF;

/** A pattern of the command line: a literal between slashes or the source of one. */
function toRegExp(text, name) {
  const literal = RegExpPrototypeExec(kRegExpLiteral, text);
  try {
    return literal === null ? new RegExp(text) : new RegExp(literal[1], literal[2]);
  } catch (error) {
    throw new ERR_INVALID_ARG_VALUE(name, text, `is an invalid regular expression.${error?.message ?? ''}`);
  }
}

/** The tags of a test in their canonical form: lowercase, each once, in order. */
function canonicalTags(tags, name) {
  validateArray(tags, name);
  const result = [];
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i];
    if (typeof tag !== 'string') {
      const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, 'string', tag);
    }
    if (tag === '') throw new ERR_INVALID_ARG_VALUE(`${name}[${i}]`, tag, 'must not be empty');
    const canonical = StringPrototypeToLowerCase(tag);
    if (!ArrayPrototypeIncludes(result, canonical)) ArrayPrototypePush(result, canonical);
  }
  if (result.length > 0) emitExperimentalWarning('Test tags');
  return result;
}

function patterns(flag) {
  const texts = getOptionValue(flag) ?? [];
  return texts.length === 0 ? null : ArrayPrototypeMap(texts, (text) => toRegExp(text, flag));
}

function randomSeed() {
  return MathFloor(MathRandom() * (kMaxSeed + 1));
}

function reporterSettings() {
  const reporters = ArrayPrototypeMap(getOptionValue('--test-reporter') ?? [], (name) => name);
  const destinations = ArrayPrototypeMap(getOptionValue('--test-reporter-destination') ?? [], (name) => name);
  if (reporters.length === 0 && destinations.length === 0) ArrayPrototypePush(reporters, 'spec');
  if (reporters.length === 1 && destinations.length === 0) ArrayPrototypePush(destinations, 'stdout');
  if (reporters.length !== destinations.length) {
    throw new ERR_INVALID_ARG_VALUE('--test-reporter', reporters,
                                    'must match the number of specified \'--test-reporter-destination\'');
  }
  return { __proto__: null, reporters, destinations };
}

function shardSetting() {
  const text = getOptionValue('--test-shard');
  if (!text) return undefined;
  const parts = RegExpPrototypeExec(/^(\d+)\/(\d+)$/, text);
  if (parts === null) {
    throw new ERR_INVALID_ARG_VALUE('--test-shard', text, 'must be in the form of <index>/<total>');
  }
  return { __proto__: null, index: Number(parts[1]), total: Number(parts[2]) };
}

function commandLineSeed() {
  const seed = getOptionValue('--test-random-seed');
  if (seed !== undefined && (!NumberIsInteger(seed) || seed < 0 || seed > kMaxSeed)) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    throw new ERR_OUT_OF_RANGE('--test-random-seed', `>= 0 && <= ${kMaxSeed}`, seed);
  }
  if (seed !== undefined) return seed;
  return getOptionValue('--test-randomize') === true ? randomSeed() : undefined;
}

function percentageSetting(flag) {
  const value = getOptionValue(flag) ?? 0;
  require('internal/validators').validateInteger(value, flag, 0, 100);
  return value;
}

function coverageSettings() {
  if (getOptionValue('--experimental-test-coverage') !== true) return undefined;
  return {
    __proto__: null,
    coverage: true,
    coverageExclude: getOptionValue('--test-coverage-exclude'),
    coverageInclude: getOptionValue('--test-coverage-include'),
    thresholds: {
      __proto__: null,
      line: percentageSetting('--test-coverage-lines'),
      branch: percentageSetting('--test-coverage-branches'),
      function: percentageSetting('--test-coverage-functions'),
    },
  };
}

let commandLine;

/** The settings of the command line. */
function commandLineSettings() {
  if (commandLine !== undefined) return commandLine;
  const underTest = process.env.NODE_TEST_CONTEXT;
  const isTestRunner = getOptionValue('--test') === true;
  const isChild = underTest === 'child';
  const isChildV8 = underTest === 'child-v8';
  const timeout = getOptionValue('--test-timeout') || Infinity;
  const concurrency = getOptionValue('--test-concurrency') || true;
  const isolation = getOptionValue('--test-isolation') || 'process';
  const tagTexts = getOptionValue('--experimental-test-tag-filter') ?? [];
  const settings = {
    __proto__: null,
    isTestRunner,
    isChildV8,
    isolation,
    concurrency,
    timeout: isTestRunner && isolation === 'process' ? Infinity : timeout,
    fileTimeout: timeout,
    only: getOptionValue('--test-only') === true,
    // Without the flag, choosing tests does nothing in the files of a run.
    warnsOfOnly: (isTestRunner || isChild || isChildV8) && getOptionValue('--test-only') !== true,
    namePatterns: patterns('--test-name-pattern'),
    skipPatterns: patterns('--test-skip-pattern'),
    tagFilters: tagTexts.length === 0 ? null : canonicalTags(tagTexts, '--experimental-test-tag-filter'),
    forceExit: getOptionValue('--test-force-exit') === true,
    updateSnapshots: getOptionValue('--test-update-snapshots') === true,
    globalSetup: getOptionValue('--test-global-setup') || undefined,
    rerunFile: getOptionValue('--test-rerun-failures') || undefined,
    shard: shardSetting(),
    seed: commandLineSeed(),
    watch: getOptionValue('--watch') === true,
    reporters: undefined,
    destinations: undefined,
    ...coverageSettings(),
    setup: undefined,
    signal: undefined,
    cwd: undefined,
  };
  if (isChildV8) {
    settings.reporters = ['internal:v8'];
    settings.destinations = ['stdout'];
  } else if (isChild) {
    settings.reporters = ['tap'];
    settings.destinations = ['stdout'];
  } else {
    const { reporters, destinations } = reporterSettings();
    settings.reporters = reporters;
    settings.destinations = destinations;
  }
  commandLine = settings;
  return settings;
}

/** A list of patterns of `run()`: texts and regular expressions, one or many; null for none. */
function patternList(value, name) {
  if (value === undefined || value === null) return null;
  const { isRegExp } = require('util/types');
  const list = ArrayIsArray(value) ? value : [value];
  return ArrayPrototypeMap(list, (pattern, i) => {
    if (isRegExp(pattern)) return pattern;
    if (typeof pattern === 'string') return toRegExp(pattern, `${name}[${i}]`);
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, ['string', 'RegExp'], pattern);
  });
}

module.exports = {
  canonicalTags,
  commandLineSettings,
  kBuiltinReporters,
  kMaxSeed,
  patternList,
  randomSeed,
};
