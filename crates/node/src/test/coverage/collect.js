'use strict';

// `--experimental-test-coverage`: collects what the processes of a run have counted and makes the summary of it that
// reporters get.
//
// Owner: test. Every process of the run writes its counts into a folder made for the run (`v8/coverage`); when all is over
// they are read, merged by file, and the folder is removed.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeSort,
  JSONParse,
  SafeMap,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeLocaleCompare,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const fs = require('fs');
const path = require('path');
const { fileURLToPath } = require('url');
const { applyRange, linesOf } = require('test/coverage/lines');
const { mergeFunctions } = require('test/coverage/merge');

const kKinds = ['Line', 'Branch', 'Function'];

function percentage(covered, total) {
  return total === 0 ? 100 : (covered / total) * 100;
}

function setPercentages(counts) {
  for (let i = 0; i < kKinds.length; i++) {
    const kind = kKinds[i];
    counts[`covered${kind}Percent`] = percentage(counts[`covered${kind}Count`], counts[`total${kind}Count`]);
  }
  return counts;
}

function makeCounts(head) {
  return {
    __proto__: null,
    ...head,
    totalLineCount: 0,
    totalBranchCount: 0,
    totalFunctionCount: 0,
    coveredLineCount: 0,
    coveredBranchCount: 0,
    coveredFunctionCount: 0,
    coveredLinePercent: 0,
    coveredBranchPercent: 0,
    coveredFunctionPercent: 0,
  };
}

// A URL without what follows the path: the same file, loaded more than once.
function withoutQuery(url) {
  const query = StringPrototypeIndexOf(url, '?');
  const plain = query === -1 ? url : StringPrototypeSlice(url, 0, query);
  const hash = StringPrototypeIndexOf(plain, '#');
  return hash === -1 ? plain : StringPrototypeSlice(plain, 0, hash);
}

class TestCoverage {
  #directory;
  #given;
  #lines = new SafeMap();
  #settings;

  constructor(settings) {
    this.#settings = settings;
    this.#given = process.env.NODE_V8_COVERAGE;
    this.#directory = fs.mkdtempSync(path.join(require('os').tmpdir(), 'node-coverage-'));
    const coverage = require('v8/coverage');
    coverage.start();
    coverage.writeInto(this.#directory);
  }

  /** The summary of all that was counted. Counting ends. */
  summary() {
    const coverage = require('v8/coverage');
    coverage.write();
    coverage.stop();
    const { cwd, thresholds } = this.#settings;
    const summary = { __proto__: null, workingDirectory: cwd, files: [], totals: makeCounts(), thresholds };
    const scripts = this.#readAll();
    scripts.forEach((functions, url) => {
      const file = this.#fileSummary(url, functions);
      if (file === undefined) return;
      ArrayPrototypePush(summary.files, file);
      for (let i = 0; i < kKinds.length; i++) {
        summary.totals[`total${kKinds[i]}Count`] += file[`total${kKinds[i]}Count`];
        summary.totals[`covered${kKinds[i]}Count`] += file[`covered${kKinds[i]}Count`];
      }
    });
    ArrayPrototypeSort(summary.files, (a, b) => StringPrototypeLocaleCompare(a.path, b.path));
    setPercentages(summary.totals);
    return summary;
  }

  /** Removes the run's folder; who asked for files of their own (NODE_V8_COVERAGE) gets them. */
  cleanup() {
    const directory = this.#directory;
    if (directory === undefined) return;
    this.#directory = undefined;
    const given = this.#given;
    try {
      if (given) {
        process.env.NODE_V8_COVERAGE = given;
        fs.mkdirSync(given, { __proto__: null, recursive: true });
        const names = fs.readdirSync(directory);
        for (let i = 0; i < names.length; i++) fs.copyFileSync(path.join(directory, names[i]), path.join(given, names[i]));
      } else {
        delete process.env.NODE_V8_COVERAGE;
      }
    } finally {
      fs.rmSync(directory, { __proto__: null, force: true, recursive: true });
    }
  }

  #linesOf(url) {
    let lines = this.#lines.get(url);
    if (lines === undefined) {
      try {
        lines = linesOf(fs.readFileSync(fileURLToPath(url), 'utf8'));
      } catch {
        // Files of tests come and go: what is not there any more is not in the report.
        lines = null;
      }
      this.#lines.set(url, lines);
    }
    return lines ?? undefined;
  }

  // Functions by URL of all processes together.
  #readAll() {
    const all = new SafeMap();
    const names = fs.readdirSync(this.#directory);
    for (let i = 0; i < names.length; i++) {
      if (!StringPrototypeStartsWith(names[i], 'coverage-') || !StringPrototypeEndsWith(names[i], '.json')) continue;
      const text = fs.readFileSync(path.join(this.#directory, names[i]), 'utf8');
      this.#addProcess(all, JSONParse(text));
    }
    return all;
  }

  #addProcess(all, { result, 'source-map-cache': maps }) {
    const add = (functions, url) => {
      const plain = withoutQuery(url);
      if (!this.#isWanted(plain)) return;
      const known = all.get(plain);
      if (known === undefined) all.set(plain, functions);
      else mergeFunctions(known, functions);
    };
    for (let i = 0; i < result.length; i++) {
      const script = result[i];
      if (!StringPrototypeStartsWith(script.url, 'file:')) continue;
      const map = maps?.[script.url];
      if (map === undefined) {
        add(script.functions, script.url);
      } else if (this.#isWanted(withoutQuery(script.url))) {
        const { Originals } = require('test/coverage/source_maps');
        const originals = new Originals(script, map, (url) => this.#isWanted(url), (url) => this.#linesOf(url));
        originals.forEach(add);
      }
    }
  }

  #isWanted(url) {
    if (!StringPrototypeStartsWith(url, 'file:')) return false;
    const { coverageExclude, coverageInclude, cwd } = this.#settings;
    const absolute = fileURLToPath(url);
    const relative = path.relative(cwd, absolute);
    const matches = (globs) => {
      for (let i = 0; i < globs.length; i++) {
        if (path.matchesGlob(relative, globs[i]) || path.matchesGlob(absolute, globs[i])) return true;
      }
      return false;
    };
    if (matches(coverageExclude)) return false;
    if (coverageInclude.length > 0) return matches(coverageInclude);
    return !StringPrototypeIncludes(url, '/node_modules/');
  }

  #fileSummary(url, functions) {
    const lines = this.#linesOf(url);
    if (lines === undefined) return undefined;
    const file = makeCounts({ __proto__: null, path: fileURLToPath(url) });
    file.functions = [];
    file.branches = [];
    file.lines = [];
    for (let i = 0; i < functions.length; i++) this.#addFunction(file, lines, functions[i], i === 0);
    for (let i = 0; i < lines.length; i++) {
      const { count, ignored, line } = lines[i];
      if (!ignored) ArrayPrototypePush(file.lines, { __proto__: null, line, count });
      if (count > 0 || ignored) file.coveredLineCount++;
    }
    file.totalLineCount = lines.length;
    return setPercentages(file);
  }

  // The first function of a file is the file itself.
  #addFunction(file, lines, { functionName, isBlockCoverage, ranges }, isFile) {
    let own;
    let most = 0;
    for (let i = 0; i < ranges.length; i++) {
      const range = ranges[i];
      const touched = applyRange(lines, range);
      own ??= touched;
      if (range.count > most) most = range.count;
      if (!isBlockCoverage) continue;
      ArrayPrototypePush(file.branches, { __proto__: null, line: touched.first, count: range.count });
      file.totalBranchCount++;
      if (range.count > 0 || touched.ignored) file.coveredBranchCount++;
    }
    if (isFile || own === undefined) return;
    ArrayPrototypePush(file.functions, { __proto__: null, name: functionName, count: most, line: own.first });
    file.totalFunctionCount++;
    if (ranges[0].count > 0 || own.ignored) file.coveredFunctionCount++;
  }
}

/** The list of globs of an option, which may be one. */
function globs(value) {
  if (value === undefined || value === null) return [];
  return ArrayIsArray(value) ? value : [value];
}

/** Begins to collect for a run; undefined with a warning where that is not possible. */
function startCoverage(settings) {
  try {
    let exclude = globs(settings.coverageExclude);
    if (exclude.length === 0) exclude = [require('test/files').defaultPattern()];
    const coverage = new TestCoverage({
      __proto__: null,
      cwd: settings.cwd ?? process.cwd(),
      coverageExclude: exclude,
      coverageInclude: globs(settings.coverageInclude),
      thresholds: settings.thresholds,
    });
    process.once('exit', () => coverage.cleanup());
    return coverage;
  } catch (error) {
    process.emitWarning(`Code coverage could not be enabled. ${error}`);
    return undefined;
  }
}

/** The run's summary, undefined with a diagnostic where it cannot be made. */
function summaryOf(run) {
  try {
    return run.coverage.summary();
  } catch (error) {
    run.root.diagnostic(`Warning: Could not report code coverage. ${error}`);
    return undefined;
  } finally {
    run.coverage.cleanup();
  }
}

module.exports = { TestCoverage, startCoverage, summaryOf };
