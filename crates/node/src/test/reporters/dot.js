'use strict';

// The reporter `dot`: a dot for each test that passes, an X for each that fails, then the failures.
//
// Owner: test.

const { ArrayPrototypePush, MathMax } = primordials;

const { failureText, palette } = require('test/reporters/text');

const kMinColumns = 20;

function columnsOfTerminal() {
  return MathMax(process.stdout.columns ?? kMinColumns, kMinColumns);
}

module.exports = async function* dot(source) {
  let count = 0;
  let columns = columnsOfTerminal();
  const failed = [];
  const errors = [];
  for await (const { type, data } of source) {
    const colors = palette();
    if (type === 'test:pass') {
      yield `${colors.green}.${colors.reset}`;
    } else if (type === 'test:fail') {
      yield `${colors.red}X${colors.reset}`;
      ArrayPrototypePush(failed, data);
    } else if (type === 'test:diagnostic' && data.level === 'error') {
      ArrayPrototypePush(errors, data.message);
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
  if (failed.length > 0) {
    yield `\n${colors.red}Failed tests:${colors.white}\n\n`;
    for (let i = 0; i < failed.length; i++) yield `${failureText(failed[i], '')}\n`;
  }
  for (let i = 0; i < errors.length; i++) yield `\n${colors.red}${errors[i]}${colors.white}\n`;
};
