'use strict';
// The `URLPattern` class. Owner: url. The name is there so that programs can test for it and load;
// constructing one says clearly that the matching is missing.

const { Error } = primordials;

class URLPattern {
  constructor() {
    const error = new Error('url.URLPattern is not available in weir yet');
    error.code = 'ERR_WEIR_NOT_YET';
    throw error;
  }
}

module.exports = { URLPattern };
