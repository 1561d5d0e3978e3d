'use strict';
// net.BlockList: rules that name addresses, ranges and subnets.
//
// Addresses are compared as 32 hexadecimal digits, IPv4 in its mapped form, so
// that a rule of one family meets the other's notation and the order of
// texts is that of addresses. Single addresses are looked up, ranges are tried
// one after the other.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeReverse,
  JSONParse,
  NumberParseInt,
  ObjectFreeze,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateArray, validateInt32, validateString } = require('internal/validators');
const { customInspectSymbol } = require('internal/util');
const { kClone } = require('structured_clone/host');
const { SocketAddress, numberOf } = require('net/socket_address');
const { subnetRange } = binding('block_list');

const kPrivate = ObjectFreeze([
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128',
  '169.254.0.0/16', 'fe80::/10', 'fc00::/7',
]);

const kInteger = /^-?\d+$/;
const kRule = /^(Address|Range|Subnet): (IPv4|IPv6) ([^-/ ]+)(?:([-/])([^-/ ]+))?$/;

function familyOf(type) {
  validateString(type, 'family');
  const family = StringPrototypeToLowerCase(type);
  if (family !== 'ipv4' && family !== 'ipv6') throw new ERR_INVALID_ARG_VALUE('options.family', type);
  return family;
}

function toAddress(value, type, name) {
  if (SocketAddress.isSocketAddress(value)) return value;
  validateString(value, name);
  const family = familyOf(type);
  return new SocketAddress({ address: value, family });
}

function label(family) {
  return family === 'ipv6' ? 'IPv6' : 'IPv4';
}

function addressRule(address) {
  const number = numberOf(address);
  return { text: `Address: ${label(address.family)} ${address.address}`, from: number, to: number };
}

function rangeRule(start, end) {
  return {
    text: `Range: ${label(start.family)} ${start.address}-${end.address}`,
    from: numberOf(start),
    to: numberOf(end),
  };
}

function subnetRule(network, prefix) {
  const range = subnetRange(numberOf(network), network.family === 'ipv6' ? prefix : prefix + 96);
  return {
    text: `Subnet: ${label(network.family)} ${network.address}/${prefix}`,
    from: range[0],
    to: range[1],
  };
}

function checkPrefix(network, prefix) {
  validateInt32(prefix, 'prefix', 0, network.family === 'ipv6' ? 128 : 32);
}

function parseCidr(cidr, name) {
  validateString(cidr, name);
  const slash = StringPrototypeLastIndexOf(cidr, '/');
  if (slash === -1) {
    throw new ERR_INVALID_ARG_VALUE(name, cidr, 'must contain a prefix length (e.g. "10.0.0.0/8")');
  }
  const length = StringPrototypeSlice(cidr, slash + 1);
  if (RegExpPrototypeExec(kInteger, length) === null) {
    throw new ERR_INVALID_ARG_VALUE(name, cidr, 'prefix length must be a valid integer');
  }
  const address = StringPrototypeSlice(cidr, 0, slash);
  const family = StringPrototypeIncludes(address, ':') ? 'ipv6' : 'ipv4';
  const network = new SocketAddress({ address, family });
  const prefix = NumberParseInt(length, 10);
  checkPrefix(network, prefix);
  return subnetRule(network, prefix);
}

class BlockList {
  // By text, in the order of adding. Rules over one address are found by it.
  #rules = new SafeMap();
  #single = new SafeMap();

  static isBlockList(value) {
    return value !== null && typeof value === 'object' && #rules in value;
  }

  static PRIVATE_RANGES = kPrivate;

  #add(rule) {
    if (this.#rules.has(rule.text)) return;
    this.#rules.set(rule.text, rule);
    if (rule.from === rule.to) this.#single.set(rule.from, (this.#single.get(rule.from) ?? 0) + 1);
  }

  #remove({ text }) {
    const rule = this.#rules.get(text);
    if (rule === undefined) return;
    this.#rules.delete(text);
    if (rule.from !== rule.to) return;
    const left = this.#single.get(rule.from) - 1;
    if (left === 0) this.#single.delete(rule.from);
    else this.#single.set(rule.from, left);
  }

  addAddress(address, type = 'ipv4') {
    this.#add(addressRule(toAddress(address, type, 'address')));
  }

  addAddresses(addresses, type = 'ipv4') {
    validateArray(addresses, 'addresses');
    const rules = [];
    for (let i = 0; i < addresses.length; i++) {
      ArrayPrototypePush(rules, addressRule(toAddress(addresses[i], type, `addresses[${i}]`)));
    }
    for (let i = 0; i < rules.length; i++) this.#add(rules[i]);
  }

  removeAddress(address, type = 'ipv4') {
    this.#remove(addressRule(toAddress(address, type, 'address')));
  }

  #range(start, end, type) {
    start = toAddress(start, type, 'start');
    end = toAddress(end, type, 'end');
    const rule = rangeRule(start, end);
    if (start.family === end.family && rule.from > rule.to) {
      throw new ERR_INVALID_ARG_VALUE('start', start, 'must come before end');
    }
    return rule;
  }

  addRange(start, end, type = 'ipv4') {
    this.#add(this.#range(start, end, type));
  }

  removeRange(start, end, type = 'ipv4') {
    this.#remove(this.#range(start, end, type));
  }

  #subnet(network, prefix, type) {
    if (!SocketAddress.isSocketAddress(network)) {
      validateString(network, 'network');
      network = new SocketAddress({ address: network, family: familyOf(type) });
    }
    checkPrefix(network, prefix);
    return subnetRule(network, prefix);
  }

  addSubnet(network, prefix, type = 'ipv4') {
    this.#add(this.#subnet(network, prefix, type));
  }

  removeSubnet(network, prefix, type = 'ipv4') {
    this.#remove(this.#subnet(network, prefix, type));
  }

  addCIDR(cidr) {
    this.#add(parseCidr(cidr, 'cidr'));
  }

  addCIDRs(cidrs) {
    validateArray(cidrs, 'cidrs');
    const rules = [];
    for (let i = 0; i < cidrs.length; i++) {
      ArrayPrototypePush(rules, parseCidr(cidrs[i], `cidrs[${i}]`));
    }
    for (let i = 0; i < rules.length; i++) this.#add(rules[i]);
  }

  removeCIDR(cidr) {
    this.#remove(parseCidr(cidr, 'cidr'));
  }

  check(address, type = 'ipv4') {
    if (!SocketAddress.isSocketAddress(address)) {
      validateString(address, 'address');
      validateString(type, 'family');
      try {
        address = new SocketAddress({ address, family: familyOf(type) });
      } catch {
        // What is no address is on no list.
        return false;
      }
    }
    const number = numberOf(address);
    if (this.#single.has(number)) return true;
    let found = false;
    this.#rules.forEach((rule) => {
      found ||= rule.from <= number && number <= rule.to;
    });
    return found;
  }

  clear() {
    this.#rules.clear();
    this.#single.clear();
  }

  get size() {
    return this.#rules.size;
  }

  // The newest first.
  get rules() {
    const texts = [];
    this.#rules.forEach((rule) => ArrayPrototypePush(texts, rule.text));
    return ArrayPrototypeReverse(texts);
  }

  toJSON() {
    return this.rules;
  }

  fromJSON(value) {
    if (typeof value === 'string') value = JSONParse(value);
    const isList = ArrayIsArray(value);
    for (let i = 0; isList && i < value.length; i++) {
      if (typeof value[i] !== 'string') throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], value);
    }
    if (!isList) throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], value);
    for (let i = 0; i < value.length; i++) this.#addText(value[i]);
  }

  // A rule as `rules` prints it; other texts are passed over.
  #addText(text) {
    const match = RegExpPrototypeExec(kRule, text);
    if (match === null) return;
    const { 1: kind, 2: family, 3: first, 4: separator, 5: second } = match;
    if (kind === 'Address' && separator === undefined) this.addAddress(first, family);
    else if (kind === 'Range' && separator === '-') this.addRange(first, second, family);
    else if (kind === 'Subnet' && separator === '/') this.addSubnet(first, NumberParseInt(second, 10), family);
  }

  [kClone]() {
    const copy = new BlockList();
    this.#rules.forEach((rule) => copy.#add(rule));
    return copy;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return '[BlockList]';
    const { inspect } = require('util/inspect');
    const nested = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BlockList ${inspect({ rules: this.rules }, nested)}`;
  }
}

module.exports = { BlockList };
