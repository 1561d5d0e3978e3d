'use strict';
// The last words of a process that an exception ends: what Node prints to
// stderr, and the exit code. Loaded only then; must not throw.

const { Error, MathMax, RegExpPrototypeSymbolReplace, String } = primordials;

const ops = binding('process');
const { detailString, errorArrow } = binding('engine');
const { getOptionValue } = require('internal/options');
const state = require('process/state');
const { kShownAs } = require('module/state');

// What is told of a fatal error's properties, however little a program wants
// to see of its own output.
const kLeastDepth = 5;

function usesColors() {
  try {
    const { stderr } = process;
    return stderr?.isTTY === true && stderr.hasColors?.() === true;
  } catch {
    // A program's own `stderr` failed: the text does without colors.
    return false;
  }
}

// Adds to the stack of an error what was kept for this moment.
function completeStack(err) {
  if (!(err instanceof Error)) return;
  const { kEnhanceStack } = require('events/unhandled');
  const enhance = err[kEnhanceStack];
  if (typeof enhance === 'function') err.stack = enhance();
}

// The text of an object, or undefined when its stack cannot be read.
function describeObject(err) {
  let stack;
  try {
    const shown = err[kShownAs];
    if (shown !== undefined) return shown;
    stack = err.stack;
    completeStack(err);
  } catch {
    // The program's own getter, or a frozen error.
    if (stack === undefined) return undefined;
  }
  try {
    const { inspect } = require('util/inspect');
    return inspect(err, {
      colors: usesColors(),
      customInspect: false,
      depth: MathMax(inspect.defaultOptions.depth, kLeastDepth),
    });
  } catch {
    // What inspect reads of it is the program's too.
    return typeof stack === 'string' ? stack : undefined;
  }
}

// `name: message` of an object that has both.
function titleOf(err) {
  try {
    const { name, message } = err;
    if (name !== undefined && message !== undefined) return `${String(name)}: ${String(message)}`;
  } catch {
    // The program's own getters.
  }
  return undefined;
}

// A thrown value that cannot be described as an object; empty when nothing can
// be had of it.
function describeValue(err) {
  const title = isObject(err) ? titleOf(err) : undefined;
  if (title !== undefined) return title;
  try {
    return typeof err === 'symbol' ? '' : String(err);
  } catch {
    return '';
  }
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function programName() {
  return require('path').basename(process.argv0 || 'node', '.exe');
}

// `arrow` is the source line of what is no native error, which stands apart;
// `frames` are those of the throw, when they were asked for.
function report(err, arrow, frames) {
  const { shownArrow } = require('module/source_map_cache');
  let text = arrow === undefined ? '' : `\n${shownArrow(arrow)}`;
  const whole = isObject(err) ? describeObject(err) : undefined;
  const told = whole ?? describeValue(err);
  // An error of which nothing can be had does not show where it comes from.
  const own = told === '' ? undefined : errorArrow(err);
  if (own !== undefined) text += `${shownArrow(own)}\n`;
  text += told;
  const tracing = getOptionValue('--trace-uncaught') === true;
  if (whole === undefined && !tracing) {
    text += `\n(Use \`${programName()} --trace-uncaught ...\` to show ` +
      'where the exception was thrown)';
  }
  if (tracing && frames) text += `\nThrown at:\n${frames}`;
  if (getOptionValue('--extra-info-on-fatal-exception') !== false) {
    text += `\n\nNode.js ${process.version}`;
  }
  ops.rawDebug(text);
}

function reportAndExit(err, arrow, frames, code) {
  try {
    state.reportUncaught?.(err);
  } catch (error) {
    ops.rawDebug(detailString(error));
  }
  try {
    report(err, arrow, frames);
  } catch {
    // The stack may be used up: V8's description needs none of the program's code.
    ops.rawDebug(detailString(err));
  }
  if (getOptionValue('--abort-on-uncaught-exception') === true) ops.abort();
  const number = code ?? state.exitCode ?? 1;
  if (getOptionValue('--trace-exit') === true) require('process/exit').traceExit(number, '');
  state.atEnd?.();
  ops.reallyExit(number);
}

// `--abort-on-uncaught-exception`: the program ends where it threw, before any
// handler runs, by the signal of a breakpoint.
function trapAtThrow(err, frames) {
  const places = frames === undefined ? '' : RegExpPrototypeSymbolReplace(/^ +at /gm, frames, '');
  ops.rawDebug(`Uncaught ${detailString(err)}\n\nFROM\n${places}`);
  ops.kill(process.pid, require('os/constants').signals.SIGTRAP);
}

module.exports = { reportAndExit, trapAtThrow };
