'use strict';
// node:stream/iter, with --experimental-stream-iter: streams as iterables of batches of bytes. Owner: stream. Only gathers
// the functions.

const { ObjectFreeze } = primordials;

const { Broadcast, broadcast } = require('stream/iter/broadcast');
const { fromReadable, toReadable, toReadableSync } = require('stream/iter/classic_readable');
const { fromWritable, toWritable } = require('stream/iter/classic_writable');
const consumers = require('stream/iter/consumers');
const { from, fromSync } = require('stream/iter/from');
const { merge, tap, tapSync } = require('stream/iter/merge');
const { pipeTo, pipeToSync } = require('stream/iter/pipe');
const protocols = require('stream/iter/protocols');
const { pull, pullSync } = require('stream/iter/pull');
const { duplex, ondrain, push } = require('stream/iter/push');
const { Share, SyncShare, share, shareSync } = require('stream/iter/share');

const functions = {
  push,
  duplex,
  from,
  fromSync,
  pull,
  pullSync,
  pipeTo,
  pipeToSync,
  bytes: consumers.bytes,
  text: consumers.text,
  arrayBuffer: consumers.arrayBuffer,
  array: consumers.array,
  bytesSync: consumers.bytesSync,
  textSync: consumers.textSync,
  arrayBufferSync: consumers.arrayBufferSync,
  arraySync: consumers.arraySync,
  merge,
  broadcast,
  share,
  shareSync,
  tap,
  tapSync,
  ondrain,
};

module.exports = {
  Stream: ObjectFreeze({ ...functions, ...protocols }),
  ...protocols,
  ...functions,
  Broadcast,
  Share,
  SyncShare,
  fromReadable,
  fromWritable,
  toReadable,
  toReadableSync,
  toWritable,
};
