'use strict';

// Which files a run executes: those that patterns match, in order, or the share of them that a shard takes.
//
// Owner: test.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypeSort,
} = primordials;

const { getOptionValue } = require('internal/options');

const kScripts = ['js', 'mjs', 'cjs'];
const kTypeScripts = ['ts', 'mts', 'cts'];

/** The pattern of files that are tests by their name or their folder's. */
function defaultPattern() {
  const withTypes = getOptionValue('--strip-types') !== false;
  const extensions = ArrayPrototypeJoin(withTypes ? [...kScripts, ...kTypeScripts] : kScripts, ',');
  return `**/{test,test/**/*,test-*,*[._-]test}.{${extensions}}`;
}

/** The absolute paths of the files to run; a pattern that matches nothing while no other does either is an error. */
function findFiles(patterns, cwd) {
  const hasPatterns = patterns !== undefined && patterns.length > 0;
  const wanted = hasPatterns ? patterns : [defaultPattern()];
  const { relative, resolve } = require('path');
  const options = {
    __proto__: null,
    cwd,
    withFileTypes: false,
    exclude: hasPatterns ? undefined : (name) => name === 'node_modules',
  };
  const found = require('fs').globSync(wanted, options);
  const files = ArrayPrototypeFilter(ArrayPrototypeMap(found, (file) => resolve(cwd, file)), isFile);
  if (hasPatterns && files.length === 0) {
    process.stderr.write(`Could not find '${ArrayPrototypeJoin(ArrayPrototypeMap(wanted, (p) => p), ', ')}'\n`);
    process.exit(1);
  }
  return ArrayPrototypeSort(files, (a, b) => {
    const left = relative(cwd, a);
    const right = relative(cwd, b);
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

function isFile(path) {
  return require('fs').statSync(path, { __proto__: null, throwIfNoEntry: false })?.isFile() === true;
}

/** Every `total`-th file from the `index`-th on. */
function takeShard(files, { index, total }) {
  return ArrayPrototypeFilter(files, (_, at) => at % total === index - 1);
}

module.exports = { defaultPattern, findFiles, takeShard };
