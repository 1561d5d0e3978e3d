'use strict';

// Coverage of generated files as coverage of the files that they were made of.
//
// Owner: test. A range goes to the original that its first character comes from; a piece that the map says nothing of, such
// as a helper that a compiler added, has no original and is left out.

const { ArrayPrototypePush, SafeMap } = primordials;

const { codes: { ERR_SOURCE_MAP_CORRUPT, ERR_SOURCE_MAP_MISSING_SOURCE } } = require('internal/errors');
const { indexAt } = require('test/coverage/lines');

/** The starts of a generated text's lines, by their lengths; breaks are one character. */
function generatedLines(lengths) {
  const lines = [];
  let start = 0;
  for (let i = 0; i < lengths.length; i++) {
    ArrayPrototypePush(lines, { __proto__: null, start, end: start + lengths[i] });
    start += lengths[i] + 1;
  }
  return lines;
}

function positionOf(lines, offset) {
  const line = indexAt(lines, offset);
  return line < 0 ? undefined : { __proto__: null, line, column: offset - lines[line].start };
}

const kNowhere = { __proto__: null, url: undefined, range: undefined };

class Originals {
  #isWanted;
  #lines;
  #linesOf;
  #map;
  #originals = new SafeMap();
  #script;

  /** `isWanted(url)` tells whether a file is reported, `linesOf(url)` gives its lines, undefined where it is not there. */
  constructor(script, { data, lineLengths }, isWanted, linesOf) {
    if (data === null || data === undefined) throw new ERR_SOURCE_MAP_CORRUPT(script.url);
    const { SourceMap } = require('module/source_map');
    this.#map = new SourceMap(data, { __proto__: null, lineLengths });
    this.#lines = generatedLines(lineLengths);
    this.#script = script;
    this.#isWanted = isWanted;
    this.#linesOf = linesOf;
    const { functions } = script;
    // The first function is the file: it holds every original whole, and blocks of any of them.
    this.#addFile(functions[0], data);
    for (let i = 1; i < functions.length; i++) this.#addFunction(functions[i]);
  }

  /** Calls `fn(functions, url)` for each original. */
  forEach(fn) {
    this.#originals.forEach(fn);
  }

  #originalLines(url) {
    if (!this.#isWanted(url)) return undefined;
    const lines = this.#linesOf(url);
    if (lines === undefined) throw new ERR_SOURCE_MAP_MISSING_SOURCE(url, this.#script.url);
    return lines;
  }

  #addFile({ isBlockCoverage, ranges }, data) {
    const maps = data.sections ?? [{ map: data }];
    for (let i = 0; i < maps.length; i++) {
      const { sources } = maps[i].map;
      for (let j = 0; j < sources.length; j++) {
        const lines = this.#originalLines(sources[j]);
        if (lines === undefined || lines.length === 0) continue;
        const whole = { startOffset: 0, endOffset: lines[lines.length - 1].end, count: ranges[0].count };
        this.#originals.set(sources[j], [{ functionName: '', isBlockCoverage, ranges: [whole] }]);
      }
    }
    for (let i = 1; i < ranges.length; i++) {
      const { range, url } = this.#find(ranges[i]);
      if (range !== undefined) ArrayPrototypePush(this.#originals.get(url)[0].ranges, range);
    }
  }

  // A function of a bundle stands in one file; what was put into it from elsewhere is not its.
  #addFunction({ functionName, isBlockCoverage, ranges }) {
    let target;
    const mapped = [];
    for (let i = 0; i < ranges.length; i++) {
      const { range, url } = this.#find(ranges[i]);
      if (range === undefined) continue;
      target ??= url;
      if (url === target) ArrayPrototypePush(mapped, range);
    }
    if (target !== undefined) ArrayPrototypePush(this.#originals.get(target), { functionName, isBlockCoverage, ranges: mapped });
  }

  // The range of an original that a range comes from; none where the map tells of none, or the file is not wanted.
  #find({ startOffset, endOffset, count }) {
    const from = positionOf(this.#lines, startOffset);
    const to = positionOf(this.#lines, endOffset);
    if (from === undefined || to === undefined) return kNowhere;
    const first = this.#map.findEntry(from.line, from.column);
    const last = this.#map.findEntry(to.line, to.column);
    const url = first.originalSource;
    if (url === undefined || last.originalSource !== url || !this.#originals.has(url)) return kNowhere;
    const lines = this.#originalLines(url);
    const start = offsetIn(lines, first, from);
    const end = offsetIn(lines, last, to);
    if (start === undefined || end === undefined || end < start) return kNowhere;
    return { __proto__: null, url, range: { startOffset: start, endOffset: end, count } };
  }
}

// An entry tells where a piece begins; inside it, originals are taken to go on as the generated text does.
function offsetIn(original, entry, position) {
  const line = original[entry.originalLine];
  if (line === undefined) return undefined;
  const further = entry.generatedLine === position.line ? position.column - entry.generatedColumn : 0;
  const offset = line.start + entry.originalColumn + (further > 0 ? further : 0);
  return offset > line.end ? line.end : offset;
}

module.exports = { Originals };
