'use strict';
// node:domain - what is thrown, and 'error' events that nobody listens for, go to the domain that was entered when the
// work was started. Deprecated, and paid for by those alone who load it: loading it hooks into emitters, asynchronous
// resources and uncaught exceptions.
//
// The domains entered are a list that the async context carries, so that each callback finds the domain of the code that
// started it. Of several, nested in each other, a callback finds only the innermost.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSome,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshift,
  Error,
  FunctionPrototypeCall,
  ObjectDefineProperty,
  ObjectPrototypeIsPrototypeOf,
  Promise,
  ReflectApply,
} = primordials;

const EventEmitter = require('events');
const { AsyncLocalStorage, createHook } = require('async_hooks');
const {
  codes: { ERR_DOMAIN_CALLBACK_NOT_AVAILABLE, ERR_UNHANDLED_ERROR },
} = require('internal/errors');
const { hasUncaughtExceptionCaptureCallback, setDomainHandler } = require('process/execution');
const { isPromise } = require('util/types');

if (hasUncaughtExceptionCaptureCallback()) throw new ERR_DOMAIN_CALLBACK_NOT_AVAILABLE();

// A domain that was entered, within another.
class Entered {
  constructor(domain, outer) {
    this.domain = domain;
    this.outer = outer;
  }
}

const storage = new AsyncLocalStorage();
// What this callback entered last.
let current;
// What `active` is when no domain is: null, or undefined after one was left.
let none = null;

function set(entered, otherwise) {
  current = entered;
  none = otherwise;
  storage.enterWith(entered);
}

/** The domain entered last, seen from the code that runs now. */
function top() {
  const entered = storage.getStore();
  // Another callback, with the context of the code that started it: of the domains there, the last one stays.
  if (entered !== current) set(entered && new Entered(entered.domain, undefined), undefined);
  return current;
}

/** All that were entered, the last one at the end. */
function entered() {
  const domains = [];
  for (let at = top(); at !== undefined; at = at.outer) ArrayPrototypeUnshift(domains, at.domain);
  return domains;
}

// What was entered before the topmost run of `domain`.
function below(domain) {
  let at = top();
  while (at !== undefined && at.domain === domain) at = at.outer;
  return at;
}

// Hidden, so that it does not appear when an emitter or an error is printed.
function setDomainOf(object, domain) {
  ObjectDefineProperty(object, 'domain', {
    __proto__: null, value: domain, writable: true, enumerable: false, configurable: true,
  });
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Notes on an error where it came from. */
function mark(error, domain, thrown, key, value) {
  if (!isObject(error)) return;
  if (key !== undefined) error[key] = value;
  setDomainOf(error, domain);
  error.domainThrown = thrown;
}

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
  }

  enter() {
    set(new Entered(this, top()), none);
  }

  // Leaves this domain and all that were entered within it.
  exit() {
    let at = top();
    while (at !== undefined && at.domain !== this) at = at.outer;
    if (at !== undefined) set(at.outer, undefined);
  }

  add(emitter) {
    if (emitter.domain === this) return;
    if (emitter.domain) emitter.domain.remove(emitter);
    // A circle of domains would pass an error around for ever.
    if (this.domain && emitter instanceof Domain) {
      for (let domain = this.domain; domain; domain = domain.domain) {
        if (emitter === domain) return;
      }
    }
    setDomainOf(emitter, this);
    ArrayPrototypePush(this.members, emitter);
  }

  remove(emitter) {
    emitter.domain = null;
    const at = ArrayPrototypeIndexOf(this.members, emitter);
    if (at !== -1) ArrayPrototypeSplice(this.members, at, 1);
  }

  run(fn, ...args) {
    this.enter();
    const result = ReflectApply(fn, this, args);
    this.exit();
    return result;
  }

  bind(fn) {
    const domain = this;
    function runBound(...args) {
      domain.enter();
      const result = ReflectApply(fn, this, args);
      domain.exit();
      return result;
    }
    setDomainOf(runBound, this);
    return runBound;
  }

  intercept(fn) {
    const domain = this;
    function runIntercepted(...args) {
      if (args[0] instanceof Error) {
        mark(args[0], domain, false, 'domainBound', fn);
        tell(domain, args[0]);
        return undefined;
      }
      domain.enter();
      const result = ReflectApply(fn, this, ArrayPrototypeSlice(args, 1));
      domain.exit();
      return result;
    }
    return runIntercepted;
  }
}

const listens = (domain) => domain.listenerCount('error') > 0;

// The listeners of a domain run outside of it, and outside of the domain that it was added to.
const { init, prototype: { emit } } = EventEmitter;

function tell(domain, error) {
  ReflectApply(emit, domain, ['error', error]);
}

// --- exceptions ----------------------------------------------------------------

// An exception that nobody caught. The domain on top hears of it outside of itself; what its listener throws goes to the
// domain around it, and out of the outermost to the process. Answers whether a domain took it.
function take(error) {
  const { domain } = top();
  mark(error, domain, true);
  const outer = below(domain);
  set(outer, undefined);
  if (outer === undefined) {
    if (!listens(domain)) return false;
    tell(domain, error);
    return true;
  }
  try {
    tell(domain, error);
  } catch (next) {
    if (top() === undefined) throw next;
    return take(next);
  }
  return true;
}

setDomainHandler({
  __proto__: null,
  // Whether a domain would take an exception that was thrown now.
  ready: () => ArrayPrototypeSome(entered(), listens),
  take(error) {
    if (!ArrayPrototypeSome(entered(), listens)) return false;
    try {
      return take(error);
    } finally {
      set(undefined, undefined);
    }
  },
  // Where the module was loaded.
  loaded: new Error().stack,
});

// --- emitters ------------------------------------------------------------------

EventEmitter.usingDomains = true;

EventEmitter.init = function(options) {
  setDomainOf(this, this instanceof Domain ? null : top()?.domain ?? null);
  return FunctionPrototypeCall(init, this, options);
};

EventEmitter.prototype.emit = function(type, ...args) {
  const { domain } = this;
  if (domain === null || domain === undefined || this === process) return ReflectApply(emit, this, [type, ...args]);

  if (type !== 'error' || this.listenerCount('error') > 0) {
    domain.enter();
    const result = ReflectApply(emit, this, [type, ...args]);
    domain.exit();
    return result;
  }

  // Nobody listens here: the domain does, outside of itself.
  const error = args.length > 0 && args[0] ? args[0] : new ERR_UNHANDLED_ERROR(args[0] ?? undefined);
  mark(error, domain, false, 'domainEmitter', this);
  const before = top();
  const otherwise = none;
  set(below(domain), null);
  tell(domain, error);
  set(before, otherwise);
  return false;
};

// --- asynchronous resources ----------------------------------------------------

// What is made within a domain names it. Promises of other realms do not, as a program there could tell.
createHook({
  __proto__: null,
  init(asyncId, type, triggerAsyncId, resource) {
    const domain = top()?.domain;
    if (domain === undefined || !isObject(resource)) return;
    if (!isPromise(resource) || ObjectPrototypeIsPrototypeOf(Promise.prototype, resource)) setDomainOf(resource, domain);
  },
}).enable();

// --- exports -------------------------------------------------------------------

function createDomain() {
  return new Domain();
}

function define(target, name, get, set) {
  ObjectDefineProperty(target, name, { __proto__: null, get, set, enumerable: true, configurable: true });
}

const active = () => {
  const at = top();
  return at === undefined ? none : at.domain;
};
const setActive = (domain) => set(domain ? new Entered(domain, top()?.outer) : undefined, domain);

define(exports, '_stack', entered);
exports.Domain = Domain;
exports.createDomain = createDomain;
exports.create = createDomain;
define(exports, 'active', active, setActive);
define(process, 'domain', active, setActive);
