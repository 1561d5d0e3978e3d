'use strict';
// Messages between a process and the child that it forks from the same script: what the workloads ipc-* share.

const { fork } = require('node:child_process');
const rate = require('./rate.cjs');

module.exports = (text, count) => {
  if (process.argv[2] === 'child') {
    process.on('message', (message) => process.send(message));
    return;
  }
  const child = fork(process.argv[1], ['child']);
  const round = (messages) => new Promise((resolve) => {
    let sum = 0;
    let left = messages;
    child.removeAllListeners('message');
    child.on('message', (message) => {
      sum += message.text.length;
      if (--left >= 8) child.send(message);
      else if (left === 0) resolve(sum);
    });
    for (let n = 0; n < 8; n++) child.send({ text, n });
  });
  rate.async(count, round).then(() => child.disconnect());
};
