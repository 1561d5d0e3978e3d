'use strict';
// How workers are started: `cluster.settings` with its defaults, and what child_process.fork() gets of it.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSome,
  RegExpPrototypeExec,
} = primordials;

const { validatePort } = require('internal/validators');

const kMinPort = 1024;
const kMaxPort = 65535;

const kInspects = /--inspect(?:-brk|-port)?|--debug-port/;
const kProfiles = /^--prof$/;
const kLogs = /^--(?:no-)?logfile/;

/** The settings after a call of setupPrimary(): what is not said stays as it was. */
function settingsAfter(before, options) {
  const settings = {
    args: ArrayPrototypeSlice(process.argv, 2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...before,
    ...options,
  };
  // Profiles of several processes would be written to one file.
  const { execArgv } = settings;
  const profiles = ArrayPrototypeSome(execArgv, (flag) => RegExpPrototypeExec(kProfiles, flag) !== null);
  const named = ArrayPrototypeSome(execArgv, (flag) => RegExpPrototypeExec(kLogs, flag) !== null);
  if (profiles && !named) settings.execArgv = [...execArgv, '--logfile=v8-%p.log'];
  return settings;
}

let portsGiven = 0;

// The next port after the primary's; behind the last one it begins anew.
function nextInspectPort() {
  portsGiven++;
  const port = process.debugPort + portsGiven;
  return port > kMaxPort ? port - kMaxPort + kMinPort - 1 : port;
}

function inspectPort(settings) {
  if (!('inspectPort' in settings)) return nextInspectPort();
  const given = settings.inspectPort;
  const port = typeof given === 'function' ? given() : given;
  validatePort(port);
  return port;
}

function isInspected(execArgv) {
  if (ArrayPrototypeSome(execArgv, (flag) => RegExpPrototypeExec(kInspects, flag) !== null)) return true;
  return RegExpPrototypeExec(kInspects, process.env.NODE_OPTIONS || '') !== null;
}

/** The options of fork() for the worker with this id. */
function forkOptions(settings, id, env) {
  const execArgv = [...settings.execArgv];
  if (isInspected(execArgv)) ArrayPrototypePush(execArgv, `--inspect-port=${inspectPort(settings)}`);
  return {
    cwd: settings.cwd,
    env: { ...process.env, ...env, NODE_UNIQUE_ID: `${id}` },
    execArgv,
    gid: settings.gid,
    serialization: settings.serialization,
    silent: settings.silent,
    stdio: settings.stdio,
    uid: settings.uid,
    windowsHide: settings.windowsHide,
  };
}

module.exports = { forkOptions, settingsAfter };
