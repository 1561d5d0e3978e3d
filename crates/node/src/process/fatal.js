'use strict';
// The last words of a process that an exception ends: what Node prints to
// stderr, and the exit code. Loaded only then; must not throw.

const { Error } = primordials;

const ops = binding('process');
const { detailString, errorArrow } = binding('engine');
const state = require('process/state');

function describeObject(err) {
  const { inspect } = require('util/inspect');
  let stack;
  if (err instanceof Error) {
    const { kEnhanceStack } = require('events/unhandled');
    const enhance = err[kEnhanceStack];
    if (typeof enhance === 'function') stack = enhance();
  }
  if (typeof stack === 'string') {
    // Shown by inspect as the error's own stack, with its other properties.
    err.stack = stack;
  }
  return inspect(err, { colors: usesColors() });
}

function usesColors() {
  const { stderr } = process;
  return stderr?.isTTY === true && stderr.hasColors?.() === true;
}

function describe(err) {
  if (err === null || (typeof err !== 'object' && typeof err !== 'function')) {
    const { inspect } = require('util/inspect');
    const text = typeof err === 'string' ? err : inspect(err);
    return `${text}\n(Use \`${programName()} --trace-uncaught ...\` to show ` +
      'where the exception was thrown)';
  }
  return describeObject(err);
}

function programName() {
  return require('path').basename(process.argv0 || 'node', '.exe');
}

function reportAndExit(err, arrow, code) {
  let text = '';
  try {
    arrow ??= errorArrow(err);
    if (arrow !== undefined) text = `${arrow}\n`;
    text += describe(err);
  } catch {
    // The error's own getters or inspect function failed: V8's description
    // needs none of the program's code.
    text += detailString(err);
  }
  ops.rawDebug(`${text}\n\nNode.js ${process.version}`);
  ops.reallyExit(code ?? state.exitCode ?? 1);
}

module.exports = { reportAndExit };
