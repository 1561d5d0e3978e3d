// Shows util.parseArgs: groups of short options, inline values, negation, defaults, and its errors.
'use strict';
const assert = require('node:assert');
const { parseArgs } = require('node:util');

const options = {
  verbose: { type: 'boolean', short: 'v' },
  file: { type: 'string', short: 'f', multiple: true },
  level: { type: 'string', default: 'info' },
};

const { values, positionals } = parseArgs({
  args: ['-vf', 'a', '--file=b', 'rest', '--', '-x'], options, allowPositionals: true,
});
assert.deepStrictEqual({ ...values }, { verbose: true, file: ['a', 'b'], level: 'info' });
assert.deepStrictEqual(positionals, ['rest', '-x']);
assert.strictEqual(Object.getPrototypeOf(values), null);

assert.strictEqual(parseArgs({ args: ['--no-verbose'], options, allowNegative: true }).values.verbose, false);
assert.deepStrictEqual(parseArgs({ args: ['-v'], options, tokens: true }).tokens,
                       [{ kind: 'option', name: 'verbose', rawName: '-v', index: 0, value: undefined,
                          inlineValue: undefined }]);

const fails = (args, code) => assert.throws(() => parseArgs({ args, options }), { code });
fails(['--nope'], 'ERR_PARSE_ARGS_UNKNOWN_OPTION');
fails(['word'], 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL');
fails(['--verbose=1'], 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE');
fails(['--file'], 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE');
fails(['-f', '-v'], 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE');
