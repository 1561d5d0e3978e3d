'use strict';
// Cursor movements and clearing, written to a stream: `readline.cursorTo` and its kin. The texts alone are exported for
// who collects them first.

const { NumberIsNaN } = primordials;

const { CSI } = require('readline/sequences');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_CURSOR_POS } } = require('internal/errors');
const { validateFunction } = require('internal/validators');

function cursorToText(x, y) {
  return typeof y !== 'number' ? CSI`${x + 1}G` : CSI`${y + 1};${x + 1}H`;
}

function moveCursorText(dx, dy) {
  let text = '';
  if (dx < 0) text += CSI`${-dx}D`;
  else if (dx > 0) text += CSI`${dx}C`;
  if (dy < 0) text += CSI`${-dy}A`;
  else if (dy > 0) text += CSI`${dy}B`;
  return text;
}

function clearLineText(direction) {
  if (direction < 0) return CSI.kClearToLineBeginning;
  return direction > 0 ? CSI.kClearToLineEnd : CSI.kClearLine;
}

// Without a stream, or with nothing to write, the callback still comes, later.
function send(stream, text, callback) {
  if (stream === null || stream === undefined || text === '') {
    if (typeof callback === 'function') process.nextTick(callback, null);
    return true;
  }
  return stream.write(text, callback);
}

function cursorTo(stream, x, y, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  if (NumberIsNaN(x)) throw new ERR_INVALID_ARG_VALUE('x', x);
  if (NumberIsNaN(y)) throw new ERR_INVALID_ARG_VALUE('y', y);
  const none = stream === null || stream === undefined;
  if (none || (typeof x !== 'number' && typeof y !== 'number')) return send(null, '', callback);
  if (typeof x !== 'number') throw new ERR_INVALID_CURSOR_POS();
  return send(stream, cursorToText(x, y), callback);
}

function moveCursor(stream, dx, dy, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  return send(stream, moveCursorText(dx, dy), callback);
}

function clearLine(stream, direction, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  return send(stream, clearLineText(direction), callback);
}

function clearScreenDown(stream, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  return send(stream, CSI.kClearScreenDown, callback);
}

module.exports = {
  clearLine,
  clearLineText,
  clearScreenDown,
  cursorTo,
  cursorToText,
  moveCursor,
  moveCursorText,
};
