'use strict';

// `t.plan()`: how many assertions and subtests a test says it makes.
//
// Owner: test.

const { Promise } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateNumber, validateObject, validateUint32 } = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');
const { failure, kinds } = require('test/failure');

const kMaxTimeout = 2 ** 31 - 1;

class Plan {
  #expected;
  #wait;
  #actual = 0;
  #reached = undefined;

  constructor(count, options) {
    validateUint32(count, 'count');
    validateObject(options, 'options');
    const { wait } = options;
    if (typeof wait === 'number') {
      validateNumber(wait, 'options.wait', 0, kMaxTimeout);
    } else if (wait !== undefined && typeof wait !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.wait', ['boolean', 'number'], wait);
    }
    this.#expected = count;
    this.#wait = wait ?? false;
  }

  count() {
    this.#actual++;
    if (this.#actual === this.#expected) this.#reached?.();
  }

  /** What to wait for until the plan is fulfilled; throws when it is not and nothing is to be waited for. */
  check() {
    if (this.#actual === this.#expected) return undefined;
    if (this.#actual > this.#expected || this.#wait === false) {
      throw failure(`plan expected ${this.#expected} assertions but received ${this.#actual}`, kinds.testCode);
    }
    return this.#waitForRest();
  }

  #waitForRest() {
    return new Promise((resolve, reject) => {
      let timer;
      if (typeof this.#wait === 'number') {
        timer = setTimeout(() => {
          reject(failure(`plan timed out after ${this.#wait}ms with ${this.#actual} assertions when expecting ` +
                         `${this.#expected}`, kinds.timeout));
        }, this.#wait);
      }
      this.#reached = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

module.exports = { Plan };
