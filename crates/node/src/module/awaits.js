'use strict';
// Where `await` stands outside functions in the files of a graph of modules, found without running anything. Loaded only
// for the error of --experimental-print-required-tla.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const { awaitsOutside } = require('repl/await');

// `file:line`, the line and a mark below the place.
function describe(filename, text, start) {
  const line = StringPrototypeSplit(StringPrototypeSlice(text, 0, start), '\n').length;
  const begin = StringPrototypeLastIndexOf(text, '\n', start - 1) + 1;
  const end = StringPrototypeIndexOf(text, '\n', start);
  const shown = StringPrototypeSlice(text, begin, end === -1 ? text.length : end);
  return `${filename}:${line}\n\n${shown}\n${StringPrototypeRepeat(' ', start - begin)}^`;
}

/** The places of top-level await in the job's module and in what it imports, as texts ready to print. */
function awaitsOfGraph(root) {
  const places = [];
  const seen = [root];
  for (let i = 0; i < seen.length; i++) {
    const { links, url } = seen[i];
    if (StringPrototypeStartsWith(url, 'file:')) {
      const filename = require('module/esm_source').fileNameOf(url);
      const text = require('fs').readFileSync(filename, 'utf8');
      const starts = awaitsOutside(text);
      for (let j = 0; j < starts.length; j++) ArrayPrototypePush(places, describe(filename, text, starts[j]));
    }
    for (let j = 0; j < links?.length; j++) {
      if (!ArrayPrototypeIncludes(seen, links[j])) ArrayPrototypePush(seen, links[j]);
    }
  }
  return places;
}

module.exports = { awaitsOfGraph };
