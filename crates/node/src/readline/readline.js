'use strict';
// node:readline: the interface with callbacks, cursor functions and key events.

const {
  FunctionPrototypeCall,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  PromiseReject,
  ReflectConstruct,
  StringPrototypeSlice,
} = primordials;

const { AbortError } = require('internal/errors');
const { kEmptyObject, promisify } = require('internal/util');
const { validateAbortSignal } = require('internal/validators');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('readline/cursor');
const { emitKeypressEvents } = require('readline/keypress');
const { InterfaceConstructor } = require('readline/interface');
const { reportFailure } = require('readline/completion');

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  if (input?.input !== undefined && typeof input.completer === 'function' && input.completer.length !== 2) {
    const { completer } = input;
    input = { ...input, completer: (line, callback) => callback(null, completer(line)) };
  } else if (typeof completer === 'function' && completer.length !== 2) {
    const complete = completer;
    completer = (line, callback) => callback(null, complete(line));
  }
  FunctionPrototypeCall(InterfaceConstructor, this, input, output, completer, terminal);
}
ObjectSetPrototypeOf(Interface.prototype, InterfaceConstructor.prototype);
ObjectSetPrototypeOf(Interface, InterfaceConstructor);

Interface.prototype.question = function(query, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  } else {
    options ??= kEmptyObject;
  }
  if (options.signal) {
    const { signal } = options;
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const onAbort = () => this._cancelQuestion();
    const { kResistStopPropagation } = require('events/event_target');
    signal.addEventListener('abort', onAbort, { __proto__: null, once: true, [kResistStopPropagation]: true });
    const answered = callback;
    callback = typeof answered !== 'function' ? () => signal.removeEventListener('abort', onAbort) : (answer) => {
      signal.removeEventListener('abort', onAbort);
      return answered(answer);
    };
  }
  if (typeof callback === 'function') this._ask(query, callback);
};

ObjectDefineProperty(Interface.prototype.question, promisify.custom, {
  __proto__: null,
  value: function question(query, options) {
    options ??= kEmptyObject;
    if (options.signal?.aborted) {
      return PromiseReject(new AbortError(undefined, { cause: options.signal.reason }));
    }
    return new Promise((resolve, reject) => {
      let answer = resolve;
      if (options.signal) {
        const onAbort = () => reject(new AbortError(undefined, { cause: options.signal.reason }));
        const { kResistStopPropagation } = require('events/event_target');
        options.signal.addEventListener('abort', onAbort, {
          __proto__: null, once: true, [kResistStopPropagation]: true,
        });
        answer = (text) => {
          options.signal.removeEventListener('abort', onAbort);
          resolve(text);
        };
      }
      this.question(query, options, answer);
    });
  },
});

// Completers here answer by callback.
Interface.prototype._tabComplete = function(lastKeyWasTab) {
  this.pause();
  this.completer(StringPrototypeSlice(this.line, 0, this.cursor), (error, result) => {
    if (!this.closed) this.resume();
    if (error) reportFailure(this, error);
    else this._showCompletions(lastKeyWasTab, result);
  });
};

function createInterface(input, output, completer, terminal) {
  return ReflectConstruct(Interface, [input, output, completer, terminal]);
}

module.exports = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  get promises() {
    return require('readline/promises');
  },
};
