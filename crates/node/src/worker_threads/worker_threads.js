'use strict';
// node:worker_threads. Messages between ports of one thread are there; threads are not yet: what needs them says so.

const { BroadcastChannel } = require('worker_threads/broadcast_channel');
const { MessageChannel, MessagePort, receiveMessageOnPort } = require('worker_threads/message_port');
const { isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable } = require('structured_clone');

// The hooks of `module.register()` run on the only other thread that there is.
const isInternalThread = require('module/state').state.chains !== null;

module.exports = {
  ...require('internal/absent')('worker_threads'),
  BroadcastChannel,
  MessageChannel,
  MessagePort,
  isInternalThread,
  isMainThread: !isInternalThread,
  isMarkedAsUntransferable,
  markAsUncloneable,
  markAsUntransferable,
  receiveMessageOnPort,
};
