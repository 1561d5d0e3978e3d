'use strict';
// The names by which objects of any make take part in stream/iter. Owner: stream.

const { SymbolFor } = primordials;

module.exports = {
  toStreamable: SymbolFor('Stream.toStreamable'),
  toAsyncStreamable: SymbolFor('Stream.toAsyncStreamable'),
  broadcastProtocol: SymbolFor('Stream.broadcastProtocol'),
  shareProtocol: SymbolFor('Stream.shareProtocol'),
  shareSyncProtocol: SymbolFor('Stream.shareSyncProtocol'),
  drainableProtocol: SymbolFor('Stream.drainableProtocol'),
};
