'use strict';
// Signals as events of `process`: the first listener of a signal starts a
// native watcher, removing the last one stops it and gives the signal its
// default effect back. A watcher never keeps the process alive.

const { SafeMap, StringPrototypeStartsWith } = primordials;

const ops = binding('process');
const { ErrnoException } = require('internal/errors');

const watchers = new SafeMap();

function signalNumber(type) {
  if (typeof type !== 'string' || !StringPrototypeStartsWith(type, 'SIG')) {
    return undefined;
  }
  return require('os').constants.signals[type];
}

function startListening(type) {
  const number = signalNumber(type);
  if (number === undefined || watchers.has(type)) return;
  const watcher = ops.startSignal(number, () => process.emit(type, type, number));
  if (watcher < 0) {
    throw new ErrnoException(watcher, 'uv_signal_start');
  }
  watchers.set(type, watcher);
}

function stopListening(type) {
  const watcher = watchers.get(type);
  if (watcher === undefined || process.listenerCount(type) !== 0) return;
  watchers.delete(type);
  ops.stopSignal(watcher);
}

function watchListeners() {
  process.on('newListener', startListening);
  process.on('removeListener', stopListening);
}

module.exports = { watchListeners };
