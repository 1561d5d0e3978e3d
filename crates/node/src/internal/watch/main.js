'use strict';
// `--watch`: runs the program in a child process, and again when a file changes that it has loaded, or one below
// `--watch-path`. Nothing of the program is loaded here.
//
// Owner: watch. One child at a time; what happens while it ends is answered by the start that follows. The child is this
// process's own in signals, exit and messages.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Promise,
  PromisePrototypeThen,
  RegExpPrototypeSymbolReplace,
  StringPrototypeSplit,
} = primordials;

const { codes: { ERR_UNKNOWN_SIGNAL } } = require('internal/errors');
const { colorsFor } = require('internal/colors');
const { getOptionValue } = require('internal/options');
const { FilesWatcher } = require('internal/watch/files_watcher');
const path = require('path');
const { clearTimeout, setTimeout } = require('timers');
const { inspect } = require('util/inspect');

const kSwitches = ['--watch', '--watch-preserve-output'];
const kValues = ['--watch-path', '--watch-kill-signal'];
// How long a child may take to end before somebody wonders.
const kPatience = 1000;

/** The options of this process that are the program's too. */
function programOptions() {
  const kept = [];
  const given = process.execArgv;
  for (let i = 0; i < given.length; i++) {
    const name = StringPrototypeSplit(given[i], '=', 1)[0];
    if (ArrayPrototypeIncludes(kSwitches, name)) continue;
    if (ArrayPrototypeIncludes(kValues, name)) {
      if (name === given[i]) i++;
      continue;
    }
    ArrayPrototypePush(kept, given[i]);
  }
  return kept;
}

function programEnvironment() {
  const env = { ...process.env, WATCH_REPORT_DEPENDENCIES: '1' };
  // The program itself must not watch.
  if (env.NODE_OPTIONS !== undefined) {
    env.NODE_OPTIONS = RegExpPrototypeSymbolReplace(
      /(?<=^|\s)(--watch(-preserve-output)?(=\S*)?|--watch-(path|kill-signal)(=|\s+)\S+)(?=\s|$)/g, env.NODE_OPTIONS, '');
  }
  return env;
}

function readSignal(name) {
  const { signals } = require('os').constants;
  if (signals[name] === undefined) throw new ERR_UNKNOWN_SIGNAL(name);
  return name;
}

class WatchedProgram {
  #child;
  #command = ArrayPrototypeSlice(process.argv, 1);
  #colors = colorsFor(process.stdout);
  #ended;
  #killSignal = readSignal(getOptionValue('--watch-kill-signal') || 'SIGTERM');
  #paths = ArrayPrototypeMap(getOptionValue('--watch-path') ?? [], (name) => path.resolve(name));
  #restarting = false;
  #again = false;
  #leaving = false;
  #shown = inspect(ArrayPrototypeJoin(this.#command, ' '));
  #watcher = new FilesWatcher({ __proto__: null, mode: this.#paths.length > 0 ? 'all' : 'filter' });

  start() {
    for (let i = 0; i < this.#paths.length; i++) this.#watcher.watchPath(this.#paths[i]);
    this.#watcher.on('changed', ({ path: file }) => { this.#restart(file); });
    process.on('SIGTERM', (signal) => this.#leave(signal));
    process.on('SIGINT', (signal) => this.#leave(signal));
    if (process.send) {
      process.on('message', (message) => { if (this.#child?.connected) this.#child.send(message, () => {}); });
    }
    this.#spawn();
  }

  #say(color, text) {
    process.stdout.write(`${color}${text}${this.#colors.white}\n`);
  }

  #spawn() {
    const { spawn } = require('child_process');
    const reports = this.#paths.length === 0 || process.send !== undefined;
    this.#watchOwnFiles();
    const child = spawn(process.execPath, [...programOptions(), ...this.#command], {
      __proto__: null,
      stdio: reports ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
      env: programEnvironment(),
    });
    this.#child = child;
    child.on('message', (message) => {
      if (this.#paths.length === 0 && this.#watcher.takeReport(message)) return;
      if (process.connected) process.send(message);
    });
    this.#ended = new Promise((resolve) => {
      child.on('exit', (code) => {
        if (!this.#restarting && !this.#leaving) this.#tellEnd(code);
        this.#child = undefined;
        resolve(code);
      });
      child.on('error', (error) => {
        process._rawDebug(`${error.message}`);
        this.#child = undefined;
        resolve(1);
      });
    });
  }

  // Files that the child does not load itself.
  #watchOwnFiles() {
    if (this.#paths.length > 0) return;
    const flags = ['--env-file', '--env-file-if-exists'];
    for (let i = 0; i < flags.length; i++) {
      const files = getOptionValue(flags[i]) ?? [];
      for (let j = 0; j < files.length; j++) this.#watcher.filterFile(path.resolve(files[j]));
    }
    if (this.#command.length > 0) this.#watcher.filterFile(path.resolve(this.#command[0]));
  }

  #tellEnd(code) {
    const { blue, red } = this.#colors;
    const waits = 'Waiting for file changes before restarting...';
    if (code === 0) this.#say(blue, `Completed running ${this.#shown}. ${waits}`);
    else this.#say(red, `Failed running ${this.#shown}. ${waits}`);
  }

  async #restart(file) {
    if (this.#leaving) return;
    if (this.#restarting) {
      this.#again = true;
      return;
    }
    this.#restarting = true;
    const { blue, clear, green } = this.#colors;
    if (getOptionValue('--watch-preserve-output') !== true) process.stdout.write(clear);
    this.#say(blue, `Change detected in ${inspect(file)}`);
    this.#say(green, `Restarting ${this.#shown}`);
    do {
      this.#again = false;
      await this.#end(this.#killSignal, true);
    } while (this.#again);
    this.#restarting = false;
    if (this.#leaving) return;
    this.#watcher.clearFileFilters();
    this.#spawn();
  }

  // Ends the child, in its own time; the code it ended with.
  async #end(signal, tells) {
    if (this.#child === undefined) return undefined;
    let waited = false;
    const timer = setTimeout(() => {
      waited = true;
      if (tells) this.#say('', 'Waiting for graceful termination...');
    }, kPatience);
    this.#child.kill(signal);
    const code = await this.#ended;
    clearTimeout(timer);
    if (waited && tells) this.#say('', `Gracefully restarted ${this.#shown}`);
    return code;
  }

  #leave(signal) {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#watcher.clear();
    PromisePrototypeThen(this.#end(signal, false), (code) => process.exit(code ?? 0));
  }
}

function startWatching() {
  new WatchedProgram().start();
}

module.exports = { startWatching };
