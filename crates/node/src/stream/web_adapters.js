'use strict';
// The bridge between Node streams and web streams, behind toWeb() and fromWeb(). Owner: stream. Loaded with the first such
// call, as it brings the web streams with it.

require('stream/web');

module.exports = {
  ...require('stream/web/adapt_readable'),
  ...require('stream/web/adapt_writable'),
  ...require('stream/web/adapt_duplex'),
};
