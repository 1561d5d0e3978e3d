'use strict';
// Messages of the channel between parent and child as text or bytes, in the two ways that `serialization` names. The
// forms are Node's, so that either side may be Node.

const {
  JSONParse,
  JSONStringify,
  ReflectApply,
  Uint8Array,
} = primordials;

const { isArrayBufferView } = require('util/types');
const { channelWriteBytes, channelWriteText } = binding('child_process');

// Before each object that V8 leaves to its host: a view on memory, or any other, as a plain object.
const kView = 0;
const kPlain = 1;

// The tag and Node 24's version of V8's format. This engine's own is a later one, which Node would refuse; they are alike in
// all that a message may hold.
const kHeader = new Uint8Array([0xff, 15]);

let MessageSerializer;
let MessageDeserializer;

function defineClasses() {
  const { DefaultDeserializer, DefaultSerializer } = require('v8/serdes');
  const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
  const writeView = DefaultSerializer.prototype._writeHostObject;
  const readView = DefaultDeserializer.prototype._readHostObject;

  MessageSerializer = class extends DefaultSerializer {
    _writeHostObject(object) {
      if (isArrayBufferView(object)) {
        this.writeUint32(kView);
        return ReflectApply(writeView, this, [object]);
      }
      this.writeUint32(kPlain);
      this.writeValue({ ...object });
    }
  };

  MessageDeserializer = class extends DefaultDeserializer {
    _readHostObject() {
      const tag = this.readUint32();
      if (tag === kView) return ReflectApply(readView, this, []);
      if (tag === kPlain) return this.readValue();
      throw new ERR_INVALID_STATE(`Unknown host object tag: ${tag}`);
    }
  };
}

const json = {
  // Sends it, with a descriptor if given; what the native side answers.
  write(channel, message, descriptor) {
    return channelWriteText(channel, JSONStringify(message), descriptor);
  },
  parse: (text) => JSONParse(text),
};

const advanced = {
  write(channel, message, descriptor) {
    if (MessageSerializer === undefined) defineClasses();
    const serializer = new MessageSerializer();
    serializer.writeRawBytes(kHeader);
    serializer.writeValue(message);
    return channelWriteBytes(channel, serializer.releaseBuffer(), descriptor);
  },
  parse(bytes) {
    if (MessageDeserializer === undefined) defineClasses();
    const deserializer = new MessageDeserializer(bytes);
    deserializer.readHeader();
    return deserializer.readValue();
  },
};

function codecOf(serialization) {
  return serialization === 'advanced' ? advanced : json;
}

module.exports = { codecOf };
