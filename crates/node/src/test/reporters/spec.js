'use strict';

// The reporter `spec`: results for people, nested as the tests are, with the failures once more at the end.
//
// Owner: test. A test with subtests is announced when its first subtest is reported.

const { ArrayPrototypeJoin, ArrayPrototypePop, ArrayPrototypePush } = primordials;

const Transform = require('_stream_transform');
const { coverageReport } = require('test/coverage/report');
const { colorOf, failureText, indentOf, kSigns, palette, resultLine } = require('test/reporters/text');

class SpecReporter extends Transform {
  // Names of the tests that have started and whose subtests are not reported yet, innermost last.
  #open = [];
  #announced = 0;
  #failed = [];
  #cwd = process.cwd();

  constructor() {
    super({ __proto__: null, writableObjectMode: true });
  }

  #announce() {
    let text = '';
    for (; this.#announced < this.#open.length; this.#announced++) {
      const { nesting, name } = this.#open[this.#announced];
      text += `${indentOf(nesting)}${kSigns['arrow:right']}${name}\n`;
    }
    return text;
  }

  #result(type, data) {
    // What is reported has started; it is on top.
    const depth = this.#open.length;
    let announced = '';
    if (depth > 0) {
      ArrayPrototypePop(this.#open);
      if (this.#announced > this.#open.length) this.#announced = this.#open.length;
      announced = this.#announce();
    }
    if (type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed') ArrayPrototypePush(this.#failed, data);
    return `${announced}${resultLine(type, data, indentOf(data.nesting))}\n`;
  }

  #failures() {
    if (this.#failed.length === 0) return '';
    const colors = palette();
    const { relative } = require('path');
    const parts = [`\n${colors.red}${kSigns['test:fail']}failing tests:${colors.white}\n`];
    for (let i = 0; i < this.#failed.length; i++) {
      const data = this.#failed[i];
      const at = data.file === undefined ? '' : `test at ${relative(this.#cwd, data.file)}:${data.line}:${data.column}\n`;
      ArrayPrototypePush(parts, `${at}${failureText(data, '')}\n`);
    }
    this.#failed = [];
    return ArrayPrototypeJoin(parts, '\n');
  }

  #interrupted({ tests }) {
    if (tests.length === 0) return '';
    const colors = palette();
    const { relative } = require('path');
    let text = `\n${colors.yellow}Interrupted while running:${colors.white}\n`;
    for (let i = 0; i < tests.length; i++) {
      const { name, file, line, column } = tests[i];
      text += `${indentOf(1)}${kSigns['warning:alert']}${name}`;
      if (file !== undefined) text += ` at ${relative(this.#cwd, file)}:${line}:${column}`;
      text += '\n';
    }
    return text;
  }

  #text(type, data) {
    switch (type) {
      case 'test:start':
        ArrayPrototypePush(this.#open, { __proto__: null, nesting: data.nesting, name: data.name });
        return '';
      case 'test:pass':
      case 'test:fail':
        return this.#result(type, data);
      case 'test:stderr':
      case 'test:stdout':
        return data.message;
      case 'test:diagnostic': {
        const colors = palette();
        const color = colorOf(data.level ?? type, colors);
        return `${color}${indentOf(data.nesting)}${kSigns[type]}${data.message}${colors.white}\n`;
      }
      case 'test:summary':
        // Those of single files come before the one of the run.
        return data.file === undefined ? this.#failures() : '';
      case 'test:coverage':
        return coverageReport(`${indentOf(data.nesting)}${kSigns[type]}`, data.summary, palette());
      case 'test:interrupted':
        return this.#interrupted(data);
      case 'test:watch:restarted':
        return `\nRestarted at ${new primordials.Date().toLocaleString()}\n`;
      default:
        return '';
    }
  }

  _transform({ type, data }, encoding, callback) {
    callback(null, this.#text(type, data));
  }

  _flush(callback) {
    callback(null, this.#failures());
  }
}

module.exports = SpecReporter;
