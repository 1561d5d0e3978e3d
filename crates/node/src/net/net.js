'use strict';
// node:net - what needs no socket: telling addresses and the settings of
// address selection. Sockets and servers are absent and say so.

const { Number, RegExpPrototypeExec, StringPrototypeSplit } = primordials;

const { validateBoolean, validateInt32 } = require('internal/validators');

const kPart = /^[0-9a-fA-F]{1,4}$/;
const kIPv4 =
  /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function isIPv4(text) {
  return RegExpPrototypeExec(kIPv4, `${text}`) !== null;
}

// Counts the 16-bit groups of one side of `::`; -1 when one is malformed.
// Only the last group of the address may be an IPv4 address, worth two.
function countGroups(side, mayEndInIPv4) {
  if (side === '') return 0;
  const parts = StringPrototypeSplit(side, ':');
  for (let i = 0; i < parts.length; i++) {
    if (RegExpPrototypeExec(kPart, parts[i]) !== null) continue;
    if (mayEndInIPv4 && i === parts.length - 1 && isIPv4(parts[i])) {
      return parts.length + 1;
    }
    return -1;
  }
  return parts.length;
}

const kZone = /^([^%]*)(?:%[0-9a-zA-Z-.:]+)?$/;

function isIPv6(text) {
  const match = RegExpPrototypeExec(kZone, `${text}`);
  if (match === null) return false;
  const sides = StringPrototypeSplit(match[1], '::');
  if (sides.length > 2) return false;
  if (sides.length === 1) return countGroups(sides[0], true) === 8;
  const head = countGroups(sides[0], false);
  const tail = countGroups(sides[1], true);
  return head >= 0 && tail >= 0 && head + tail <= 7;
}

function isIP(text) {
  if (isIPv4(text)) return 4;
  return isIPv6(text) ? 6 : 0;
}

let autoSelectFamily;
let attemptTimeout;

function getDefaultAutoSelectFamily() {
  const { getOptionValue } = require('internal/options');
  return autoSelectFamily ??=
    getOptionValue('--network-family-autoselection') !== false;
}

function setDefaultAutoSelectFamily(value) {
  validateBoolean(value, 'value');
  autoSelectFamily = value;
}

// In milliseconds, and never below ten: less would be a storm of connections.
function getDefaultAutoSelectFamilyAttemptTimeout() {
  const { getOptionValue } = require('internal/options');
  return attemptTimeout ??= Number(
    getOptionValue('--network-family-autoselection-attempt-timeout') ?? 250);
}

function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  validateInt32(value, 'value', 1);
  attemptTimeout = value < 10 ? 10 : value;
}

module.exports = require('internal/absent')('net');
module.exports.isIP = isIP;
module.exports.isIPv4 = isIPv4;
module.exports.isIPv6 = isIPv6;
module.exports.getDefaultAutoSelectFamily = getDefaultAutoSelectFamily;
module.exports.setDefaultAutoSelectFamily = setDefaultAutoSelectFamily;
module.exports.getDefaultAutoSelectFamilyAttemptTimeout =
  getDefaultAutoSelectFamilyAttemptTimeout;
module.exports.setDefaultAutoSelectFamilyAttemptTimeout =
  setDefaultAutoSelectFamilyAttemptTimeout;
