'use strict';
// process.execve: becomes another program. Loaded on first use.

const {
  ArrayPrototypePush,
  Error,
  ObjectKeys,
  StringPrototypeIncludes,
} = primordials;

const ops = binding('process');
const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const {
  validateArray,
  validateObject,
  validateString,
} = require('internal/validators');
const { emitExperimentalWarning } = require('internal/util');
const { channel } = require('diagnostics_channel');

const called = channel('process.execve');

function isPlain(text) {
  return typeof text === 'string' && !StringPrototypeIncludes(text, '\u0000');
}

function execve(execPath, args = [], env = process.env) {
  emitExperimentalWarning('process.execve');
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  for (let i = 0; i < args.length; i++) {
    if (!isPlain(args[i])) {
      throw new ERR_INVALID_ARG_VALUE(`args[${i}]`, args[i],
                                      'must be a string without null bytes');
    }
  }
  validateObject(env, 'env');
  const pairs = [];
  const lines = [];
  const names = ObjectKeys(env);
  for (let i = 0; i < names.length; i++) {
    if (!isPlain(names[i]) || !isPlain(env[names[i]])) {
      throw new ERR_INVALID_ARG_VALUE(
        'env', env,
        'must be an object with string keys and values without null bytes');
    }
    ArrayPrototypePush(pairs, names[i], env[names[i]]);
    ArrayPrototypePush(lines, `${names[i]}=${env[names[i]]}`);
  }
  if (called.hasSubscribers) called.publish({ execPath, args, env: lines });

  // Comes back only when it failed, and then nothing of the process can be
  // trusted any more.
  const code = ops.execve(execPath, args, pairs);
  const { stack } = new Error(
    `process.execve failed with error code ${code}`);
  ops.rawDebug(stack);
  ops.abort();
}

module.exports = { execve };
