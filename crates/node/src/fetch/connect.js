'use strict';
// Makes the connections of fetch's own client: a socket to the server itself, or through a proxy that is asked for a
// tunnel. Owner: fetch.

const net = require('net');
const { channels } = require('fetch/channels');

const kKeepAliveDelay = 60_000;

/** `callback(err, socket)` once the bytes of a socket are those of the place. Returns a socket to destroy if nobody waits. */
function connect(place, callback) {
  const { tunnel } = place;
  const { hostname, port } = tunnel ?? place;
  const parameters = connectParametersOf(place);
  if (channels.beforeConnect.hasSubscribers) {
    channels.beforeConnect.publish({ connectParams: parameters, connector: connect });
  }
  const socket = net.connect({ __proto__: null, host: hostname, port, noDelay: true });
  socket.setKeepAlive(true, kKeepAliveDelay);
  const onError = (error) => {
    if (channels.connectError.hasSubscribers) {
      channels.connectError.publish({ error, connectParams: parameters, connector: connect });
    }
    callback(error, socket);
  };
  socket.once('error', onError);
  socket.once('connect', () => {
    const done = (error) => {
      socket.removeListener('error', onError);
      if (error !== null) {
        onError(error);
        return;
      }
      if (channels.connected.hasSubscribers) {
        channels.connected.publish({ connectParams: parameters, connector: connect, socket });
      }
      callback(null, socket);
    };
    if (tunnel === undefined) {
      done(null);
      return;
    }
    const { openTunnel } = require('fetch/proxy');
    openTunnel(socket, place, done);
  });
  return socket;
}

function connectParametersOf({ host, hostname, port }) {
  return { host, hostname, protocol: 'http:', port: `${port}`, version: undefined, servername: null, localAddress: null };
}


module.exports = { connect };
