'use strict';

// `console.table`: reads rows and columns out of a value and draws them.
//
// Owner: console, which loads this with the first table. It returns text; writing is the console's business.

const {
  ArrayIsArray,
  ArrayPrototypeForEach,
  ArrayPrototypeJoin,
  MapPrototypeForEach,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  SetPrototypeForEach,
  StringPrototypeRepeat,
} = primordials;

const { previewEntries } = binding('util');
const { getStringWidth, inspect } = require('util/inspect');
const { isMap, isMapIterator, isSet, isSetIterator } = require('util/types');

const kIterationHead = '(iteration index)';
const kIndexHead = '(index)';
const kKeyHead = 'Key';
const kValuesHead = 'Values';

const kVertical = '\u2502';
const kHorizontal = '\u2500';
// Left end, crossing and right end of the lines above, below the heads and at the bottom.
const kTop = ['\u250c', '\u252c', '\u2510'];
const kMiddle = ['\u251c', '\u253c', '\u2524'];
const kBottom = ['\u2514', '\u2534', '\u2518'];

function drawRow(cells, widths) {
  let row = kVertical;
  for (let i = 0; i < cells.length; i++) {
    row += ` ${cells[i]}${StringPrototypeRepeat(' ', widths[i] - getStringWidth(cells[i]))} ${kVertical}`;
  }
  return row;
}

function drawLine(widths, { 0: left, 1: crossing, 2: right }) {
  let line = left;
  for (let i = 0; i < widths.length; i++) {
    line += StringPrototypeRepeat(kHorizontal, widths[i] + 2) + (i === widths.length - 1 ? right : crossing);
  }
  return line;
}

/** Draws a table of texts. `columns` are lists, in which rows may be missing. */
function draw(heads, columns) {
  const widths = [];
  let height = 0;
  for (let i = 0; i < heads.length; i++) {
    const column = columns[i];
    let width = getStringWidth(heads[i]);
    for (let j = 0; j < column.length; j++) {
      const cell = column[j] === undefined ? 0 : getStringWidth(column[j]);
      if (cell > width) width = cell;
    }
    widths[i] = width;
    if (column.length > height) height = column.length;
  }

  const lines = [drawLine(widths, kTop), drawRow(heads, widths), drawLine(widths, kMiddle)];
  for (let j = 0; j < height; j++) {
    const cells = [];
    for (let i = 0; i < columns.length; i++) cells[i] = columns[i][j] ?? '';
    lines[lines.length] = drawRow(cells, widths);
  }
  lines[lines.length] = drawLine(widths, kBottom);
  return ArrayPrototypeJoin(lines, '\n');
}

function indexes(count) {
  const list = [];
  for (let i = 0; i < count; i++) list[i] = `${i}`;
  return list;
}

// Here the index is a value like the others, in the colour of numbers.
function drawKeyed(keys, values, show) {
  const numbers = [];
  for (let i = 0; i < keys.length; i++) numbers[i] = show(i);
  return draw([kIterationHead, kKeyHead, kValuesHead], [numbers, keys, values]);
}

function drawValues(values) {
  return draw([kIterationHead, kValuesHead], [indexes(values.length), values]);
}

function tableOfMap(map, show) {
  const keys = [];
  const values = [];
  MapPrototypeForEach(map, (value, key) => {
    keys[keys.length] = show(key);
    values[values.length] = show(value);
  });
  return drawKeyed(keys, values, show);
}

function tableOfMapIterator(iterator, show) {
  // The iterator is left where it stands.
  const { 0: entries, 1: isKeyValue } = previewEntries(iterator, true);
  const keys = [];
  const values = [];
  if (!isKeyValue) {
    for (let i = 0; i < entries.length; i++) values[i] = show(entries[i]);
    return drawValues(values);
  }
  for (let i = 0; i < entries.length; i += 2) {
    keys[keys.length] = show(entries[i]);
    values[values.length] = show(entries[i + 1]);
  }
  return drawKeyed(keys, values, show);
}

function tableOfSet(set, show) {
  const values = [];
  SetPrototypeForEach(set, (value) => {
    values[values.length] = show(value);
  });
  return drawValues(values);
}

function tableOfSetIterator(iterator, show) {
  const { 0: entries } = previewEntries(iterator, true);
  const values = [];
  for (let i = 0; i < entries.length; i++) values[i] = show(entries[i]);
  return drawValues(values);
}

function isPrimitive(value) {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

function tableOfRows(rows, properties, show) {
  // An object without prototype, for its order: column names that are numbers come first.
  const columns = { __proto__: null };
  const values = [];
  let hasValues = false;
  const rowKeys = ObjectKeys(rows);
  for (let i = 0; i < rowKeys.length; i++) {
    const row = rows[rowKeys[i]];
    const primitive = isPrimitive(row);
    if (primitive && properties === undefined) {
      hasValues = true;
      values[i] = show(row);
      continue;
    }
    const names = properties ?? ObjectKeys(row);
    for (let j = 0; j < names.length; j++) {
      const name = names[j];
      columns[name] ??= [];
      columns[name][i] = primitive || !ObjectPrototypeHasOwnProperty(row, name) ? '' : show(row[name]);
    }
  }

  const heads = [kIndexHead];
  const lists = [rowKeys];
  ArrayPrototypeForEach(ObjectKeys(columns), (name) => {
    heads[heads.length] = name;
    lists[lists.length] = columns[name];
  });
  if (hasValues) {
    heads[heads.length] = kValuesHead;
    lists[lists.length] = values;
  }
  return draw(heads, lists);
}

/** The table of an object or function, as text. `inspectOptions` are those of the stream that it is for. */
function tableOf(data, properties, inspectOptions) {
  function show(value) {
    // Of larger objects only the kind is shown.
    const large = value !== null && typeof value === 'object' && !ArrayIsArray(value) && ObjectKeys(value).length > 2;
    return inspect(value, {
      __proto__: null,
      ...inspectOptions,
      maxArrayLength: 3,
      breakLength: Infinity,
      depth: large ? -1 : 0,
    });
  }

  if (isMap(data)) return tableOfMap(data, show);
  if (isMapIterator(data)) return tableOfMapIterator(data, show);
  if (isSet(data)) return tableOfSet(data, show);
  if (isSetIterator(data)) return tableOfSetIterator(data, show);
  return tableOfRows(data, properties, show);
}

module.exports = { tableOf };
