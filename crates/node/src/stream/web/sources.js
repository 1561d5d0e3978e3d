'use strict';
// The program's side of a stream: the object that it gave to a constructor, its methods read once and called with it as
// `this`. Owner: stream. A source or sink of our own has the same methods and needs no object of the program's.
//
// Each method returns what the program returned, or throws what it threw: undefined means "done", anything else may be a
// promise. kLater says that the end will be told to the controller by a call.

const { FunctionPrototypeCall } = primordials;

const { validateFunction } = require('internal/validators');
const { withoutPrototype } = require('stream/web/promises');

const kLater = { __proto__: null };

/** A method of `object`, undefined when it has none. */
function methodOf(object, key, name) {
  const method = object[key];
  if (method !== undefined) validateFunction(method, `${name}.${key}`);
  return method;
}

class UserSource {
  constructor(object, start, pull, cancel) {
    this.object = object;
    this.startMethod = start;
    this.pullMethod = pull;
    this.cancelMethod = cancel;
    // A stream without pull() asks for nothing.
    this.pulls = pull !== undefined;
  }

  start(control) {
    if (this.startMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.startMethod, this.object, control.shell);
  }

  pull(control) {
    return FunctionPrototypeCall(this.pullMethod, this.object, control.shell);
  }

  cancel(reason) {
    if (this.cancelMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.cancelMethod, this.object, reason);
  }
}

class UserSink {
  constructor(object, start, write, close, abort) {
    this.object = object;
    this.startMethod = start;
    this.writeMethod = write;
    this.closeMethod = close;
    this.abortMethod = abort;
  }

  start(control) {
    if (this.startMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.startMethod, this.object, control.shell);
  }

  write(chunk, control) {
    if (this.writeMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.writeMethod, this.object, chunk, control.shell);
  }

  close() {
    if (this.closeMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.closeMethod, this.object);
  }

  abort(reason) {
    if (this.abortMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.abortMethod, this.object, reason);
  }
}

withoutPrototype(UserSource, UserSink);

module.exports = { UserSink, UserSource, kLater, methodOf };
