'use strict';

// Watch mode of runs: files of tests run again when they change, or something that they loaded does.
//
// Owner: test. Each round of files is told with its own totals, then 'test:watch:drained'. Every file has a process of its
// own, whatever the isolation, since what a process has loaded it does not load again.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeForEach,
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ArrayPrototypeSort,
  Promise,
  SafeSet,
} = primordials;

const fs = require('fs');
const path = require('path');
const { FilesWatcher } = require('internal/watch/files_watcher');
const { findFiles } = require('test/files');

class WatchedRun {
  #files;
  #isFixed;
  #next = new SafeSet();
  #runner;
  #run;
  #settings;
  #stopped = false;
  #wake;
  #watcher;

  constructor(run, files) {
    this.#run = run;
    this.#files = files;
    this.#settings = run.ownSettings;
    const { files: given, globPatterns, signal } = this.#settings;
    // Named files stay the same; those that a pattern finds come and go.
    this.#isFixed = given?.length > 0 || (globPatterns?.length > 0 && allExist(globPatterns, this.#settings.cwd));
    this.#watcher = new FilesWatcher({ __proto__: null, renames: !this.#isFixed });
    this.#watcher.on('changed', (change) => this.#onChange(change));
    if (!this.#isFixed) this.#watcher.watchPath(this.#settings.cwd, false);
    ArrayPrototypeForEach(files, (file) => this.#watch(file));
    if (signal !== undefined) {
      require('events/add_abort_listener').addAbortListener(signal, () => this.stop());
    }
    run.watching = this;
  }

  #watch(file) {
    this.#watcher.filterFile(file, file);
    if (!this.#isFixed) this.#watcher.watchPath(path.dirname(file), false);
  }

  #onChange({ owners }) {
    const wanted = new SafeSet();
    if (!this.#isFixed) {
      const before = this.#files;
      this.#files = findFiles(undefined, this.#settings.cwd);
      ArrayPrototypeForEach(this.#files, (file) => {
        if (ArrayPrototypeIncludes(before, file)) return;
        this.#watch(file);
        wanted.add(file);
      });
    }
    owners.forEach((file) => {
      if (ArrayPrototypeIncludes(this.#files, file) && (this.#isFixed || fs.existsSync(file))) wanted.add(file);
    });
    if (wanted.size === 0) return;
    this.#watcher.unfilterFilesOwnedBy(wanted);
    wanted.forEach((file) => {
      this.#watch(file);
      this.#next.add(file);
    });
    this.#runner?.end(wanted);
    this.#wake?.();
  }

  /** No further round begins, and what runs is ended. */
  stop() {
    this.#stopped = true;
    this.#watcher.clear();
    this.#runner?.end();
    this.#wake?.();
  }

  /** Runs rounds until somebody stops it. */
  async runAll() {
    const { ProcessRunner } = require('test/processes');
    let files = this.#files;
    for (;;) {
      if (this.#stopped) return;
      this.#runner = new ProcessRunner(this.#run, files, this.#watcher);
      await this.#runner.runAll();
      this.#runner = undefined;
      this.#run.endRound();
      if (this.#next.size === 0 && !this.#stopped) {
        await new Promise((resolve) => { this.#wake = resolve; });
        this.#wake = undefined;
      }
      if (this.#stopped) return;
      files = [];
      this.#next.forEach((file) => ArrayPrototypePush(files, file));
      this.#next.clear();
      ArrayPrototypeSort(files);
      this.#run.beginRound();
    }
  }
}

function allExist(names, cwd) {
  const found = ArrayPrototypeFilter(names, (name) => fs.existsSync(path.resolve(cwd, name)));
  return found.length === names.length;
}

function watchFiles(run, files) {
  return new WatchedRun(run, files).runAll();
}

module.exports = { watchFiles };
