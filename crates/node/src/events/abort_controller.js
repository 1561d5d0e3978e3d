'use strict';
// AbortController and AbortSignal.
//
// A signal that can still abort by itself (a timeout, or one that follows
// others) has to live as long as somebody listens to it, and no longer: such
// signals are held strongly while they have listeners and weakly otherwise.

const {
  ArrayPrototypePush,
  ObjectDefineProperties,
  Promise,
  SafeFinalizationRegistry,
  SafeSet,
  SafeWeakRef,
  Symbol,
  SymbolIterator,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects,
  validateObject,
  validateUint32,
} = require('internal/validators');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const {
  Event,
  EventTarget,
  defineEventHandler,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
} = require('events/event_target');

const { kMaxEventTargetListeners } = require('events');

const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');
const kTimeout = Symbol('kTimeout');
const kComposite = Symbol('kComposite');
// Of a composite: weak references to the signals it follows.
const kSources = Symbol('kSourceSignals');
// Of a source: weak references to the composites that follow it.
const kDependants = Symbol('kDependantSignals');
// Of a composite: sources that only a timer refers to.
const kKept = Symbol('kKept');
const kAllowConstruction = Symbol('kDontThrowSymbol');

const heldByListeners = new SafeSet();

const clearTimer = new SafeFinalizationRegistry((timer) => {
  require('timers/list').clear(timer);
});
// A composite that is gone needs no place among its sources' dependants.
const dropDependant = new SafeFinalizationRegistry(({ sources, ref }) => {
  for (let i = 0; i < sources.length; i++) {
    sources[i].deref()?.[kDependants]?.delete(ref);
  }
});
const dropSource = new SafeFinalizationRegistry(({ composite, ref }) => {
  const signal = composite.deref();
  if (signal === undefined) return;
  signal[kSources].delete(ref);
  // Nothing is left that could abort it: listening to it is in vain.
  if (signal[kSources].size === 0) heldByListeners.delete(signal);
});

function createDOMException(message, name) {
  const { DOMException } = require('internal/dom_exception');
  return new DOMException(message, name);
}

function check(signal) {
  if (signal === null || typeof signal !== 'object' ||
      signal[kAborted] === undefined) {
    throw new ERR_INVALID_THIS('AbortSignal');
  }
}

function inspectAs(self, fields, depth, options) {
  if (depth < 0) return self;
  const nested = {
    ...options,
    depth: options.depth === null ? null : options.depth - 1,
  };
  return `${self.constructor.name} ` +
    require('util/inspect').inspect(fields, nested);
}

class AbortSignal extends EventTarget {
  constructor(allow = undefined, init = undefined) {
    if (allow !== kAllowConstruction) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    // Many listeners on one signal are what signals are for.
    this[kMaxEventTargetListeners] = 0;
    this[kAborted] = init?.aborted ?? false;
    this[kReason] = init?.reason;
    this[kComposite] = init?.composite ?? false;
  }

  get aborted() {
    check(this);
    return this[kAborted];
  }

  get reason() {
    check(this);
    return this[kReason];
  }

  throwIfAborted() {
    check(this);
    if (this[kAborted]) throw this[kReason];
  }

  [customInspectSymbol](depth, options) {
    return inspectAs(this, { aborted: this.aborted }, depth, options);
  }

  static abort(
    reason = createDOMException('This operation was aborted', 'AbortError')) {
    return new AbortSignal(kAllowConstruction,
                           { __proto__: null, aborted: true, reason });
  }

  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = new AbortSignal(kAllowConstruction);
    signal[kTimeout] = true;
    const ref = new SafeWeakRef(signal);
    const timer = require('timers/list').setUnrefTimeout(() => {
      const alive = ref.deref();
      if (alive === undefined) return;
      heldByListeners.delete(alive);
      abortSignal(alive, createDOMException(
        'The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    clearTimer.register(signal, timer);
    return signal;
  }

  static any(signals) {
    const list = toSignals(signals);
    const composite = new AbortSignal(kAllowConstruction,
                                      { __proto__: null, composite: true });
    for (let i = 0; i < list.length; i++) {
      if (list[i][kAborted]) {
        composite[kAborted] = true;
        composite[kReason] = list[i][kReason];
        return composite;
      }
    }
    follow(composite, list);
    return composite;
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    const byItself = this[kTimeout] ||
      (this[kComposite] && this[kSources]?.size > 0);
    if (byItself && type === 'abort' && !this[kAborted] && !weak && size > 0) {
      heldByListeners.add(this);
    }
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type === 'abort' && size === 0) heldByListeners.delete(this);
  }
}

function toSignals(signals) {
  const method = signals?.[SymbolIterator];
  if (signals === null || typeof signals !== 'object' ||
      typeof method !== 'function') {
    const err = new ERR_INVALID_ARG_TYPE('signals', 'Iterable', signals);
    err.message = 'signals cannot be converted to sequence.';
    throw err;
  }
  const list = [];
  // The program's own iterable: its iterator is meant to be reached.
  for (const signal of signals) {
    if (signal === null || typeof signal !== 'object' ||
        signal[kAborted] === undefined) {
      const err = new ERR_INVALID_ARG_TYPE('signals', 'AbortSignal', signal);
      err.message = `signals[${list.length}] is not of type AbortSignal.`;
      throw err;
    }
    ArrayPrototypePush(list, signal);
  }
  return list;
}

// A composite follows plain signals only: following a composite means
// following what that one follows.
function follow(composite, signals) {
  const ref = new SafeWeakRef(composite);
  const sources = composite[kSources] = new SafeSet();
  const known = new SafeSet();
  const refs = [];
  const add = (source) => {
    if (known.has(source)) return;
    known.add(source);
    const sourceRef = new SafeWeakRef(source);
    source[kDependants] ??= new SafeSet();
    source[kDependants].add(ref);
    sources.add(sourceRef);
    ArrayPrototypePush(refs, sourceRef);
    dropSource.register(source, { composite: ref, ref: sourceRef });
    // A timeout aborts by itself, with nobody but the timer to remember it.
    if (source[kTimeout]) keepWhile(composite, source);
  };
  for (let i = 0; i < signals.length; i++) {
    const signal = signals[i];
    if (signal[kComposite]) {
      signal[kSources]?.forEach((sourceRef) => {
        const source = sourceRef.deref();
        if (source !== undefined) add(source);
      });
    } else {
      add(signal);
    }
  }
  dropDependant.register(composite, { sources: refs, ref });
}

function keepWhile(composite, source) {
  composite[kKept] ??= [];
  ArrayPrototypePush(composite[kKept], source);
}

function abortSignal(signal, reason) {
  if (signal[kAborted]) return;
  signal[kAborted] = true;
  signal[kReason] = reason;

  // All are aborted before the first listener runs.
  const due = [signal];
  signal[kDependants]?.forEach((ref) => {
    const dependant = ref.deref();
    if (dependant === undefined || dependant[kAborted]) return;
    dependant[kAborted] = true;
    dependant[kReason] = reason;
    ArrayPrototypePush(due, dependant);
  });
  signal[kDependants] = undefined;
  for (let i = 0; i < due.length; i++) {
    due[i].dispatchEvent(new Event('abort', { __proto__: null, [kTrustEvent]: true }));
    heldByListeners.delete(due[i]);
  }
}

class AbortController {
  #signal;

  get signal() {
    return this.#signal ??= new AbortSignal(kAllowConstruction);
  }

  abort(reason = createDOMException('This operation was aborted', 'AbortError')) {
    abortSignal(this.#signal ??= new AbortSignal(kAllowConstruction), reason);
  }

  [customInspectSymbol](depth, options) {
    return inspectAs(this, { signal: this.signal }, depth, options);
  }
}

// util.aborted: settles when the signal aborts, unless `resource` goes first.
async function aborted(signal, resource) {
  if (signal?.[kAborted] === undefined) {
    const err = new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
    err.message = 'signal is not of type AbortSignal.';
    throw err;
  }
  validateObject(resource, 'resource', kValidateObjectAllowObjects);
  if (signal.aborted) return undefined;
  return new Promise((resolve) => {
    signal.addEventListener('abort', resolve, {
      __proto__: null,
      [kWeakHandler]: resource,
      [kResistStopPropagation]: true,
      once: true,
    });
  });
}

function transferableAbortSignal(signal) {
  if (signal?.[kAborted] === undefined) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  const { codes: { ERR_WEIR_NOT_YET } } = require('internal/errors');
  throw new ERR_WEIR_NOT_YET('util.transferableAbortSignal');
}

function transferableAbortController() {
  const { codes: { ERR_WEIR_NOT_YET } } = require('internal/errors');
  throw new ERR_WEIR_NOT_YET('util.transferableAbortController');
}

function tag(value) {
  return {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    value,
  };
}

ObjectDefineProperties(AbortSignal.prototype, {
  __proto__: null,
  aborted: kEnumerableProperty,
  reason: kEnumerableProperty,
  throwIfAborted: kEnumerableProperty,
  [SymbolToStringTag]: tag('AbortSignal'),
});
defineEventHandler(AbortSignal.prototype, 'abort');
ObjectDefineProperties(AbortController.prototype, {
  __proto__: null,
  signal: kEnumerableProperty,
  abort: kEnumerableProperty,
  [SymbolToStringTag]: tag('AbortController'),
});

module.exports = {
  AbortController,
  AbortSignal,
  aborted,
  transferableAbortController,
  transferableAbortSignal,
};
