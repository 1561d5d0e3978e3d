'use strict';
// Sockets, events and messages of the web cannot be cloned; an object with one of their prototypes alone can.
const assert = require('node:assert');

const dataCloneError = { name: 'DataCloneError', message: 'Cannot clone object of unsupported type.' };
const socket = new WebSocket('ws://127.0.0.1:1/');
socket.onerror = () => {};
for (const value of [socket, new CloseEvent('x'), new MessageEvent('x'), new Response(), new Headers(), new FormData(),
                     new Request('http://localhost/')]) {
  assert.throws(() => structuredClone(value), dataCloneError);
  assert.throws(() => new MessageChannel().port1.postMessage({ value }), dataCloneError);
}
for (const Class of [CloseEvent, MessageEvent, Response, Headers, FormData, Request, WebSocket]) {
  assert.deepStrictEqual(structuredClone({ __proto__: Class.prototype }), {});
}
