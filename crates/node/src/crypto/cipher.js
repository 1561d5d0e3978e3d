'use strict';
// createCipheriv(), createDecipheriv() and getCipherInfo(). Owned by `crypto`. The native session keeps the rules of the
// authenticated modes; here arguments are checked, and the memory for output is made.

const { Int32Array, ObjectSetPrototypeOf, ReflectApply, SafeMap, TypedArrayPrototypeSet, TypedArrayPrototypeSubarray } = primordials;

const native = binding('crypto');
const { encodingId } = require('buffer/encodings');
const { FastBuffer, allocateUnpooled, empty } = require('buffer/pool');
const { byteLengthOf } = require('crypto/digest_state');
const { kHandle } = require('crypto/handle_symbol');
const { LazyTransform } = require('crypto/lazy_transform');
const { bytesOf, bytesOfString, secretBytes } = require('crypto/secret');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const { getDeprecationWarningEmitter, normalizeEncoding } = require('internal/util');
const { validateEncoding, validateInt32, validateObject, validateString } = require('internal/validators');
const { isArrayBufferView } = require('util/types');

const kDataTypes = ['string', 'Buffer', 'TypedArray', 'DataView'];
const kMostInput = 2 ** 31 - 64;

const warnOfShortTag = getDeprecationWarningEmitter(
  'DEP0182',
  'Using AES-GCM authentication tags of less than 128 bits without specifying the authTagLength option when ' +
  'initializing decryption is deprecated.',
  undefined, false);

function textOption(options, key) {
  const value = options?.[key];
  if (value === undefined || value === null) return undefined;
  validateString(value, `options.${key}`);
  return value;
}

/** A whole number of 32 bits; -1 where it is not given. */
function numberOption(options, key) {
  const value = options?.[key];
  if (value === undefined || value === null) return -1;
  if (value >>> 0 !== value) throw new ERR_INVALID_ARG_VALUE(`options.${key}`, value);
  return value;
}

// Output that may be longer or shorter than its input goes here first, so that the Buffer is just as long as it.
const kScratch = 4096;
let scratch;
// Up to so many bytes are copied one by one sooner than by a call.
const kFew = 32;

function copyOfScratch(length) {
  if (length === 0) return empty();
  const out = allocateUnpooled(length);
  if (length > kFew) TypedArrayPrototypeSet(out, new FastBuffer(scratch.buffer, 0, length));
  else for (let i = 0; i < length; i++) out[i] = scratch[i];
  return out;
}

// Spelling of an algorithm -> its native number, for those that keep it.
const numbers = new SafeMap();
const kMostNumbers = 256;

function numberOf(cipher) {
  let number = numbers.get(cipher);
  if (number === undefined) {
    number = native.cipherNamed(cipher);
    if (number < kMostNumbers) numbers.set(cipher, number);
  }
  return number;
}

/** The rules for algorithms have changed. */
function forgetCiphers() {
  numbers.clear();
}

function isEncoding(encoding) {
  return typeof encoding === 'string' && encodingId(encoding) !== -1;
}

// Most sessions are finished soon. The last ones opened are held here, and one that has to give up its place unfinished
// goes with its handle from then on: to have each watched by the garbage collector would cost more than a small message.
const kPlaces = 64;
const places = [];
let nextPlace = 0;

// Where the native side puts a tag, which is kept as four words, in the scratch memory.
const kTagAt = 8;
let scratchWords;

function makeScratch() {
  scratch = new FastBuffer(kScratch);
  scratchWords = new Int32Array(scratch.buffer);
}

/** The native session of one cipher. */
class CipherHandle {
  // Zero once it is finished.
  #id;
  // How much longer than its input an output may be; zero where it is always as long.
  #more;
  // Of a finished encryption.
  #tagLength = 0;
  #tag0 = 0;
  #tag1 = 0;
  #tag2 = 0;
  #tag3 = 0;

  constructor(cipher, encrypt, key, iv, tagLength) {
    const opened = native.cipherOpen(numberOf(cipher), encrypt, key, iv ?? key, iv !== null, tagLength);
    this.#more = opened % 128;
    this.#id = (opened - this.#more) / 128;
    const before = places[nextPlace];
    if (before !== undefined && before.#id !== 0) native.cipherOwn(before, before.#id);
    places[nextPlace] = this;
    nextPlace = (nextPlace + 1) % kPlaces;
  }

  update(data, encoding) {
    // What is no encoding means UTF-8.
    if (typeof data === 'string') data = bytesOfString(data, isEncoding(encoding) ? encoding : 'utf8');
    const length = byteLengthOf(data);
    // Refused by the session, which then needs no room.
    if (length > kMostInput) {
      native.cipherUpdate(this.#id, data, empty());
      return empty();
    }
    if (this.#more === 0) {
      const out = allocateUnpooled(length);
      const written = native.cipherUpdate(this.#id, data, out);
      return written === length ? out : TypedArrayPrototypeSubarray(out, 0, written);
    }
    const most = length + this.#more;
    if (most > kScratch) {
      const out = allocateUnpooled(most);
      const written = native.cipherUpdate(this.#id, data, out);
      return written === most ? out : new FastBuffer(out.buffer, out.byteOffset, written);
    }
    if (scratch === undefined) makeScratch();
    return copyOfScratch(native.cipherUpdate(this.#id, data, scratch));
  }

  final() {
    if (scratch === undefined) makeScratch();
    const id = this.#id;
    this.#id = 0;
    const finished = native.cipherFinish(id, scratch);
    this.#tagLength = finished >> 8;
    if (this.#tagLength !== 0) {
      this.#tag0 = scratchWords[kTagAt];
      this.#tag1 = scratchWords[kTagAt + 1];
      this.#tag2 = scratchWords[kTagAt + 2];
      this.#tag3 = scratchWords[kTagAt + 3];
    }
    return copyOfScratch(finished & 255);
  }

  setAutoPadding(pad) {
    native.cipherSetPadding(this.#id, pad);
  }

  setAuthTag(tag) {
    if (native.cipherSetTag(this.#id, tag)) warnOfShortTag();
  }

  getAuthTag() {
    if (this.#tagLength === 0) native.cipherNoTag();
    scratchWords[0] = this.#tag0;
    scratchWords[1] = this.#tag1;
    scratchWords[2] = this.#tag2;
    scratchWords[3] = this.#tag3;
    return copyOfScratch(this.#tagLength);
  }

  setAAD(data, textLength) {
    native.cipherSetAad(this.#id, data, textLength);
  }
}

function prepare(self, cipher, key, iv, options, encrypt) {
  validateString(cipher, 'cipher');
  const encoding = textOption(options, 'encoding');
  key = secretBytes(key, encoding);
  iv = iv === null ? null : bytesOf(iv, 'iv');
  const tagLength = numberOption(options, 'authTagLength');
  ReflectApply(LazyTransform, self, [options]);
  self._decoder = null;
  self[kHandle] = new CipherHandle(cipher, encrypt, key, iv, tagLength);
}

function decoderFor(decoder, encoding) {
  if (typeof encoding !== 'string') throw new ERR_UNKNOWN_ENCODING(encoding);
  const normalized = normalizeEncoding(encoding);
  if (decoder === null) {
    const { StringDecoder } = require('string_decoder');
    return new StringDecoder(encoding);
  }
  if (decoder.encoding === normalized) return decoder;
  if (normalized === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  throw new ERR_INVALID_ARG_VALUE('outputEncoding', encoding, `cannot be changed from '${decoder.encoding}'`);
}

function _transform(chunk, encoding, callback) {
  this.push(this[kHandle].update(chunk, encoding));
  callback();
}

function _flush(callback) {
  let last;
  try {
    last = this[kHandle].final();
  } catch (error) {
    callback(error);
    return;
  }
  this.push(last);
  callback();
}

function update(data, inputEncoding, outputEncoding) {
  if (typeof data === 'string') validateEncoding(data, inputEncoding);
  else if (!isArrayBufferView(data)) throw new ERR_INVALID_ARG_TYPE('data', kDataTypes, data);
  const bytes = this[kHandle].update(data, inputEncoding);
  if (!outputEncoding || outputEncoding === 'buffer') return bytes;
  this._decoder = decoderFor(this._decoder, outputEncoding);
  return this._decoder.write(bytes);
}

function final(outputEncoding) {
  const bytes = this[kHandle].final();
  if (!outputEncoding || outputEncoding === 'buffer') return bytes;
  this._decoder = decoderFor(this._decoder, outputEncoding);
  return this._decoder.end(bytes);
}

function setAutoPadding(pad) {
  this[kHandle].setAutoPadding(!!pad);
  return this;
}

function setAAD(aadbuf, options) {
  const encoding = textOption(options, 'encoding');
  const textLength = numberOption(options, 'plaintextLength');
  this[kHandle].setAAD(bytesOf(aadbuf, 'aadbuf', encoding), textLength);
  return this;
}

/** Methods that both classes have, under the names and in the order that Node gives them. */
function addMethods(Class, name, method) {
  ObjectSetPrototypeOf(Class.prototype, LazyTransform.prototype);
  ObjectSetPrototypeOf(Class, LazyTransform);
  const { prototype } = Class;
  prototype._transform = _transform;
  prototype._flush = _flush;
  prototype.update = update;
  prototype.final = final;
  prototype.setAutoPadding = setAutoPadding;
  prototype[name] = method;
  prototype.setAAD = setAAD;
}

function Cipheriv(cipher, key, iv, options) {
  if (!(this instanceof Cipheriv)) return new Cipheriv(cipher, key, iv, options);
  prepare(this, cipher, key, iv, options, true);
}
addMethods(Cipheriv, 'getAuthTag', function getAuthTag() {
  return this[kHandle].getAuthTag();
});

function Decipheriv(cipher, key, iv, options) {
  if (!(this instanceof Decipheriv)) return new Decipheriv(cipher, key, iv, options);
  prepare(this, cipher, key, iv, options, false);
}
addMethods(Decipheriv, 'setAuthTag', function setAuthTag(tagbuf, encoding) {
  this[kHandle].setAuthTag(bytesOf(tagbuf, 'buffer', encoding));
  return this;
});

function createCipheriv(cipher, key, iv, options) {
  return new Cipheriv(cipher, key, iv, options);
}

function createDecipheriv(cipher, key, iv, options) {
  return new Decipheriv(cipher, key, iv, options);
}

function lengthOption(options, key) {
  const value = options[key];
  if (value === undefined) return -1;
  validateInt32(value, `options.${key}`);
  return value;
}

function getCipherInfo(nameOrNid, options) {
  if (typeof nameOrNid !== 'string' && typeof nameOrNid !== 'number') {
    throw new ERR_INVALID_ARG_TYPE('nameOrNid', ['string', 'number'], nameOrNid);
  }
  if (typeof nameOrNid === 'number') validateInt32(nameOrNid, 'nameOrNid');
  let keyLength = -1;
  let ivLength = -1;
  if (options !== undefined) {
    validateObject(options, 'options');
    keyLength = lengthOption(options, 'keyLength');
    ivLength = lengthOption(options, 'ivLength');
    // Lengths that no cipher has.
    if ((options.keyLength !== undefined && keyLength < 0) || (options.ivLength !== undefined && ivLength < 0)) return;
  }
  return native.cipherInfo(nameOrNid, keyLength, ivLength);
}

module.exports = { Cipheriv, Decipheriv, createCipheriv, createDecipheriv, forgetCiphers, getCipherInfo };
