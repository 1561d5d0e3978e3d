'use strict';
// Options that both sides of a connection take, checked, and what they mean to a parser. Owner: http.

const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { validateBoolean, validateInteger, validateOneOf } = require('internal/validators');

const kLenientAll = 1023;
const kRelaxedValues = 1024;
const kMaxHeaderSize = 16 * 1024;

/** The leniency of a parser. */
function lenientOf({ httpValidation, insecureHTTPParser }) {
  if (httpValidation !== undefined) {
    validateOneOf(httpValidation, 'options.httpValidation', ['strict', 'relaxed', 'insecure']);
    if (insecureHTTPParser !== undefined) {
      throw new ERR_INVALID_ARG_VALUE('options.httpValidation', httpValidation,
                                      'cannot be used together with insecureHTTPParser');
    }
    if (httpValidation === 'insecure') return kLenientAll;
    return httpValidation === 'relaxed' ? kRelaxedValues : 0;
  }
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
  return (insecureHTTPParser ?? getOptionValue('--insecure-http-parser')) === true ? kLenientAll : 0;
}

/** The most bytes of a head where nobody says otherwise. */
function defaultMaxHeaderSize() {
  return getOptionValue('--max-http-header-size') || kMaxHeaderSize;
}

/** The most bytes of a head. */
function maxHeaderSizeOf({ maxHeaderSize }) {
  if (maxHeaderSize !== undefined) validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
  return maxHeaderSize || defaultMaxHeaderSize();
}

// Header lines of a message unless a program says otherwise.
const kMaxHeaders = 1000;

/** The header lines that a server takes, or that a request's response shows, by `maxHeadersCount`: 0 for any number. */
function maxHeadersOf({ maxHeadersCount }) {
  if (typeof maxHeadersCount !== 'number') return kMaxHeaders;
  // As Node counts: names and values, in 32 bits.
  const pairs = maxHeadersCount << 1;
  return pairs > 0 ? pairs >> 1 : 0;
}

class ParserSettings {
  constructor(options) {
    this.lenient = lenientOf(options);
    this.maxHeaderSize = maxHeaderSizeOf(options);
  }
}

let defaults;

/** How the response to a request with such options is parsed. */
function parserSettingsOf(options) {
  if (options.httpValidation === undefined && options.insecureHTTPParser === undefined && options.maxHeaderSize === undefined) {
    return defaults ??= new ParserSettings(options);
  }
  return new ParserSettings(options);
}

module.exports = { defaultMaxHeaderSize, lenientOf, maxHeaderSizeOf, parserSettingsOf, maxHeadersOf };
