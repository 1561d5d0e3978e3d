'use strict';

// `--test-rerun-failures`: a file that remembers which tests passed in which attempt, so that only the others run again.
//
// Owner: test. A test is known by file, line and column, and by a count where the same place declares more than one.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  JSONParse,
  JSONStringify,
  SafeMap,
} = primordials;

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');

function readAttempts(path) {
  const fs = require('fs');
  let text;
  try {
    text = fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  if (text === '') return [];
  const attempts = JSONParse(text);
  if (!ArrayIsArray(attempts)) throw new ERR_INVALID_STATE(`The rerun state file ${path} does not hold a list`);
  return attempts;
}

class Rerun {
  #path;
  #attempts;
  #last;
  #counts = new SafeMap();
  #passed = { __proto__: null };

  constructor(run, path) {
    this.#path = path;
    this.#attempts = readAttempts(path);
    this.#last = this.#attempts[this.#attempts.length - 1] ?? { __proto__: null };
    run.attempt = this.#attempts.length;
  }

  #keyOf({ location, name }) {
    const place = location === undefined ? name :
      `${require('path').relative(process.cwd(), location[2])}:${location[0]}:${location[1]}`;
    const count = this.#counts.get(place) ?? 0;
    this.#counts.set(place, count + 1);
    return count === 0 ? place : `${place}:(${count})`;
  }

  /** Before a test runs: one that passed before is not run again. */
  apply(node) {
    node.rerunKey ??= this.#keyOf(node);
    if (node.type === 'suite') return;
    const known = this.#last[node.rerunKey];
    if (known !== undefined) node.passedOnAttempt = known.passed_on_attempt;
  }

  /** Remembers a result. */
  note(node) {
    if (!node.passed || node.rerunKey === undefined) return;
    this.#passed[node.rerunKey] = {
      __proto__: null, passed_on_attempt: node.passedOnAttempt ?? node.attempt, name: node.name,
    };
  }

  /** Takes over a result of a file that another process ran. */
  noteEvent({ column, details, file, line, name }, passed, attempt) {
    const key = this.#keyOf({ __proto__: null, location: file === undefined ? undefined : [line, column, file], name });
    if (!passed) return;
    this.#passed[key] = { __proto__: null, passed_on_attempt: details.passed_on_attempt ?? attempt, name };
  }

  save() {
    ArrayPrototypePush(this.#attempts, this.#passed);
    require('fs').writeFileSync(this.#path, JSONStringify(this.#attempts, null, 2), 'utf8');
  }
}

function openRerun(run, path) {
  return new Rerun(run, path);
}

module.exports = { openRerun };
