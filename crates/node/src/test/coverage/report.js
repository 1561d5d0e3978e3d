'use strict';

// The table of coverage that the reporters `tap`, `spec` and `dot` write: files in their folders, percentages, and the
// lines that nothing ran.
//
// Owner: test. On a terminal it is no wider than the terminal: names give way from their beginning, lines from their end.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  MathFloor,
  MathMax,
  MathMin,
  NumberPrototypeToFixed,
  SafeMap,
  StringPrototypePadEnd,
  StringPrototypePadStart,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const path = require('path');

const kColumns = ['line %', 'branch %', 'funcs %'];
const kPercentages = ['coveredLinePercent', 'coveredBranchPercent', 'coveredFunctionPercent'];
const kTotals = 'all files';
const kLines = 'uncovered lines';
const kCut = '\u2026';

/** Lines that were not run, as ranges. */
function uncovered(lines) {
  const parts = [];
  let from;
  let last;
  const close = () => {
    if (from !== undefined) ArrayPrototypePush(parts, from === last ? `${from}` : `${from}-${last}`);
  };
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].count !== 0) continue;
    const { line } = lines[i];
    if (line !== last + 1) {
      close();
      from = line;
    }
    last = line;
  }
  close();
  return ArrayPrototypeJoin(parts, ' ');
}

function makeFolder() {
  return { __proto__: null, folders: new SafeMap(), file: undefined };
}

// Folders and files by name, in the order in which the files came.
function treeOf({ files, workingDirectory }) {
  const root = makeFolder();
  let depth = 0;
  let longest = 0;
  for (let i = 0; i < files.length; i++) {
    const parts = StringPrototypeSplit(path.relative(workingDirectory, files[i].path), path.sep);
    depth = MathMax(depth, parts.length - 1);
    let at = root;
    for (let j = 0; j < parts.length; j++) {
      longest = MathMax(longest, parts[j].length);
      if (!at.folders.has(parts[j])) at.folders.set(parts[j], makeFolder());
      at = at.folders.get(parts[j]);
    }
    at.file = files[i];
  }
  return { __proto__: null, root, depth, longest };
}

function colorOf(percent, colors) {
  return percent > 90 ? colors.green : percent > 50 ? colors.yellow : colors.red;
}

class Table {
  #colors;
  #linesWidth;
  #nameWidth;
  #prefix;
  #rows = [];
  #symbolColor;
  #width;

  constructor(prefix, summary, colors) {
    this.#prefix = prefix;
    this.#colors = colors;
    this.#symbolColor = colors.blue;
    const tree = treeOf(summary);
    this.#measure(summary, tree);
    this.#write(summary, tree);
  }

  #measure({ files }, { depth, longest }) {
    const color = this.#colors.red === '' ? 0 : 2;
    this.#nameWidth = MathMax(depth + longest + color, kTotals.length);
    this.#linesWidth = kLines.length;
    for (let i = 0; i < files.length; i++) this.#linesWidth = MathMax(this.#linesWidth, uncovered(files[i].lines).length);
    let columns = 4;
    for (let i = 0; i < kColumns.length; i++) columns += kColumns[i].length + 3;
    this.#width = this.#nameWidth + columns + this.#linesWidth;
    const room = (process.stdout.columns || Infinity) - this.#prefix.length;
    if (this.#width <= room) return;
    this.#nameWidth = MathMin(this.#nameWidth, MathFloor(room / 2));
    this.#linesWidth = MathMax(room - this.#nameWidth - columns, 1);
    this.#width = room;
  }

  #row(nesting, name, cells, lines, nameColor, cellColors) {
    const blue = this.#symbolColor;
    const width = this.#nameWidth - nesting;
    const shown = name.length > width ? `${kCut}${StringPrototypeSlice(name, name.length - width + 1)}` :
      StringPrototypePadEnd(name, width);
    let text = `${this.#prefix}${StringPrototypeRepeat(' ', nesting)}`;
    text += nameColor === '' ? shown : `${nameColor}${shown}${blue}`;
    for (let i = 0; i < kColumns.length; i++) {
      text += ` | ${cellColors[i]}${StringPrototypePadStart(cells[i], kColumns[i].length)}${blue}`;
    }
    const cut = lines.length > this.#linesWidth ? `${StringPrototypeSlice(lines, 0, this.#linesWidth - 1)}${kCut}` : lines;
    ArrayPrototypePush(this.#rows, `${text} | ${cut}\n`);
  }

  #line(text) {
    ArrayPrototypePush(this.#rows, `${this.#prefix}${text}\n`);
  }

  #percentRow(nesting, name, counts, lines, colorsName) {
    const cells = [];
    const cellColors = [];
    for (let i = 0; i < kPercentages.length; i++) {
      const percent = counts[kPercentages[i]];
      ArrayPrototypePush(cells, NumberPrototypeToFixed(percent, 2));
      ArrayPrototypePush(cellColors, colorOf(percent, this.#colors));
    }
    this.#row(nesting, name, cells, lines, colorsName ? cellColors[0] : '', cellColors);
  }

  #folder(folder, nesting) {
    const { red } = this.#colors;
    folder.folders.forEach((below, name) => {
      if (below.file !== undefined) this.#percentRow(nesting, name, below.file, uncovered(below.file.lines), true);
      else this.#row(nesting, name, ['', '', ''], '', '', [red, red, red]);
      this.#folder(below, nesting + 1);
    });
  }

  #write({ totals }, { root }) {
    const { red } = this.#colors;
    const ruler = StringPrototypeRepeat('-', this.#width);
    this.#line('start of coverage report');
    this.#line(ruler);
    this.#row(0, 'file', kColumns, kLines, '', [red, red, red]);
    this.#line(ruler);
    this.#folder(root, 0);
    this.#line(ruler);
    this.#percentRow(0, kTotals, totals, '', false);
    this.#line(ruler);
    this.#line('end of coverage report');
  }

  toString() {
    return `${this.#symbolColor}${ArrayPrototypeJoin(this.#rows, '')}${this.#colors.white}`;
  }
}

/** The report as text; every line begins with `prefix`. */
function coverageReport(prefix, summary, colors) {
  return new Table(prefix, summary, colors).toString();
}

module.exports = { coverageReport };
