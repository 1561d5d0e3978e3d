'use strict';
// The servers that resolvers ask: read from texts, printed, and those that the
// system is set up with.

const {
  ArrayPrototypeForEach,
  ArrayPrototypePush,
  NumberParseInt,
  RegExpPrototypeExec,
  StringPrototypeSplit,
  StringPrototypeTrim,
} = primordials;

const { codes: { ERR_INVALID_IP_ADDRESS } } = require('internal/errors');
const { validateArray, validatePort, validateString } = require('internal/validators');
const { isIP } = require('net/addresses');

const kPort = 53;
const kBracketed = /^\[([^[\]]*)\](?::(\d+))?$/;
const kWithPort = /^([^:]+):(\d+)$/;

function parseServer(text) {
  if (isIP(text) !== 0) return { address: text, family: isIP(text), port: kPort };
  const match = RegExpPrototypeExec(kBracketed, text) ?? RegExpPrototypeExec(kWithPort, text);
  const family = match === null ? 0 : isIP(match[1]);
  if (family === 0) throw new ERR_INVALID_IP_ADDRESS(text);
  const port = match[2] === undefined ? kPort : NumberParseInt(match[2], 10);
  validatePort(port);
  return { address: match[1], family, port: port || kPort };
}

// The argument of setServers(). Holes are passed over, as by `forEach`.
function parseServers(servers) {
  validateArray(servers, 'servers');
  const parsed = [];
  ArrayPrototypeForEach(servers, (text, index) => {
    validateString(text, `servers[${index}]`);
    ArrayPrototypePush(parsed, parseServer(text));
  });
  return parsed;
}

function printServer({ address, family, port }) {
  if (port === kPort) return address;
  return family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

function linesOf(path) {
  try {
    return StringPrototypeSplit(require('fs').readFileSync(path, 'utf8'), '\n');
  } catch {
    // Not there or not readable: nothing is set up.
    return [];
  }
}

// From the system's configuration; without one, a server on this machine.
function systemServers() {
  const servers = [];
  const lines = linesOf('/etc/resolv.conf');
  for (let i = 0; i < lines.length; i++) {
    const match = RegExpPrototypeExec(/^\s*nameserver\s+(\S+)/, lines[i]);
    if (match === null || isIP(match[1]) === 0) continue;
    ArrayPrototypePush(servers, { address: match[1], family: isIP(match[1]), port: kPort });
  }
  if (servers.length === 0) ArrayPrototypePush(servers, { address: '127.0.0.1', family: 4, port: kPort });
  return servers;
}

// The names that the system's table of hosts has for an address.
function hostsOf(address) {
  const names = [];
  const lines = linesOf('/etc/hosts');
  for (let i = 0; i < lines.length; i++) {
    const line = StringPrototypeTrim(StringPrototypeSplit(lines[i], '#')[0]);
    const words = StringPrototypeSplit(line, /\s+/);
    if (words[0] !== address) continue;
    for (let j = 1; j < words.length; j++) ArrayPrototypePush(names, words[j]);
  }
  return names;
}

module.exports = { hostsOf, parseServers, printServer, systemServers };
