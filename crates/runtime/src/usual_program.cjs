// What programs usually do when they start. It runs once per build: the start-up snapshot holds the code of the built-in
// functions that run here; the others are compiled when a program first calls them. It must write nothing and end by itself.
'use strict';

const { EventEmitter } = require('node:events');
const path = require('path');

class Part extends EventEmitter {
  name = path.join(__dirname, 'part');
}

const part = new Part();
part.on('ready', () => part.removeAllListeners());
part.once('ready', () => {});
part.emit('ready', path.resolve(part.name), path.basename(part.name), path.extname(__filename));
Buffer.concat([Buffer.from('text'), Buffer.alloc(4)]).toString('hex');

process.nextTick(() => {});
queueMicrotask(() => {});
Promise.resolve().then(() => {});
setImmediate(() => {});
setTimeout(() => {}, 1);
clearTimeout(setTimeout(() => {}, 10));
clearInterval(setInterval(() => {}, 10));
process.on('exit', () => {});

module.exports = { env: process.env.HOME, argv: process.argv.slice(2), main: require.main === module };
try {
  require('./absent');
} catch (error) {
  module.exports.code = error.code;
}
import('node:os');
