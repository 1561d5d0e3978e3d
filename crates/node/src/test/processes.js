'use strict';

// Running test files in processes of their own: each is a test of the run while it runs; what it tells is passed on as if
// its tests stood at the top, and its own result shows only when there is nothing else to show.
//
// Owner: test.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  Promise,
  PromisePrototypeThen,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const { getOptionsAsFlagsFromBinding } = require('internal/options');
const { countResult } = require('test/counts');
const { failure, kinds } = require('test/failure');
const { TestNode } = require('test/node');
const { EventReader } = require('test/reporters/v8');

// Flags that this process answers for.
const kOwn = [
  '--test', '--experimental-test-coverage', '--watch', '--experimental-default-config-file', '--test-randomize', '--eval', '--print',
  '--test-reporter', '--test-reporter-destination', '--experimental-test-tag-filter', '--experimental-config-file',
  '--test-random-seed', '--watch-path', '--test-shard', '--test-global-setup', '--test-isolation', '--test-rerun-failures',
];

/** The options of this process that its children shall have too, wherever they were given. */
function inheritedOptions() {
  return ArrayPrototypeFilter(
    getOptionsAsFlagsFromBinding(),
    (word) => !ArrayPrototypeIncludes(kOwn, StringPrototypeSplit(word, '=', 1)[0]),
  );
}

function listOptions(target, flag, values) {
  for (let i = 0; i < (values?.length ?? 0); i++) ArrayPrototypePush(target, `${flag}=${values[i]}`);
}

function childArguments(run, file) {
  const { ownSettings: settings } = run;
  const args = inheritedOptions();
  if (settings.isTestRunner) {
    if (settings.fileTimeout !== Infinity) ArrayPrototypePush(args, `--test-timeout=${settings.fileTimeout}`);
  } else {
    if (settings.fileTimeout !== Infinity) ArrayPrototypePush(args, `--test-timeout=${settings.fileTimeout}`);
    listOptions(args, '--test-name-pattern', settings.namePatterns);
    listOptions(args, '--test-skip-pattern', settings.skipPatterns);
    if (settings.only) ArrayPrototypePush(args, '--test-only');
    if (settings.forceExit) ArrayPrototypePush(args, '--test-force-exit');
  }
  listOptions(args, '--experimental-test-tag-filter', settings.tagFilters);
  if (settings.seed !== undefined) ArrayPrototypePush(args, `--test-random-seed=${settings.seed}`);
  if (settings.rerunFile !== undefined) ArrayPrototypePush(args, `--test-rerun-failures=${settings.rerunFile}`);
  for (let i = 0; i < settings.execArgv.length; i++) ArrayPrototypePush(args, settings.execArgv[i]);
  ArrayPrototypePush(args, file);
  for (let i = 0; i < settings.argv.length; i++) ArrayPrototypePush(args, settings.argv[i]);
  return args;
}

/** Whom a file's events pass through: they wait until the files before it have been told. */
class FileChannel {
  constructor(run, file, node) {
    this.run = run;
    this.file = file;
    this.node = node;
    this.waiting = [];
    this.isClear = false;
    this.topLevel = 0;
    this.failed = 0;
    this.hasTests = false;
    this.summary = undefined;
    this.isDropped = false;
  }

  receive({ type, data }) {
    const { run } = this;
    data.entryFile = this.file;
    switch (type) {
      // Told as they happen.
      case 'test:enqueue':
      case 'test:dequeue':
      case 'test:complete':
      case 'test:log':
        run.stream.forward(type, data);
        return;
      case 'test:summary':
        this.summary = data;
        break;
      // The totals are the run's to tell.
      case 'test:plan':
        if (data.nesting === 0) return;
        break;
      case 'test:diagnostic':
        if (data.nesting === 0 && data.file === undefined && isTotal(data.message)) return;
        break;
      case 'test:pass':
      case 'test:fail':
        this.#result(type, data);
        break;
    }
    this.#pass(type, data);
  }

  #result(type, data) {
    const { counts } = this.run;
    const { details } = data;
    this.hasTests = true;
    const failed = type === 'test:fail';
    this.run.fileRerun?.noteEvent(data, !failed, this.run.attempt);
    if (data.nesting === 0) {
      data.testNumber = undefined;
      counts.topLevel++;
      if (failed && data.todo === undefined) this.failed++;
    }
    if (details.type === 'suite') {
      counts.suites++;
    } else {
      countResult(counts, {
        __proto__: null,
        skipped: data.skip !== undefined,
        todo: data.todo !== undefined,
        cancelled: details.error?.failureType === kinds.cancelledByParent ||
          details.error?.failureType === kinds.aborted || details.error?.failureType === kinds.timeout,
        passed: !failed,
      });
    }
    if (failed && data.todo === undefined) this.run.success = false;
  }

  output(type, text) {
    this.#pass(type, { __proto__: null, file: this.file, message: text, entryFile: this.file });
  }

  #pass(type, data) {
    if (this.isClear) this.#send(type, data);
    else ArrayPrototypePush(this.waiting, { __proto__: null, type, data });
  }

  #send(type, data) {
    if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0) {
      data.testNumber = ++this.run.root.reported;
    }
    this.run.stream.forward(type, data);
  }

  /** All before this file is told. */
  clear() {
    if (this.isClear) return;
    this.isClear = true;
    for (let i = 0; i < this.waiting.length; i++) this.#send(this.waiting[i].type, this.waiting[i].data);
    this.waiting = [];
  }
}

function isTotal(message) {
  const totals = ['tests ', 'suites ', 'pass ', 'fail ', 'cancelled ', 'skipped ', 'todo ', 'duration_ms ',
                  'Randomized test order seed: '];
  for (let i = 0; i < totals.length; i++) if (StringPrototypeStartsWith(message, totals[i])) return true;
  return false;
}

class ProcessRunner {
  /** `watcher`: hears from the processes which files they load. */
  constructor(run, files, watcher) {
    this.run = run;
    this.files = files;
    this.watcher = watcher;
    this.active = 0;
    this.next = 0;
    this.channels = [];
    this.told = 0;
    this.workerIds = [];
  }

  /** Runs every file; settles when all have ended. */
  runAll() {
    const { run } = this;
    run.interrupted = () => this.#interrupt();
    for (let i = 0; i < this.files.length; i++) {
      const file = this.files[i];
      const { relative } = require('path');
      const name = relative(run.settings.cwd, file) || file;
      const node = new TestNode(run, run.root, 'test', { __proto__: null, name }, undefined, [1, 1, file]);
      ArrayPrototypePush(this.channels, new FileChannel(run, file, node));
      run.stream.enqueue(headOf(node, true), node.location);
    }
    if (this.channels.length === 0) return undefined;
    this.channels[0].clear();
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.#fill();
    });
  }

  #fill() {
    const limit = this.run.settings.rootConcurrency;
    while (this.active < limit && this.next < this.channels.length) {
      const channel = this.channels[this.next++];
      this.active++;
      PromisePrototypeThen(this.#runFile(channel), () => {
        this.active--;
        this.#tell();
        if (this.next === this.channels.length && this.active === 0) this.resolve();
        else this.#fill();
      });
    }
  }

  #tell() {
    const { channels } = this;
    while (this.told < channels.length && channels[this.told].ended) {
      channels[this.told].clear();
      channels[this.told].finish?.();
      this.told++;
    }
    channels[this.told]?.clear();
  }

  #takeWorkerId() {
    let id = 1;
    while (this.workerIds[id] === true) id++;
    this.workerIds[id] = true;
    return id;
  }

  async #runFile(channel) {
    const { run } = this;
    const { file, node } = channel;
    run.stream.dequeue(headOf(node, true), node.location);
    node.started = true;
    const { nanosSinceStart } = binding('process');
    const startedAt = nanosSinceStart();
    const workerId = this.#takeWorkerId();
    let outcome = { __proto__: null };
    if (run.ownSettings.signal?.aborted) {
      outcome = { __proto__: null, error: failure(run.ownSettings.signal.reason, kinds.aborted), cancelled: true };
    } else if (!channel.isDropped) {
      outcome = await this.#spawn(channel, workerId);
    }
    this.workerIds[workerId] = false;
    node.duration = (nanosSinceStart() - startedAt) / 1e6;
    node.error = outcome.error ?? null;
    node.cancelled = outcome.cancelled === true;
    channel.ended = true;
    // It runs once more in the next round, which tells of it then.
    if (!channel.isDropped) this.#complete(channel, outcome);
  }

  // The file itself is a result when it has no tests to show, or when it failed in another way than they did.
  #complete(channel, outcome) {
    const { run } = this;
    const { node } = channel;
    const shows = !channel.hasTests || (node.error !== null && channel.failed === 0) || outcome.cancelled === true;
    const details = { __proto__: null, duration_ms: node.duration, type: 'test' };
    if (node.error !== null) details.error = node.error;
    run.stream.complete({
      __proto__: null, ...headOf(node, false), details: { ...details, passed: node.error === null },
    }, undefined, node.location);
    if (node.error !== null) run.success = false;
    if (!shows) return;
    channel.finish = () => {
      const { counts, root, stream } = run;
      counts.topLevel++;
      countResult(counts, {
        __proto__: null, skipped: false, todo: false, cancelled: node.cancelled, passed: node.error === null,
      });
      const head = {
        __proto__: null, name: node.name, nesting: 0, testNumber: ++root.reported, testId: node.id, parentId: root.id, details,
        tags: node.tags,
      };
      stream.start({
        __proto__: null, nesting: 0, name: node.name, testId: node.id, parentId: root.id, tags: node.tags,
      }, node.location);
      if (node.error === null) stream.ok(head, undefined, node.location);
      else stream.fail(head, undefined, node.location);
    };
  }

  #spawn(channel, workerId) {
    const { run } = this;
    const { ownSettings: settings } = run;
    const { spawn } = require('child_process');
    const { signal } = settings;
    return new Promise((resolve) => {
      const env = { __proto__: null, ...(settings.env ?? process.env), NODE_TEST_CONTEXT: 'child-v8' };
      env.NODE_TEST_WORKER_ID = `${workerId}`;
      if (settings.watch) env.WATCH_REPORT_DEPENDENCIES = '1';
      const child = spawn(process.execPath, childArguments(run, channel.file), {
        __proto__: null, cwd: settings.cwd, encoding: 'utf8', env, signal,
        stdio: this.watcher === undefined ? ['pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe', 'ipc'],
      });
      channel.child = child;
      this.watcher?.watchChildProcessModules(child, channel.file);
      let spawnError;
      let timedOut = false;
      let timer;
      if (settings.fileTimeout !== Infinity && !settings.isTestRunner) {
        const { setTimeout } = require('timers');
        timer = setTimeout(() => {
          timedOut = true;
          child.kill();
        }, settings.fileTimeout);
      }
      child.on('error', (error) => { spawnError = error; });
      const reader = new EventReader((event) => channel.receive(event), (bytes) => {
        channel.output('test:stdout', bytes.toString('utf8'));
      });
      child.stdout.on('data', (chunk) => reader.push(chunk));
      this.#readErrors(child, channel);
      child.on('close', (code, signalName) => {
        reader.end();
        require('timers').clearTimeout(timer);
        resolve(outcomeOf(code, signalName, { __proto__: null, spawnError, timedOut, settings }));
      });
    });
  }

  #readErrors(child, channel) {
    let rest = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      const lines = StringPrototypeSplit(rest + text, '\n');
      rest = lines[lines.length - 1];
      for (let i = 0; i < lines.length - 1; i++) channel.output('test:stderr', `${lines[i]}\n`);
    });
    child.stderr.on('end', () => {
      if (rest !== '') channel.output('test:stderr', `${rest}\n`);
    });
  }

  /** Ends the processes of `files`, or of all; those that wait for their turn are not started. */
  end(files) {
    for (let i = 0; i < this.channels.length; i++) {
      const channel = this.channels[i];
      if (channel.ended || (files !== undefined && !files.has(channel.file))) continue;
      channel.isDropped = true;
      channel.child?.kill();
    }
  }

  #interrupt() {
    const tests = [];
    for (let i = 0; i < this.channels.length; i++) {
      const { child, ended, file, node } = this.channels[i];
      if (child === undefined || ended) continue;
      ArrayPrototypePush(tests, { __proto__: null, column: 1, file, line: 1, name: node.name, nesting: 0 });
      child.kill();
    }
    this.run.stream.interrupted(tests);
  }
}

function headOf(node, withType) {
  const head = { __proto__: null, nesting: 0, name: node.name };
  if (withType) head.type = 'test';
  else head.testNumber = node.number;
  head.testId = node.id;
  head.parentId = node.parent.id;
  head.tags = node.tags;
  return head;
}

function outcomeOf(code, signal, { spawnError, timedOut, settings }) {
  if (spawnError?.name === 'AbortError') {
    return { __proto__: null, error: failure(spawnError, kinds.aborted), cancelled: true };
  }
  if (timedOut) {
    return {
      __proto__: null, error: failure(`test timed out after ${settings.fileTimeout}ms`, kinds.timeout), cancelled: true,
    };
  }
  if (code === 0 && spawnError === undefined) return { __proto__: null };
  const error = failure('test failed', kinds.testCode);
  error.code = 'ERR_TEST_FAILURE';
  error.exitCode = code;
  error.signal = signal;
  error.stack = undefined;
  return { __proto__: null, error };
}

function runFilesInProcesses(run, files) {
  // A signal of the run ends with it; the options of this process are read once.
  if (run.random !== undefined) require('test/shuffle').shuffle(files, run.random);
  if (run.settings.watch) return require('test/watch').watchFiles(run, files);
  return new ProcessRunner(run, files).runAll();
}

module.exports = { ProcessRunner, runFilesInProcesses };
