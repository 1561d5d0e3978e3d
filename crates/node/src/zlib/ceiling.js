'use strict';
// The ceiling on what decompression may give, against data that was made to burst its reader. Owner: zlib.
//
// Decompression is stopped when its output is beyond a floor and is also more than 1,000 times its input. Deflate's format
// allows no more than 1,032 for one, and comes near it only where bytes are all the same; brotli and zstd can give a
// million and more. So that factor is the price of a burst in every format: a megabyte of output costs the sender about a
// kilobyte. Text, tables and pictures stay far below it (10 to 100 in general). What may pass it honestly is a file with
// long holes, such as the image of a disk: hence the floors. They are low where all of the output is in memory at once, and
// high for streams, where backpressure holds the output back until somebody wants it. Who expects more says so with
// `maxDecompressionRatio: Infinity`, or for all with --no-decompression-ceiling.

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { validateNumber } = require('internal/validators');

const kRatio = 1000;
const kStreamFloor = 2 ** 30;
const kWholeFloor = 2 ** 27;

/** The ratio that an option asks for, Infinity for none. */
function ratioOf(option) {
  if (option === undefined) return getOptionValue('--decompression-ceiling') === false ? Infinity : kRatio;
  validateNumber(option, 'options.maxDecompressionRatio');
  if (!(option >= 1)) throw new ERR_OUT_OF_RANGE('options.maxDecompressionRatio', '>= 1', option);
  return option;
}

module.exports = { kStreamFloor, kWholeFloor, ratioOf };
