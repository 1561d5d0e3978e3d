'use strict';
// X509Certificate. Owner: crypto. The certificate is native; what was read once is kept.

const {
  ArrayPrototypePush,
  Date,
  JSONParse,
  ObjectDefineProperty,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  SymbolFor,
  Uint8Array,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject, validateString } = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const { kClone } = require('structured_clone/host');
const { toBuffer } = require('crypto/bytes');
const { handleOf, isKeyObject, kindOf, makeKey, typeOf } = require('crypto/key_object');
const native = binding('crypto_x509');
const keys = binding('crypto_keys');

const kMade = { __proto__: null };

// What the native side counts the texts by.
const kSubject = 0;
const kIssuer = 1;
const kAlternativeNames = 2;
const kInfoAccess = 3;
const kValidFrom = 4;
const kValidTo = 5;
const kSerialNumber = 6;
const kPem = 7;

// The library's flags.
const kAlwaysSubject = 0x1;
const kNoWildcards = 0x2;
const kNoPartialWildcards = 0x4;
const kMultiLabelWildcards = 0x8;
const kSingleLabelSubdomains = 0x10;
const kNeverSubject = 0x20;

function subjectFlag(subject) {
  switch (subject) {
    case 'default': return 0;
    case 'always': return kAlwaysSubject;
    case 'never': return kNeverSubject;
    default: throw new ERR_INVALID_ARG_VALUE('options.subject', subject);
  }
}

function flagsOf(options = kEmptyObject) {
  validateObject(options, 'options');
  const {
    subject = 'default',
    wildcards = true,
    partialWildcards = true,
    multiLabelWildcards = false,
    singleLabelSubdomains = false,
  } = { ...options };
  validateString(subject, 'options.subject');
  validateBoolean(wildcards, 'options.wildcards');
  validateBoolean(partialWildcards, 'options.partialWildcards');
  validateBoolean(multiLabelWildcards, 'options.multiLabelWildcards');
  validateBoolean(singleLabelSubdomains, 'options.singleLabelSubdomains');
  return subjectFlag(subject) | (wildcards ? 0 : kNoWildcards) | (partialWildcards ? 0 : kNoPartialWildcards) |
    (multiLabelWildcards ? kMultiLabelWildcards : 0) | (singleLabelSubdomains ? kSingleLabelSubdomains : 0);
}

class X509Certificate {
  #handle;
  #kept = new SafeMap();

  constructor(buffer, made) {
    if (made === kMade) {
      this.#handle = buffer;
      return;
    }
    const { Buffer } = require('buffer');
    if (typeof buffer === 'string') buffer = Buffer.from(buffer);
    if (!isArrayBufferView(buffer)) {
      throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
    }
    this.#handle = native.parse(buffer);
  }

  static isCertificate(value) {
    return typeof value === 'object' && value !== null && #handle in value;
  }

  static handleOf(value) {
    return value.#handle;
  }

  #keep(name, read) {
    let value = this.#kept.get(name);
    if (value === undefined) {
      value = read(this.#handle);
      this.#kept.set(name, value);
    }
    return value;
  }

  #text(which) {
    return this.#keep(which, (handle) => native.text(handle, which));
  }

  #fingerprint(digest) {
    return this.#keep(digest, (handle) => native.fingerprint(handle, digest));
  }

  [SymbolFor('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('util/inspect');
    return `X509Certificate ${inspect({
      subject: this.subject,
      subjectAltName: this.subjectAltName,
      issuer: this.issuer,
      infoAccess: this.infoAccess,
      validFrom: this.validFrom,
      validTo: this.validTo,
      validFromDate: this.validFromDate,
      validToDate: this.validToDate,
      fingerprint: this.fingerprint,
      fingerprint256: this.fingerprint256,
      fingerprint512: this.fingerprint512,
      keyUsage: this.keyUsage,
      serialNumber: this.serialNumber,
      signatureAlgorithm: this.signatureAlgorithm,
      signatureAlgorithmOid: this.signatureAlgorithmOid,
    }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  get subject() { return this.#text(kSubject); }
  get subjectAltName() { return this.#text(kAlternativeNames); }
  get issuer() { return this.#text(kIssuer); }
  get infoAccess() { return this.#text(kInfoAccess); }
  get validFrom() { return this.#text(kValidFrom); }
  get validTo() { return this.#text(kValidTo); }
  get serialNumber() { return this.#text(kSerialNumber); }
  get fingerprint() { return this.#fingerprint('sha1'); }
  get fingerprint256() { return this.#fingerprint('sha256'); }
  get fingerprint512() { return this.#fingerprint('sha512'); }
  get validFromDate() { return new Date(native.validity(this.#handle)[0] * 1000); }
  get validToDate() { return new Date(native.validity(this.#handle)[1] * 1000); }
  get keyUsage() { return this.#keep('keyUsage', native.extendedKeyUsage); }
  get signatureAlgorithm() { return this.#keep('algorithm', native.signatureAlgorithm)[0]; }
  get signatureAlgorithmOid() { return this.#keep('algorithm', native.signatureAlgorithm)[1]; }
  get raw() { return this.#keep('raw', (handle) => toBuffer(native.raw(handle))); }
  get publicKey() { return this.#keep('publicKey', (handle) => makeKey('public', native.publicKey(handle))); }
  get ca() { return this.#keep('ca', native.isCa); }
  get issuerCertificate() { return undefined; }

  toString() {
    return this.#text(kPem);
  }

  toJSON() {
    return this.toString();
  }

  /** `answer` of the native check, as the program gets it. */
  #check(which, name, value, flags) {
    validateString(value, name);
    const answer = StringPrototypeIncludes(value, '\u0000') ? false : native.check(this.#handle, which, value, flags);
    if (answer === false) throw new ERR_INVALID_ARG_VALUE(name, value);
    return answer === true ? value : answer;
  }

  checkHost(name, options) {
    return this.#check(0, 'name', name, flagsOf(options));
  }

  checkEmail(email, options) {
    return this.#check(1, 'email', email, flagsOf(options));
  }

  checkIP(ip, options) {
    return this.#check(2, 'ip', ip, flagsOf(options));
  }

  checkIssued(otherCert) {
    if (!isX509Certificate(otherCert)) throw new ERR_INVALID_ARG_TYPE('otherCert', 'X509Certificate', otherCert);
    return native.isIssuedBy(this.#handle, otherCert.#handle);
  }

  checkPrivateKey(pkey) {
    if (!isKeyObject(pkey)) throw new ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', pkey);
    if (typeOf(pkey) !== 'private') throw new ERR_INVALID_ARG_VALUE('pkey', pkey);
    return native.matches(this.#handle, handleOf(pkey));
  }

  verify(pkey) {
    if (!isKeyObject(pkey)) throw new ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', pkey);
    if (typeOf(pkey) !== 'public') throw new ERR_INVALID_ARG_VALUE('pkey', pkey);
    return native.isSignedBy(this.#handle, handleOf(pkey));
  }

  toLegacyObject() {
    return this.#keep('legacy', () => legacyObject(this));
  }
}

const isX509Certificate = X509Certificate.isCertificate;
const certificateHandle = X509Certificate.handleOf;
delete X509Certificate.isCertificate;
delete X509Certificate.handleOf;

ObjectDefineProperty(X509Certificate.prototype, kClone, {
  __proto__: null,
  value() {
    if (!isX509Certificate(this)) throw new ERR_INVALID_THIS('X509Certificate');
    return new X509Certificate(certificateHandle(this), kMade);
  },
});

/** A name as an object; kinds that stand there more than once have a list. */
function nameObject(handle, isIssuer) {
  const flat = native.entries(handle, isIssuer);
  const object = { __proto__: null };
  for (let i = 0; i < flat.length; i += 2) {
    const key = flat[i];
    const value = flat[i + 1];
    const before = object[key];
    if (before === undefined) object[key] = value;
    else if (typeof before === 'string') object[key] = [before, value];
    else ArrayPrototypePush(before, value);
  }
  return object;
}

/** Where more is told, as lists by kind. */
function infoAccessObject(text) {
  if (text === undefined) return undefined;
  const object = { __proto__: null };
  const lines = StringPrototypeSplit(text, '\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const at = StringPrototypeIndexOf(line, ':');
    if (at === -1) continue;
    const key = StringPrototypeSlice(line, 0, at);
    let value = StringPrototypeSlice(line, at + 1);
    // What could be mistaken for something else is quoted.
    if (value[0] === '"' && RegExpPrototypeExec(/^"(?:[^"\\]|\\.)*"$/, value) !== null) value = JSONParse(value);
    if (object[key] === undefined) object[key] = [];
    ArrayPrototypePush(object[key], value);
  }
  return object;
}

const kNistNames = { __proto__: null, prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521', secp224r1: 'P-224' };

/** What the key of a certificate tells, as TLS shows it. */
function keyParts(certificate) {
  let key;
  try {
    key = certificate.publicKey;
  } catch {
    // The key may be none that the library can read: then nothing is told of it.
    return undefined;
  }
  const kind = kindOf(key);
  const handle = handleOf(key);
  if (kind === 'rsa' || kind === 'rsa-pss') {
    const { 0: modulus, 1: exponent } = keys.rsaNumbers(handle, false);
    const digits = toBuffer(exponent).toString('hex');
    return {
      modulus: toBuffer(modulus).toString('hex').toUpperCase(),
      exponent: `0x${RegExpPrototypeExec(/^0*(.*)$/, digits)[1]}`,
      pubkey: toBuffer(keys.rsaAsPlain(handle)),
      bits: keys.details(handle).modulusLength,
    };
  }
  if (kind === 'ec') {
    return { pubkey: toBuffer(keys.rawPublic(handle, false)), bits: keys.curveBits(handle) };
  }
  return {};
}

/** The names of a key's curve, which stand last. */
function curveParts(certificate) {
  let key;
  try {
    key = certificate.publicKey;
  } catch {
    // As for `keyParts`.
    return undefined;
  }
  if (kindOf(key) !== 'ec') return undefined;
  const curve = keys.details(handleOf(key)).namedCurve;
  return { asn1Curve: curve, nistCurve: kNistNames[curve] };
}

function legacyObject(certificate) {
  const handle = certificateHandle(certificate);
  return {
    subject: nameObject(handle, false),
    issuer: nameObject(handle, true),
    subjectaltname: certificate.subjectAltName,
    infoAccess: infoAccessObject(certificate.infoAccess),
    ca: certificate.ca,
    ...keyParts(certificate),
    valid_from: certificate.validFrom,
    valid_to: certificate.validTo,
    fingerprint: certificate.fingerprint,
    fingerprint256: certificate.fingerprint256,
    fingerprint512: certificate.fingerprint512,
    ext_key_usage: certificate.keyUsage,
    serialNumber: certificate.serialNumber,
    raw: certificate.raw,
    ...curveParts(certificate),
  };
}

module.exports = { X509Certificate, certificateHandle, isX509Certificate };
