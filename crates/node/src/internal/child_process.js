'use strict';
// What stands under the public functions of node:child_process, in one object. They call it through this object, so that
// tools which replace a part of it see every child.

const { ChildProcess } = require('child_process/child');
const { getValidStdio } = require('child_process/stdio');
const { spawnSync } = require('child_process/sync');
const { kChannelHandle, setupChannel } = require('child_process/ipc');

module.exports = { ChildProcess, getValidStdio, kChannelHandle, setupChannel, spawnSync };
