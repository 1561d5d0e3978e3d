'use strict';
// node:stream/iter, with --experimental-stream-iter: streams as iterables of batches of bytes. Owner: stream. Only gathers
// the functions.

const { ObjectFreeze } = primordials;

const consumers = require('stream/iter/consumers');
const { from, fromSync } = require('stream/iter/from');
const { merge, tap, tapSync } = require('stream/iter/merge');
const { pipeTo, pipeToSync } = require('stream/iter/pipe');
const protocols = require('stream/iter/protocols');
const { pull, pullSync } = require('stream/iter/pull');
const { duplex, ondrain, push } = require('stream/iter/push');
const { notYet } = require('internal/errors');

const absent = (name) => ({ [name]() { throw notYet(`stream/iter.${name}`); } })[name];

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
  broadcast: absent('broadcast'),
  share: absent('share'),
  shareSync: absent('shareSync'),
  tap,
  tapSync,
  ondrain,
};

module.exports = {
  Stream: ObjectFreeze({ ...functions, ...protocols }),
  ...protocols,
  ...functions,
  Broadcast: { __proto__: null, from: absent('Broadcast.from') },
  Share: { __proto__: null, from: absent('Share.from') },
  SyncShare: { __proto__: null, fromSync: absent('SyncShare.fromSync') },
  fromReadable: absent('fromReadable'),
  fromWritable: absent('fromWritable'),
  toReadable: absent('toReadable'),
  toReadableSync: absent('toReadableSync'),
  toWritable: absent('toWritable'),
};
