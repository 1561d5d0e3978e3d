'use strict';

// Serialization in V8's own format: `v8.serialize`, `v8.deserialize` and the four classes behind them.
//
// Owner: v8, which loads this when one of them is asked for. The classes are made to be extended: what they do not know
// how to write they give to their own methods `_writeHostObject`, `_getDataCloneError` and so on.

const {
  BigInt64Array,
  BigUint64Array,
  DataView,
  Error,
  Float16Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  ObjectDefineProperty,
  Symbol,
  TypeError,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
} = primordials;

const { Buffer } = require('buffer');
const { codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isArrayBuffer, isArrayBufferView, isDataView } = require('util/types');

const native = binding('v8');

const kId = Symbol('kId');

function setId(object, id) {
  ObjectDefineProperty(object, kId, { __proto__: null, value: id });
}

function viewError(name) {
  // Not the registry's text: this is what the classes have always said.
  const error = new TypeError(`${name} must be a TypedArray or a DataView`);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function Serializer() {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Serializer');
  setId(this, native.newSerializer(this));
}

const serializerMethods = {
  writeHeader() {
    native.writeHeader(this[kId]);
  },
  writeValue(value) {
    return native.writeValue(this[kId], this, value);
  },
  releaseBuffer() {
    const bytes = native.releaseBuffer(this[kId]);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },
  transferArrayBuffer(id, arrayBuffer) {
    if (!isArrayBuffer(arrayBuffer)) {
      const error = new ERR_INVALID_ARG_TYPE('arrayBuffer', 'ArrayBuffer', arrayBuffer);
      error.message = 'arrayBuffer must be an ArrayBuffer';
      throw error;
    }
    native.transferArrayBuffer(this[kId], id, arrayBuffer);
  },
  writeUint32(value) {
    native.writeUint32(this[kId], value);
  },
  writeUint64(high, low) {
    native.writeUint64(this[kId], high, low);
  },
  writeDouble(value) {
    native.writeDouble(this[kId], value);
  },
  writeRawBytes(source) {
    if (!isArrayBufferView(source)) throw viewError('source');
    native.writeRawBytes(this[kId], source);
  },
  _setTreatArrayBufferViewsAsHostObjects(flag) {
    native.treatViewsAsHostObjects(this[kId], flag);
  },
  _getDataCloneError: Error,
};

function Deserializer(buffer) {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Deserializer');
  if (!isArrayBufferView(buffer)) throw viewError('buffer');
  this.buffer = buffer;
  setId(this, native.newDeserializer(this, buffer));
}

const deserializerMethods = {
  readHeader() {
    return native.readHeader(this[kId]);
  },
  readValue() {
    return native.readValue(this[kId], this);
  },
  getWireFormatVersion() {
    return native.wireFormatVersion(this[kId]);
  },
  transferArrayBuffer(id, arrayBuffer) {
    native.acceptArrayBuffer(this[kId], id, arrayBuffer);
  },
  readUint32() {
    return native.readUint32(this[kId]);
  },
  readUint64() {
    return native.readUint64(this[kId]);
  },
  readDouble() {
    return native.readDouble(this[kId]);
  },
  // Where the bytes begin in the buffer.
  _readRawBytes(length) {
    if (length < 0) throw new Error('ReadRawBytes() failed');
    return native.readRawBytes(this[kId], length);
  },
  readRawBytes(length) {
    const offset = this._readRawBytes(length);
    // A view on the bytes given, not a copy.
    return Buffer.from(this.buffer.buffer, this.buffer.byteOffset + offset, length);
  },
};

function defineMethods(target, methods) {
  for (const name in methods) {
    ObjectDefineProperty(target, name, {
      __proto__: null, value: methods[name], writable: true, enumerable: false, configurable: true,
    });
  }
}
defineMethods(Serializer.prototype, serializerMethods);
defineMethods(Deserializer.prototype, deserializerMethods);

// The kinds of views by the number that is written for them. A buffer is one of its own.
const viewKinds = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
  Float64Array, DataView, Buffer, BigInt64Array, BigUint64Array, Float16Array,
];
const kDataView = 9;
const kBuffer = 10;
const kindsByTag = {
  __proto__: null,
  Int8Array: 0,
  Uint8Array: 1,
  Uint8ClampedArray: 2,
  Int16Array: 3,
  Uint16Array: 4,
  Int32Array: 5,
  Uint32Array: 6,
  Float32Array: 7,
  Float64Array: 8,
  BigInt64Array: 11,
  BigUint64Array: 12,
  Float16Array: 13,
};

function kindOf(view) {
  if (isDataView(view)) return kDataView;
  if (view.constructor === Buffer) return kBuffer;
  return kindsByTag[TypedArrayPrototypeGetSymbolToStringTag(view)];
}

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(object) {
    if (!isArrayBufferView(object)) {
      const { inspect } = require('util/inspect');
      throw new this._getDataCloneError(`Unserializable host object: ${inspect(object)}`);
    }
    this.writeUint32(kindOf(object));
    this.writeUint32(object.byteLength);
    this.writeRawBytes(new Uint8Array(object.buffer, object.byteOffset, object.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const kind = this.readUint32();
    const Kind = viewKinds[kind];
    const byteLength = this.readUint32();
    const offset = this.buffer.byteOffset + this._readRawBytes(byteLength);
    const { buffer } = this.buffer;
    if (kind === kBuffer) return Buffer.from(buffer, offset, byteLength);

    const width = Kind.BYTES_PER_ELEMENT ?? 1;
    if (offset % width === 0) return new Kind(buffer, offset, byteLength / width);
    // Elements have to stand at multiples of their width: a copy does.
    const copy = new Uint8Array(byteLength);
    copy.set(new Uint8Array(buffer, offset, byteLength));
    return new Kind(copy.buffer, 0, byteLength / width);
  }
}

function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(buffer) {
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

module.exports = {
  DefaultDeserializer,
  DefaultSerializer,
  Deserializer,
  Serializer,
  deserialize,
  serialize,
};
