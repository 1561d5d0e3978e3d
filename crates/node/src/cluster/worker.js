'use strict';
// cluster.Worker: one worker, as it shows on both sides. The primary and the worker itself add how it is disconnected
// and ended.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;

const EventEmitter = require('events');

function Worker(options) {
  if (!(this instanceof Worker)) return new Worker(options);
  ReflectApply(EventEmitter, this, []);
  if (options === null || typeof options !== 'object') options = {};
  this.exitedAfterDisconnect = undefined;
  this.state = options.state || 'none';
  this.id = options.id | 0;
  if (!options.process) return;
  this.process = options.process;
  this.process.on('error', (code, signal) => this.emit('error', code, signal));
  this.process.on('message', (message, handle) => this.emit('message', message, handle));
}
ObjectSetPrototypeOf(Worker.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Worker, EventEmitter);

Worker.prototype.kill = function(...args) {
  return ReflectApply(this.destroy, this, args);
};

Worker.prototype.send = function(...args) {
  return ReflectApply(this.process.send, this.process, args);
};

Worker.prototype.isDead = function() {
  const { exitCode, signalCode } = this.process;
  return (exitCode !== null && exitCode !== undefined) || (signalCode !== null && signalCode !== undefined);
};

Worker.prototype.isConnected = function() {
  return this.process.connected;
};

module.exports = { Worker };
