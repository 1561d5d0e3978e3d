'use strict';
// The part of the program that a REPL's code makes up: whatever runs on account of it, now or later, belongs to its
// scope, by the async context; what is thrown there goes to the REPL and not to the process. `_domain` of a REPL is its
// scope: an emitter of 'error'.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;

const EventEmitter = require('events');
const { codes: { ERR_INVALID_REPL_INPUT } } = require('internal/errors');
const { setScopeHandler } = require('process/execution');

let storage;
// Scopes that listeners of 'uncaughtException' are kept out of.
let guardedScopes = 0;

function takeUncaught(error) {
  const scope = storage.getStore();
  if (scope === undefined || scope.listenerCount('error') === 0) return false;
  scope.emit('error', error);
  return true;
}

function onNewListener(event) {
  if (event !== 'uncaughtException') return;
  const scope = storage.getStore();
  if (scope === undefined || !scope.guarded) return;
  throw new ERR_INVALID_REPL_INPUT('Listeners for `uncaughtException` cannot be used in the REPL');
}

function Scope() {
  ReflectApply(EventEmitter, this, []);
  this.guarded = false;
  if (storage === undefined) {
    const { AsyncLocalStorage } = require('async_hooks/local_storage');
    storage = new AsyncLocalStorage();
    setScopeHandler(takeUncaught);
  }
}
ObjectSetPrototypeOf(Scope.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Scope, EventEmitter);

/** Calls `fn` as part of the scope. */
Scope.prototype.run = function(fn) {
  return storage.run(this, fn);
};

/** Keeps the scope's code from listening to 'uncaughtException': its errors never get there. */
Scope.prototype.guard = function() {
  this.guarded = true;
  if (guardedScopes++ === 0) process.prependListener('newListener', onNewListener);
};

Scope.prototype.unguard = function() {
  if (!this.guarded) return;
  this.guarded = false;
  if (--guardedScopes === 0) process.removeListener('newListener', onNewListener);
};

module.exports = { Scope };
