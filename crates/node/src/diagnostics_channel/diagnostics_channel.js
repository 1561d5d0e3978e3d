'use strict';
// node:diagnostics_channel - named channels on which the library and packages
// publish what they do. Publishing to a channel that nobody listens to costs
// one comparison.
//
// A channel is kept alive by its users; by the module only while somebody
// subscribes to it.

const {
  ArrayPrototypeAt,
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  ReflectApply,
  SafeFinalizationRegistry,
  SafeMap,
  SafeSet,
  SafeWeakRef,
  SymbolHasInstance,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction } = require('internal/validators');

// name -> weak reference to its channel.
const channels = new SafeMap();
const active = new SafeSet();
const collected = new SafeFinalizationRegistry(({ name, ref }) => {
  // Another channel may have taken the name meanwhile.
  if (channels.get(name) === ref) channels.delete(name);
});

// A subscriber's error must not reach the code that publishes.
function throwLater(err) {
  process.nextTick(() => {
    require('process/execution').triggerUncaughtException(err, false);
  });
}

class Channel {
  constructor(name) {
    // Replaced, never changed: a publication walks the list of its moment.
    // Undefined while nobody subscribes.
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    // Programs that look for it find the field, as in Node.
    this._index = undefined;
    const ref = new SafeWeakRef(this);
    channels.set(name, ref);
    collected.register(this, { name, ref });
  }

  // Exactly a channel; what has no prototype to look at is a TypeError.
  static [SymbolHasInstance](instance) {
    return ObjectGetPrototypeOf(instance) === Channel.prototype;
  }

  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    const list = this._subscribers === undefined ?
      [] : ArrayPrototypeSlice(this._subscribers);
    ArrayPrototypePush(list, subscription);
    this._subscribers = list;
    activate(this);
  }

  unsubscribe(subscription) {
    if (this._subscribers === undefined) return false;
    const at = ArrayPrototypeIndexOf(this._subscribers, subscription);
    if (at === -1) return false;
    const list = ArrayPrototypeSlice(this._subscribers);
    ArrayPrototypeSplice(list, at, 1);
    this._subscribers = list;
    deactivate(this);
    return true;
  }

  bindStore(store, transform) {
    if (this._stores === undefined) activate(this);
    this._stores.set(store, transform);
  }

  unbindStore(store) {
    if (!this._stores?.has(store)) return false;
    this._stores.delete(store);
    deactivate(this);
    return true;
  }

  get hasSubscribers() {
    return this._subscribers !== undefined;
  }

  publish(data) {
    const list = this._subscribers;
    if (list === undefined) return;
    for (let i = 0; i < list.length; i++) {
      try {
        const onMessage = list[i];
        onMessage(data, this.name);
      } catch (err) {
        throwLater(err);
      }
    }
  }

  runStores(data, fn, thisArg, ...args) {
    if (this._subscribers === undefined) return ReflectApply(fn, thisArg, args);
    let run = () => {
      this.publish(data);
      return ReflectApply(fn, thisArg, args);
    };
    this._stores.forEach((transform, store) => {
      run = withStore(store, data, run, transform);
    });
    return run();
  }
}

function withStore(store, data, next, transform) {
  return () => {
    let context = data;
    if (transform !== undefined) {
      try {
        context = transform(data);
      } catch (err) {
        throwLater(err);
        return next();
      }
    }
    return store.run(context, next);
  };
}

function activate(channel) {
  channel._subscribers ??= [];
  channel._stores ??= new SafeMap();
  active.add(channel);
}

function deactivate(channel) {
  if (channel._subscribers.length > 0 || channel._stores.size > 0) return;
  channel._subscribers = undefined;
  channel._stores = undefined;
  active.delete(channel);
}

function channel(name) {
  const known = channels.get(name)?.deref();
  if (known !== undefined) return known;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  return new Channel(name);
}

function subscribe(name, subscription) {
  return channel(name).subscribe(subscription);
}

function unsubscribe(name, subscription) {
  return channel(name).unsubscribe(subscription);
}

function hasSubscribers(name) {
  const known = channels.get(name)?.deref();
  return known !== undefined && known.hasSubscribers;
}

// --- tracing channels ------------------------------------------------------------

const kTraceEvents = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

function channelOf(nameOrChannels, event) {
  if (typeof nameOrChannels === 'string') {
    return channel(`tracing:${nameOrChannels}:${event}`);
  }
  if (typeof nameOrChannels === 'object' && nameOrChannels !== null) {
    const given = nameOrChannels[event];
    if (!(given instanceof Channel)) {
      throw new ERR_INVALID_ARG_TYPE(`nameOrChannels.${event}`, ['Channel'], given);
    }
    return given;
  }
  throw new ERR_INVALID_ARG_TYPE(
    'nameOrChannels', ['string', 'object', 'TracingChannel'], nameOrChannels);
}

class TracingChannel {
  constructor(nameOrChannels) {
    for (let i = 0; i < kTraceEvents.length; i++) {
      ObjectDefineProperty(this, kTraceEvents[i], {
        __proto__: null,
        value: channelOf(nameOrChannels, kTraceEvents[i]),
      });
    }
  }

  get hasSubscribers() {
    return this.start.hasSubscribers ||
      this.end.hasSubscribers ||
      this.asyncStart.hasSubscribers ||
      this.asyncEnd.hasSubscribers ||
      this.error.hasSubscribers;
  }

  subscribe(handlers) {
    for (let i = 0; i < kTraceEvents.length; i++) {
      const name = kTraceEvents[i];
      if (handlers[name]) this[name].subscribe(handlers[name]);
    }
  }

  unsubscribe(handlers) {
    let all = true;
    for (let i = 0; i < kTraceEvents.length; i++) {
      const name = kTraceEvents[i];
      if (handlers[name] && !this[name].unsubscribe(handlers[name])) all = false;
    }
    return all;
  }

  traceSync(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return ReflectApply(fn, thisArg, args);
    const { start, end, error } = this;
    return start.runStores(context, () => {
      try {
        const result = ReflectApply(fn, thisArg, args);
        context.result = result;
        return result;
      } catch (err) {
        context.error = err;
        error.publish(context);
        throw err;
      } finally {
        end.publish(context);
      }
    });
  }

  tracePromise(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return ReflectApply(fn, thisArg, args);
    const { start, end, asyncStart, asyncEnd, error } = this;

    function onRejected(err) {
      context.error = err;
      error.publish(context);
      asyncStart.publish(context);
      asyncEnd.publish(context);
      return PromiseReject(err);
    }

    function onFulfilled(result) {
      context.result = result;
      asyncStart.publish(context);
      asyncEnd.publish(context);
      return result;
    }

    return start.runStores(context, () => {
      try {
        let promise = ReflectApply(fn, thisArg, args);
        if (!(promise instanceof Promise)) promise = PromiseResolve(promise);
        return PromisePrototypeThen(promise, onFulfilled, onRejected);
      } catch (err) {
        context.error = err;
        error.publish(context);
        throw err;
      } finally {
        end.publish(context);
      }
    });
  }

  traceCallback(fn, position = -1, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return ReflectApply(fn, thisArg, args);
    const { start, end, asyncStart, asyncEnd, error } = this;

    function wrappedCallback(err, result) {
      if (err) {
        context.error = err;
        error.publish(context);
      } else {
        context.result = result;
      }
      // With stores, so that what the callback starts is in their context.
      asyncStart.runStores(context, () => {
        try {
          return ReflectApply(callback, this, arguments);
        } finally {
          asyncEnd.publish(context);
        }
      });
    }

    const callback = ArrayPrototypeAt(args, position);
    validateFunction(callback, 'callback');
    ArrayPrototypeSplice(args, position, 1, wrappedCallback);

    return start.runStores(context, () => {
      try {
        return ReflectApply(fn, thisArg, args);
      } catch (err) {
        context.error = err;
        error.publish(context);
        throw err;
      } finally {
        end.publish(context);
      }
    });
  }
}

function tracingChannel(nameOrChannels) {
  return new TracingChannel(nameOrChannels);
}

module.exports = {
  channel,
  hasSubscribers,
  subscribe,
  tracingChannel,
  unsubscribe,
  Channel,
};
