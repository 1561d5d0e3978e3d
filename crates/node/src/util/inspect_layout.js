'use strict';
// How `util.inspect` arranges finished entries: on one line, in columns, or one per line. Part of `util/inspect`.

const {
  ArrayPrototypePush,
  MathFloor,
  MathMax,
  MathMin,
  MathRound,
  MathSqrt,
  StringPrototypeIncludes,
  StringPrototypePadEnd,
  StringPrototypePadStart,
  StringPrototypeRepeat,
} = primordials;

// Joins into a rope: a flat copy at each level would make deep values quadratic.
const { join, removeColors } = require('internal/util');
const { getStringWidth } = require('util/inspect_text');

// What kind of value the entries belong to: only entries of lists are put into columns.
const kObject = 0;
const kList = 1;
const kListExtras = 2;

// Fewer entries than this stay one per line or on one line.
const kFewestForColumns = 7;
const kMostColumns = 15;
const kSeparator = 2;

/** The number of columns that makes the block about 2.5 times as wide as high, in characters. */
function chooseColumns(ctx, count, total, longest, outputLength) {
  const cell = longest + kSeparator;
  // Worth it only when three entries fit on a line and the entries are small or alike.
  if (cell * 3 + ctx.indentationLvl >= ctx.breakLength || (total / cell <= 5 && longest > 6)) return 1;
  const bias = MathSqrt(cell - total / outputLength);
  const biasedCell = MathMax(cell - 3 - bias, 1);
  return MathMin(
    MathRound(MathSqrt(2.5 * biasedCell * count) / biasedCell),
    MathFloor((ctx.breakLength - ctx.indentationLvl) / cell),
    ctx.compact * 4,
    kMostColumns,
  );
}

/** Puts the entries of a long list into aligned columns; numbers to the right, everything else to the left. */
function arrangeInColumns(ctx, output, value) {
  // The last entry may be "... n more items", which stands alone.
  const count = ctx.maxArrayLength < output.length ? output.length - 1 : output.length;
  const widths = [];
  let total = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const width = getStringWidth(output[i], ctx.colors);
    ArrayPrototypePush(widths, width);
    total += width + kSeparator;
    if (width > longest) longest = width;
  }
  const columns = chooseColumns(ctx, count, total, longest, output.length);
  if (columns <= 1) return output;

  const columnWidths = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < count; i += columns) {
      if (widths[i] > width) width = widths[i];
    }
    ArrayPrototypePush(columnWidths, width + kSeparator);
  }

  let alignRight = false;
  if (value !== undefined) {
    alignRight = true;
    for (let i = 0; i < output.length; i++) {
      const type = typeof value[i];
      if (type !== 'number' && type !== 'bigint') {
        alignRight = false;
        break;
      }
    }
  }

  const rows = [];
  for (let start = 0; start < count; start += columns) {
    const end = MathMin(start + columns, count);
    let row = '';
    for (let i = start; i < end; i++) {
      // Colors and wide characters make a string longer or shorter than what it takes on screen.
      const target = columnWidths[i - start] + output[i].length - widths[i];
      if (i < end - 1) {
        row += alignRight ? StringPrototypePadStart(`${output[i]}, `, target) :
          StringPrototypePadEnd(`${output[i]}, `, target);
      } else {
        row += alignRight ? StringPrototypePadStart(output[i], target - kSeparator) : output[i];
      }
    }
    ArrayPrototypePush(rows, row);
  }
  if (count < output.length) ArrayPrototypePush(rows, output[count]);
  return rows;
}

function fitsOnLine(ctx, output, start, base) {
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (let i = 0; i < output.length; i++) {
    total += ctx.colors ? removeColors(output[i]).length : output[i].length;
    // Without a limit on the length, line breaks inside an entry are what separates entries.
    if (total > ctx.breakLength || (ctx.breakLength === Infinity && StringPrototypeIncludes(output[i], '\n'))) {
      return false;
    }
  }
  return base === '' || !StringPrototypeIncludes(base, '\n');
}

/** Joins the entries between the braces. `compact` decides how: a number keeps that many inner levels on a line,
 * true fills lines, false breaks after every entry. */
function layOut(ctx, output, base, open, close, kind, recurseTimes, value) {
  if (ctx.compact === true) {
    if (fitsOnLine(ctx, output, 0, base)) {
      return `${open}${base ? ` ${base}` : ''} ${join(output, ', ')} ${close}`;
    }
    const indentation = `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`;
    // A lone brace and its first entry share a line, since entries then line up behind it.
    const first = base === '' && open.length === 1 ? ' ' : `${base ? ` ${base}` : ''}${indentation}  `;
    return `${open}${first}${join(output, `,${indentation}  `)} ${close}`;
  }

  const prefix = base === '' ? '' : `${base} `;
  if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
    const entries = output.length;
    if (kind === kListExtras && entries >= kFewestForColumns) output = arrangeInColumns(ctx, output, value);
    // Values with at most `compact` levels inside go on one line; what is in columns already does not.
    if (ctx.currentDepth - recurseTimes < ctx.compact && entries === output.length) {
      const start = output.length + ctx.indentationLvl + open.length + base.length + 10;
      if (fitsOnLine(ctx, output, start, base)) {
        const joined = join(output, ', ');
        if (!StringPrototypeIncludes(joined, '\n')) return `${prefix}${open} ${joined} ${close}`;
      }
    }
  }
  const indentation = `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`;
  return `${prefix}${open}${indentation}  ${join(output, `,${indentation}  `)}${indentation}${close}`;
}

module.exports = {
  kList,
  kListExtras,
  kObject,
  layOut,
};
