'use strict';
// node:worker_threads. Owner: worker_threads. Messages between ports of one thread are there; threads are not yet: what needs
// one says so, and what asks for another finds none.

const { SafeMap, Symbol } = primordials;

const EventEmitter = require('events');
const { absentClass, absentFunction, absentObject } = require('internal/absent');
const { codes: { ERR_WORKER_MESSAGING_FAILED, ERR_WORKER_MESSAGING_SAME_THREAD } } = require('internal/errors');
const { BroadcastChannel } = require('worker_threads/broadcast_channel');
const { MessageChannel, MessagePort, receiveMessageOnPort } = require('worker_threads/message_port');
const { isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable } = require('structured_clone');

const kOwnThread = 0;

// The hooks of `module.register()` run on the only other thread that there is.
const isInternalThread = require('module/state').state.chains !== null;

const environmentData = new SafeMap();

/** What threads that are started later are to find. */
function setEnvironmentData(key, value) {
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, value);
}

function getEnvironmentData(key) {
  return environmentData.get(key);
}

async function postMessageToThread(threadId, value, transferList, timeout) {
  if (threadId === kOwnThread) throw new ERR_WORKER_MESSAGING_SAME_THREAD();
  throw new ERR_WORKER_MESSAGING_FAILED();
}

module.exports = {
  isInternalThread,
  isMainThread: !isInternalThread,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext: absentFunction('worker_threads.moveMessagePortToContext'),
  receiveMessageOnPort,
  resourceLimits: {},
  postMessageToThread,
  threadId: kOwnThread,
  threadName: '',
  SHARE_ENV: Symbol('nodejs.worker_threads.SHARE_ENV'),
  Worker: absentClass('worker_threads.Worker', EventEmitter,
                      'cpuUsage getHeapSnapshot getHeapStatistics postMessage ref startCpuProfile startHeapProfile ' +
                      'terminate unref', 'worker'),
  parentPort: null,
  workerData: null,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
  locks: absentObject('worker_threads.locks'),
};
