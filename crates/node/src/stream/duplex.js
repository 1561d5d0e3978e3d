'use strict';
// Duplex: both sides in one object. Owner: stream. It derives from Readable and takes over the
// methods and accessors of Writable; that it counts as a Writable is Writable's own test.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectKeys,
  ObjectSetPrototypeOf,
} = primordials;

const Readable = require('stream/readable');
const Writable = require('stream/writable');
const { begin } = require('stream/destroy');
const { kEnded, kEndEmitted, kEnding, kFinished } = require('stream/bits');

function startBoth(stream) {
  Readable.startReading(stream);
  Writable.startWriting(stream);
}

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  this._events ??= {
    close: undefined,
    error: undefined,
    prefinish: undefined,
    finish: undefined,
    drain: undefined,
    data: undefined,
    end: undefined,
    readable: undefined,
  };
  Readable.initReadable(this, options, true);
  Writable.initWritable(this, options, true);
  this.allowHalfOpen = true;
  if (options) {
    if (options.allowHalfOpen === false) this.allowHalfOpen = false;
    // A side that is switched off counts as one that has ended already.
    if (options.readable === false) {
      this._readableState.bits |= kEnded | kEndEmitted;
      this._readableState.readable = false;
    }
    if (options.writable === false) {
      this._writableState.bits |= kEnding | kEnded | kFinished;
      this._writableState.writable = false;
    }
  }
  begin(this, options, startBoth);
}
ObjectSetPrototypeOf(Duplex.prototype, Readable.prototype);
ObjectSetPrototypeOf(Duplex, Readable);

const methods = ObjectKeys(Writable.prototype);
for (let i = 0; i < methods.length; i++) {
  const name = methods[i];
  if (!Duplex.prototype[name]) Duplex.prototype[name] = Writable.prototype[name];
}
Duplex.prototype.destroy = Writable.prototype.destroy;

const accessors = [
  'writable',
  'writableAborted',
  'writableBuffer',
  'writableCorked',
  'writableEnded',
  'writableFinished',
  'writableHighWaterMark',
  'writableLength',
  'writableNeedDrain',
  'writableObjectMode',
];
for (let i = 0; i < accessors.length; i++) {
  ObjectDefineProperty(Duplex.prototype, accessors[i], {
    __proto__: null,
    ...ObjectGetOwnPropertyDescriptor(Writable.prototype, accessors[i]),
  });
}

ObjectDefineProperties(Duplex.prototype, {
  destroyed: {
    __proto__: null,
    configurable: true,
    get() {
      if (this._readableState === undefined || this._writableState === undefined) return false;
      return this._readableState.destroyed && this._writableState.destroyed;
    },
    set(value) {
      if (this._readableState && this._writableState) {
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    },
  },
});

Duplex.fromWeb = function(pair, options) {
  return require('stream/web_adapters').newStreamDuplexFromReadableWritablePair(pair, options);
};

Duplex.toWeb = function(duplex, options) {
  return require('stream/web_adapters').newReadableWritablePairFromDuplex(duplex, options);
};

Duplex.from = function(body) {
  return require('stream/duplexify').duplexify(body, 'body');
};

module.exports = Duplex;
