'use strict';

// The reporter `dot`: a dot for each test that passes, an X for each that fails, then errors of the run,
// coverage and the failures.
//
// Owner: test.

const { ArrayPrototypePush, MathMax } = primordials;

const { coverageReport } = require('test/coverage/report');
const { failureText, kSigns, palette } = require('test/reporters/text');

const kMinColumns = 20;

function columnsOfTerminal() {
  return MathMax(process.stdout.columns ?? kMinColumns, kMinColumns);
}

module.exports = async function* dot(source) {
  let count = 0;
  let columns = columnsOfTerminal();
  const failed = [];
  const errors = [];
  let coverage;
  for await (const { type, data } of source) {
    const colors = palette();
    if (type === 'test:pass') {
      yield `${colors.green}.${colors.reset}`;
    } else if (type === 'test:fail') {
      yield `${colors.red}X${colors.reset}`;
      ArrayPrototypePush(failed, data);
    } else if (type === 'test:diagnostic' && data.level === 'error') {
      ArrayPrototypePush(errors, data.message);
    } else if (type === 'test:coverage') {
      coverage = data.summary;
    }
    if ((type === 'test:fail' || type === 'test:pass') && ++count === columns) {
      yield '\n';
      // The terminal may have been resized.
      columns = columnsOfTerminal();
      count = 0;
    }
  }
  yield '\n';
  const colors = palette();
  for (let i = 0; i < errors.length; i++) yield `${colors.red}${kSigns['test:diagnostic']}${errors[i]}${colors.white}\n`;
  if (coverage !== undefined) yield coverageReport(kSigns['test:coverage'], coverage, colors);
  if (failed.length > 0) {
    yield `\n${colors.red}Failed tests:${colors.white}\n\n`;
    for (let i = 0; i < failed.length; i++) yield `${failureText(failed[i], '')}\n`;
  }
};
