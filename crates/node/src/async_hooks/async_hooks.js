'use strict';
// node:async_hooks - AsyncLocalStorage, AsyncResource and the hooks. The
// tables and the hooks themselves load on first use.

const { ObjectDefineProperty } = primordials;

const { state: ids } = require('async_hooks/ids');
const { AsyncLocalStorage } = require('async_hooks/local_storage');
const { AsyncResource } = require('async_hooks/async_resource');

function executionAsyncId() {
  return ids.id;
}

function triggerAsyncId() {
  return ids.trigger;
}

// Stands for the code that no resource runs; programs hang data on it.
const topLevelResource = {};

function executionAsyncResource() {
  if (ids.resource === undefined) ids.resource = {};
  return ids.resource ?? topLevelResource;
}

function createHook(callbacks) {
  return require('async_hooks/hooks').createHook(callbacks);
}

module.exports = {
  AsyncLocalStorage,
  createHook,
  executionAsyncId,
  triggerAsyncId,
  executionAsyncResource,
};

ObjectDefineProperty(module.exports, 'asyncWrapProviders', {
  __proto__: null,
  enumerable: true,
  configurable: true,
  get() {
    return require('async_hooks/providers');
  },
});
module.exports.AsyncResource = AsyncResource;
