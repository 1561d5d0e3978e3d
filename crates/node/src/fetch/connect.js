'use strict';
// Makes the connections of fetch's own client: a socket to the server itself, or through a proxy that is asked for a
// tunnel. Owner: fetch.

const { Error, NumberParseInt, StringPrototypeSlice } = primordials;

const net = require('net');
const { channels } = require('fetch/channels');

const kKeepAliveDelay = 60_000;

/** Where the connections for a URL lead, `tunnel` being its proxy, if any. */
function placeOf(url, tunnel) {
  const { hostname, port, host } = url;
  return {
    hostname: hostname[0] === '[' ? StringPrototypeSlice(hostname, 1, -1) : hostname,
    port: port === '' ? 80 : NumberParseInt(port, 10),
    host,
    tunnel,
  };
}

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

/**
 * An agent of node:http for what a URL leads to, by the proxy that fetch would take. `timeout`: milliseconds for such a
 * proxy to give a tunnel.
 */
function agentFor(url, timeout) {
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  const { Agent } = require(isSecure ? 'https/agent' : 'http/agent');
  const agent = new Agent();
  const tunnel = isSecure ? undefined : require('fetch/proxy').tunnelFor(url);
  if (tunnel === undefined) return agent;
  agent.createConnection = (options, callback) => {
    const socket = connect(placeOf(url, tunnel), (err, made) => {
      made.setTimeout(0);
      if (err !== null) callback(err);
      else callback(null, made);
    });
    socket.setTimeout(timeout, () => socket.destroy(new Error('The proxy took too long')));
  };
  return agent;
}

module.exports = { agentFor, connect, placeOf };
