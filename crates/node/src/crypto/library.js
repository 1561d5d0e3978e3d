'use strict';
// What belongs to no topic of its own: the names of algorithms, comparison in constant time, FIPS, engines, the secure
// heap, and how the library is to start. Owned by `crypto`.

const { ArrayPrototypeSlice, ObjectDefineProperty } = primordials;

const native = binding('crypto');
const { forgetDigests } = require('crypto/digest_state');
const {
  codes: {
    ERR_CRYPTO_ENGINE_UNKNOWN,
    ERR_CRYPTO_FIPS_FORCED,
  },
} = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { validateNumber, validateString } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

const kMethodAll = 0xFFFF;

/** Tells the library how to start, where the command line says so. It starts with its first use. */
function configure() {
  const file = getOptionValue('--openssl-config');
  const shared = getOptionValue('--openssl-shared-config') === true;
  const legacy = getOptionValue('--openssl-legacy-provider') === true;
  const heap = getOptionValue('--secure-heap') || 0;
  const least = getOptionValue('--secure-heap-min') || 2;
  if (file || shared || legacy || heap > 0) native.configure(file || undefined, shared, legacy, heap, least);
}

function refuse(text, end) {
  process._rawDebug(`${process.execPath}: ${text}`);
  end();
}

/** Starts the library now, and ends the process if it cannot do what the command line says. */
function startNow() {
  configure();
  for (const flag of ['--enable-fips', '--force-fips']) {
    if (getOptionValue(flag) !== true) continue;
    if (!native.fipsAvailable()) {
      refuse(`${flag} requires an active OpenSSL provider named "fips". FIPS mode is configured through OpenSSL; see ` +
        'https://nodejs.org/api/crypto.html#fips-mode', () => process.reallyExit(1));
    }
    native.setFips(true);
  }
  if (!native.randomReady()) refuse('OpenSSL has no random numbers with this configuration', () => process.abort());
}

/** A function that gives a fresh copy of a list that is made once. */
function listOf(make) {
  let list;
  return () => ArrayPrototypeSlice(list ??= make());
}

const getCiphers = listOf(() => native.cipherNames());
const getHashes = listOf(() => native.digestNames());
const getCurves = listOf(() => native.curveNames());
// These have no names.
for (const fn of [getCiphers, getHashes, getCurves]) {
  ObjectDefineProperty(fn, 'name', { __proto__: null, value: '', configurable: true });
}


function isBytes(value) {
  return isArrayBufferView(value) || isAnyArrayBuffer(value);
}

function timingSafeEqual(buf1, buf2) {
  if (!isBytes(buf1)) native.incomparable('buf1');
  if (!isBytes(buf2)) native.incomparable('buf2');
  if (buf1.byteLength !== buf2.byteLength) native.incomparable();
  return native.timingSafeEqual(buf1, buf2);
}

function isFipsForced() {
  return getOptionValue('--force-fips') === true;
}

function getFips() {
  return isFipsForced() || native.fips() ? 1 : 0;
}

function setFips(val) {
  if (isFipsForced()) {
    if (val) return;
    throw new ERR_CRYPTO_FIPS_FORCED();
  }
  native.setFips(!!val);
  forgetDigests();
  require('crypto/cipher').forgetCiphers();
}

/** Engines are not part of the library that is built in: none is found. */
function setEngine(id, flags) {
  validateString(id, 'id');
  if (flags) validateNumber(flags, 'flags');
  flags >>>= 0;
  if (flags === 0) flags = kMethodAll;
  throw new ERR_CRYPTO_ENGINE_UNKNOWN(id);
}

function secureHeapUsed() {
  const total = getOptionValue('--secure-heap') || 0;
  const min = getOptionValue('--secure-heap-min') || 2;
  const used = total > 0 ? native.secureHeapUsed() : 0;
  return { total, used, utilization: used / total, min };
}

/** How strict the library is by default: from 0, all that it can, to 5. */
function getOpenSSLSecLevel() {
  return native.securityLevel();
}

module.exports = {
  configure,
  getCiphers,
  getCurves,
  getFips,
  getHashes,
  getOpenSSLSecLevel,
  secureHeapUsed,
  setEngine,
  setFips,
  startNow,
  timingSafeEqual,
};
