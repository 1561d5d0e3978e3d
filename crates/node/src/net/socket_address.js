'use strict';
// net.SocketAddress: an address, a port, a family and, for IPv6, a flow label.

const { StringPrototypeSlice, StringPrototypeToLowerCase } = primordials;

const {
  codes: { ERR_INVALID_ADDRESS, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const {
  validateObject,
  validatePort,
  validateString,
  validateUint32,
} = require('internal/validators');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { kClone } = require('structured_clone/host');
const { addressNumber } = binding('block_list');

const kLargestFlowLabel = 0xFFFFF;

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;
  // The address as 32 hexadecimal digits, IPv4 in its mapped form.
  #number;

  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    let { family = 'ipv4' } = options;
    const { port = 0, flowlabel = 0 } = options;
    if (typeof family?.toLowerCase === 'function') family = StringPrototypeToLowerCase(`${family}`);
    if (family !== 'ipv4' && family !== 'ipv6') {
      throw new ERR_INVALID_ARG_VALUE('options.family', options.family);
    }
    const { address = family === 'ipv4' ? '127.0.0.1' : '::' } = options;
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    const known = addressNumber(address, family === 'ipv6');
    if (known === undefined) throw new ERR_INVALID_ADDRESS();
    this.#number = known[0];
    this.#address = known[1];
    this.#port = port | 0;
    this.#family = family;
    this.#flowlabel = family === 'ipv6' ? flowlabel & kLargestFlowLabel : 0;
  }

  static isSocketAddress(value) {
    return value !== null && typeof value === 'object' && #number in value;
  }

  // `1.2.3.4:80` or `[::1]:80`, in any form that a URL may give an address.
  static parse(input) {
    validateString(input, 'input');
    const { URL } = require('url');
    const url = URL.parse(`http://${input}`);
    if (url === null) return undefined;
    const { hostname } = url;
    const isV6 = hostname[0] === '[';
    const address = isV6 ? StringPrototypeSlice(hostname, 1, -1) : hostname;
    if (addressNumber(address, isV6) === undefined) return undefined;
    return new SocketAddress({ address, port: url.port | 0, family: isV6 ? 'ipv6' : 'ipv4' });
  }

  static numberOf(address) {
    return address.#number;
  }

  get address() {
    return this.#address;
  }

  get port() {
    return this.#port;
  }

  get family() {
    return this.#family;
  }

  get flowlabel() {
    return this.#flowlabel;
  }

  toJSON() {
    return {
      address: this.#address,
      port: this.#port,
      family: this.#family,
      flowlabel: this.#flowlabel,
    };
  }

  [kClone]() {
    return new SocketAddress(this.toJSON());
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return '[SocketAddress]';
    const { inspect } = require('util/inspect');
    const nested = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `SocketAddress ${inspect(this.toJSON(), nested)}`;
  }
}

const { numberOf } = SocketAddress;
delete SocketAddress.numberOf;

module.exports = { SocketAddress, numberOf };
