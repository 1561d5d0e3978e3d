'use strict';
// The classes of node:zlib. Owner: zlib. Those of zlib and brotli can be called without `new`, as the first programs of
// Node did; that is deprecated.

const { FunctionPrototypeCall, ObjectSetPrototypeOf } = primordials;

const { deprecateInstantiation } = require('internal/util');
const { constants } = require('zlib/constants');
const { Zlib, ZlibBase } = require('zlib/base');

const {
  BROTLI_DECODE, BROTLI_ENCODE, DEFLATE, DEFLATERAW, GUNZIP, GZIP, INFLATE, INFLATERAW, UNZIP, ZSTD_COMPRESS,
  ZSTD_DECOMPRESS,
} = constants;

function define(name, Base, format) {
  const { [name]: Class } = {
    [name]: function(options) {
      if (!(this instanceof Class)) return deprecateInstantiation(Class, 'DEP0184', options);
      FunctionPrototypeCall(Base, this, options, format);
    },
  };
  ObjectSetPrototypeOf(Class.prototype, Base.prototype);
  ObjectSetPrototypeOf(Class, Base);
  return Class;
}

function Brotli(options, format) {
  FunctionPrototypeCall(ZlibBase, this, options, format);
}
ObjectSetPrototypeOf(Brotli.prototype, ZlibBase.prototype);
ObjectSetPrototypeOf(Brotli, ZlibBase);

class Zstd extends ZlibBase {}

class ZstdCompress extends Zstd {
  constructor(options) {
    super(options, ZSTD_COMPRESS);
  }
}

class ZstdDecompress extends Zstd {
  constructor(options) {
    super(options, ZSTD_DECOMPRESS);
  }
}

module.exports = {
  Deflate: define('Deflate', Zlib, DEFLATE),
  Inflate: define('Inflate', Zlib, INFLATE),
  Gzip: define('Gzip', Zlib, GZIP),
  Gunzip: define('Gunzip', Zlib, GUNZIP),
  DeflateRaw: define('DeflateRaw', Zlib, DEFLATERAW),
  InflateRaw: define('InflateRaw', Zlib, INFLATERAW),
  Unzip: define('Unzip', Zlib, UNZIP),
  BrotliCompress: define('BrotliCompress', Brotli, BROTLI_ENCODE),
  BrotliDecompress: define('BrotliDecompress', Brotli, BROTLI_DECODE),
  ZstdCompress,
  ZstdDecompress,
};
