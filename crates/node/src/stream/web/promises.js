'use strict';
// Promises as the web streams use them: as few as can be. Owner: stream. Nothing here reports an error; a rejection that
// nobody is meant to handle is marked as handled by whoever makes it.

const {
  ObjectSetPrototypeOf,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
} = primordials;

/** What each algorithm that answered at once shares. */
const kFulfilled = PromiseResolve();

function ignore() {}

/** No 'unhandledRejection' for this promise. */
function markHandled(promise) {
  PromisePrototypeThen(promise, undefined, ignore);
}

/** A rejected promise that may go unheard. */
function rejectedQuietly(reason) {
  const promise = PromiseReject(reason);
  markHandled(promise);
  return promise;
}

/** The promise of what an algorithm returned. Values that cannot be thenables cost nothing. */
function promiseOf(result) {
  if (result === undefined || result === null) return kFulfilled;
  return typeof result === 'object' || typeof result === 'function' ? PromiseResolve(result) : kFulfilled;
}

/** Runs `done` or `failed` in a microtask after the algorithm that returned `result` is done. */
function whenDone(result, done, failed) {
  PromisePrototypeThen(promiseOf(result), done, failed);
}

/** Runs a function in a microtask of its own, in this async context. */
function soon(callback) {
  PromisePrototypeThen(kFulfilled, callback);
}

let lastResolve;
let lastReject;

// Not a closure per promise: the executor runs before the constructor returns.
function takeResolvers(resolve, reject) {
  lastResolve = resolve;
  lastReject = reject;
}

/** A promise to settle later. */
class Deferred {
  constructor() {
    this.promise = new Promise(takeResolvers);
    this.resolve = lastResolve;
    this.reject = lastReject;
    // They would keep the promise, and what it is resolved with.
    lastResolve = lastReject = undefined;
  }
}

/** Cuts a class of ours off Object.prototype, where a program may have put setters. */
function withoutPrototype(...classes) {
  for (let i = 0; i < classes.length; i++) ObjectSetPrototypeOf(classes[i].prototype, null);
}
withoutPrototype(Deferred);

const kPending = 0;
const kResolved = 1;
const kRejected = 2;

/** A promise made when somebody first asks for it; a rejection of it is never unhandled. */
class LazyPromise {
  #state = kPending;
  #reason = undefined;
  #promise = undefined;
  #deferred = undefined;

  get promise() {
    if (this.#promise !== undefined) return this.#promise;
    if (this.#state === kResolved) {
      this.#promise = PromiseResolve();
    } else if (this.#state === kRejected) {
      this.#promise = rejectedQuietly(this.#reason);
    } else {
      this.#deferred = new Deferred();
      this.#promise = this.#deferred.promise;
    }
    return this.#promise;
  }

  get isPending() {
    return this.#state === kPending;
  }

  resolve() {
    if (this.#state !== kPending) return;
    this.#state = kResolved;
    this.#deferred?.resolve();
    this.#deferred = undefined;
  }

  reject(reason) {
    if (this.#state !== kPending) return;
    this.#state = kRejected;
    this.#reason = reason;
    if (this.#deferred === undefined) return;
    markHandled(this.#promise);
    this.#deferred.reject(reason);
    this.#deferred = undefined;
  }

  /** Rejects it if it is pending; otherwise stands for a new promise, rejected. */
  replaceByRejection(reason) {
    if (this.#state === kPending) {
      this.reject(reason);
      return;
    }
    this.#state = kRejected;
    this.#reason = reason;
    this.#promise = undefined;
  }

  /** Stands for a new pending promise if it was settled. */
  renew() {
    if (this.#state === kPending) return;
    this.#state = kPending;
    this.#reason = undefined;
    this.#promise = undefined;
  }

  static resolved() {
    const lazy = new LazyPromise();
    lazy.#state = kResolved;
    return lazy;
  }

  static rejected(reason) {
    const lazy = new LazyPromise();
    lazy.#state = kRejected;
    lazy.#reason = reason;
    return lazy;
  }
}

module.exports = {
  Deferred,
  LazyPromise,
  ignore,
  kFulfilled,
  markHandled,
  promiseOf,
  rejectedQuietly,
  soon,
  whenDone,
  withoutPrototype,
};
