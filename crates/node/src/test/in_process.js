'use strict';

// Running test files in this process (`isolation: 'none'`): all are loaded first, then what they declared runs.
//
// Owner: test. A file that declares nothing, or that cannot be loaded, counts as one test of its name.

const { Promise, PromiseResolve, SafePromiseAllReturnVoid } = primordials;

const { failure, kinds } = require('test/failure');
const { setProgramRun } = require('test/harness');
const { TestNode, storage } = require('test/node');

function addFileTest(run, file, error) {
  const { relative } = require('path');
  const { root } = run;
  const name = relative(run.settings.cwd, file);
  const node = new TestNode(run, root, 'test', { __proto__: null, name }, undefined, [1, 1, file]);
  if (error !== undefined) node.fail(error);
  root.add(node);
}

/** Loads the files one after the other and waits for the tests that they declare. */
async function runFilesHere(run, files) {
  const { pathToFileURL } = require('url');
  const { importModule } = require('module/esm');
  process.env.NODE_TEST_WORKER_ID = '1';
  setProgramRun(run);
  const { root } = run;
  run.preparing = undefined;
  let loaded;
  run.loading = new Promise((resolve) => { loaded = resolve; });
  for (let i = 0; i < files.length; i++) {
    const file = files[i];
    const before = root.children.length;
    run.currentFile = file;
    try {
      await storage.exit(() => importModule(pathToFileURL(file).href, undefined, { __proto__: null }));
      if (root.children.length === before) addFileTest(run, file);
    } catch (error) {
      addFileTest(run, file, failure(error, kinds.testCode));
    }
    for (let j = before; j < root.children.length; j++) root.children[j].entryFile = file;
  }
  run.currentFile = undefined;
  run.loading = undefined;
  // Tests that share a process are chosen by `only` without a flag too.
  if (root.hasOnlyBelow) {
    root.onlyMode = true;
    run.filters = true;
    run.settings.warnsOfOnly = false;
  }
  loaded();
  await PromiseResolve();
  await SafePromiseAllReturnVoid(root.children, (child) => {
    return child.ended || child.excluded === true ? undefined : child.whenEnded();
  });
  await root.waitForChildren();
}

module.exports = { runFilesHere };
