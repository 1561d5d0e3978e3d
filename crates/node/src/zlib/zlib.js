'use strict';
// node:zlib: compression with zlib, brotli and zstd. Owner: zlib. Only gathers what the other files of this folder make.

const { ArrayPrototypeForEach, ObjectDefineProperty, ObjectKeys, StringPrototypeStartsWith } = primordials;

const ops = binding('zlib');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const classes = require('zlib/classes');
const { codes, constants } = require('zlib/constants');
const { whole, wholeSync } = require('zlib/whole');

function crc32(data, value = 0) {
  if (typeof data === 'string') {
    validateUint32(value, 'value');
    return ops.crc32Text(data, value);
  }
  if (!isArrayBufferView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
  }
  validateUint32(value, 'value');
  return ops.crc32(data, value);
}

module.exports = { crc32, ...classes };

/** The pair of forms for whole inputs. */
function addWhole(name, Class, format) {
  module.exports[name] = function asyncBufferWrapper(buffer, opts, callback) {
    return whole(Class, format, buffer, opts, callback);
  };
  module.exports[`${name}Sync`] = function syncBufferWrapper(buffer, opts) {
    return wholeSync(Class, format, buffer, opts);
  };
}
addWhole('deflate', classes.Deflate, constants.DEFLATE);
addWhole('gzip', classes.Gzip, constants.GZIP);
addWhole('deflateRaw', classes.DeflateRaw, constants.DEFLATERAW);
addWhole('unzip', classes.Unzip, constants.UNZIP);
addWhole('inflate', classes.Inflate, constants.INFLATE);
addWhole('gunzip', classes.Gunzip, constants.GUNZIP);
addWhole('inflateRaw', classes.InflateRaw, constants.INFLATERAW);
addWhole('brotliCompress', classes.BrotliCompress, constants.BROTLI_ENCODE);
addWhole('brotliDecompress', classes.BrotliDecompress, constants.BROTLI_DECODE);
addWhole('zstdCompress', classes.ZstdCompress, constants.ZSTD_COMPRESS);
addWhole('zstdDecompress', classes.ZstdDecompress, constants.ZSTD_DECOMPRESS);

const kFactories = [
  'Deflate', 'Inflate', 'DeflateRaw', 'InflateRaw', 'Gzip', 'Gunzip', 'Unzip', 'BrotliCompress', 'BrotliDecompress',
  'ZstdCompress', 'ZstdDecompress',
];
ArrayPrototypeForEach(kFactories, (name) => {
  const Class = classes[name];
  const factory = `create${name}`;
  const { [factory]: value } = {
    [factory]: function(options) {
      return new Class(options);
    },
  };
  ObjectDefineProperty(module.exports, factory, { __proto__: null, configurable: true, enumerable: true, value });
});

ObjectDefineProperty(module.exports, 'constants', { __proto__: null, enumerable: true, value: constants });
ObjectDefineProperty(module.exports, 'codes', { __proto__: null, enumerable: true, value: codes });

// The older constants are there under their bare names as well.
ArrayPrototypeForEach(ObjectKeys(constants), (name) => {
  if (StringPrototypeStartsWith(name, 'BROTLI')) return;
  ObjectDefineProperty(module.exports, name, { __proto__: null, value: constants[name] });
});
