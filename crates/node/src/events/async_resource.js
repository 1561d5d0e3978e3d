'use strict';
// EventEmitterAsyncResource: an emitter whose listeners run in the async
// context in which the emitter was made. Loaded on first use.

const { ArrayPrototypeUnshift, ReflectApply } = primordials;

const { AsyncResource } = require('async_hooks');
const EventEmitter = require('events');
const { codes: { ERR_INVALID_THIS } } = require('internal/errors');

class EventEmitterReferencingAsyncResource extends AsyncResource {
  #eventEmitter;

  constructor(emitter, type, options) {
    super(type, options);
    this.#eventEmitter = emitter;
  }

  get eventEmitter() {
    if (!(#eventEmitter in this)) {
      throw new ERR_INVALID_THIS('EventEmitterReferencingAsyncResource');
    }
    return this.#eventEmitter;
  }
}

class EventEmitterAsyncResource extends EventEmitter {
  #asyncResource;

  constructor(options = undefined) {
    let name;
    if (typeof options === 'string') {
      name = options;
      options = undefined;
    } else {
      if (new.target === EventEmitterAsyncResource) {
        require('internal/validators')
          .validateString(options?.name, 'options.name');
      }
      name = options?.name || new.target.name;
    }
    super(options);
    this.#asyncResource =
      new EventEmitterReferencingAsyncResource(this, name, options);
  }

  static #check(self) {
    if (!(#asyncResource in self)) {
      throw new ERR_INVALID_THIS('EventEmitterAsyncResource');
    }
    return self.#asyncResource;
  }

  emit(event, ...args) {
    const resource = EventEmitterAsyncResource.#check(this);
    ArrayPrototypeUnshift(args, super.emit, this, event);
    return ReflectApply(resource.runInAsyncScope, resource, args);
  }

  emitDestroy() {
    EventEmitterAsyncResource.#check(this).emitDestroy();
  }

  get asyncId() {
    return EventEmitterAsyncResource.#check(this).asyncId();
  }

  get triggerAsyncId() {
    return EventEmitterAsyncResource.#check(this).triggerAsyncId();
  }

  get asyncResource() {
    return EventEmitterAsyncResource.#check(this);
  }
}

module.exports = EventEmitterAsyncResource;
