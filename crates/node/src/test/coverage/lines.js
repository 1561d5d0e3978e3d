'use strict';

// A source text as lines, with the comments that leave lines out of the count, and the lines that a range of V8's touches.
//
// Owner: test. Offsets are UTF-16 units from the beginning of the text; an end is exclusive and does not hold the line's
// break.

const {
  ArrayPrototypePush,
  Number,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

const kIgnoreNext = /\/\* node:coverage ignore next (\d+ )?\*\//;
const kSwitch = /\/\* node:coverage (enable|disable) \*\//;

/** The lines of a text: `{ line, start, end, ignored, count }`. */
function linesOf(text) {
  const lines = [];
  let disabled = false;
  let ignoreNext = 0;
  let start = 0;
  while (start < text.length) {
    let next = StringPrototypeIndexOf(text, '\n', start) + 1;
    let end = next - 1;
    if (next === 0) next = end = text.length;
    else if (end > start && text[end - 1] === '\r') end--;
    const line = {
      __proto__: null, line: lines.length + 1, start, end, ignored: false, count: start === end ? 1 : 0,
    };
    ArrayPrototypePush(lines, line);
    if (disabled) {
      line.ignored = true;
    } else if (ignoreNext > 0) {
      line.ignored = true;
      ignoreNext--;
    }
    const content = StringPrototypeSlice(text, start, end);
    if (StringPrototypeIndexOf(content, 'node:coverage') !== -1) {
      const ignore = RegExpPrototypeExec(kIgnoreNext, content);
      if (ignore !== null) ignoreNext = ignore[1] === undefined ? 1 : Number(ignore[1]);
      const status = RegExpPrototypeExec(kSwitch, content);
      if (status !== null) {
        disabled = status[1] === 'disable';
        line.ignored = true;
      }
    }
    start = next;
  }
  return lines;
}

/** The index of the line that an offset stands in, its break included. */
function indexAt(lines, offset) {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lines[middle].start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Writes a range's count into the lines that it covers whole; answers with the first line that it touches, if any, and
 * whether all of them are left out. */
function applyRange(lines, { startOffset, endOffset, count }) {
  let at = indexAt(lines, startOffset);
  // Inside a break of two characters nothing is touched.
  if (at < 0 || startOffset > lines[at].end) return { __proto__: null, first: undefined, ignored: true };
  const first = startOffset < endOffset ? lines[at].line : undefined;
  let ignored = true;
  for (; at < lines.length && lines[at].start < endOffset; at++) {
    const line = lines[at];
    if (startOffset <= line.start && endOffset >= line.end) line.count = count;
    if (!line.ignored) ignored = false;
  }
  return { __proto__: null, first, ignored };
}

module.exports = { applyRange, indexAt, linesOf };
