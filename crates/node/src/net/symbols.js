'use strict';
// Symbols under which sockets keep what servers, TLS and HTTP also touch.

const { Symbol } = primordials;

module.exports = {
  kTimeout: Symbol('timeout'),
  kLastWriteQueueSize: Symbol('lastWriteQueueSize'),
  kUpdateTimer: Symbol('updateTimer'),
  kMaybeDestroy: Symbol('kMaybeDestroy'),
  kReinitializeHandle: Symbol('kReinitializeHandle'),
  kSetNoDelay: Symbol('kSetNoDelay'),
  kSetKeepAlive: Symbol('kSetKeepAlive'),
  kSetKeepAliveInitialDelay: Symbol('kSetKeepAliveInitialDelay'),
  kSetKeepAliveInterval: Symbol('kSetKeepAliveInterval'),
  kSetKeepAliveCount: Symbol('kSetKeepAliveCount'),
  kSetTOS: Symbol('kSetTOS'),
  kBytesRead: Symbol('kBytesRead'),
  kBytesWritten: Symbol('kBytesWritten'),
  kUserBuffer: Symbol('kUserBuffer'),
  kBoundSource: Symbol('kBoundSource'),
  kServerHandle: Symbol('kServerHandle'),
  kAdopt: Symbol('kAdopt'),
  normalizedArgs: Symbol('normalizedArgs'),
};
