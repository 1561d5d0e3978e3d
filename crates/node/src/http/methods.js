'use strict';
// The methods that the parser knows, by its numbers. Owner: http. A table.

const { ArrayPrototypeSlice, ArrayPrototypeSort, StringPrototypeSplit } = primordials;

const METHODS = StringPrototypeSplit(
  'DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND ' +
  'UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK ' +
  'UNLINK SOURCE PRI DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD FLUSH ' +
  'QUERY', ' ');

const kFirstOfRtsp = 34;
const httpMethods = ArrayPrototypeSlice(METHODS, 0, kFirstOfRtsp);
httpMethods[kFirstOfRtsp] = 'QUERY';

module.exports = {
  METHODS,
  /** Those of HTTP alone, in the parser's order. */
  httpMethods,
  /** The same, by name. */
  sortedMethods: ArrayPrototypeSort(ArrayPrototypeSlice(httpMethods)),
};
