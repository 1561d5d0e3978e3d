'use strict';
// node:cluster: what this process is decides what the module exports. A process that a primary started as a worker has
// NODE_UNIQUE_ID among its own variables until its start has taken it; whatever it inherits does not count.

const { ObjectHasOwn } = primordials;

const { role } = require('cluster/role');

const isWorker = role.isWorker || ObjectHasOwn(process.env, 'NODE_UNIQUE_ID');

module.exports = isWorker ? require('cluster/child') : require('cluster/primary');
