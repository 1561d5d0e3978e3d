'use strict';
// Whether a certificate is for a host, as RFC 6125 and RFC 2818 say with Node's readings of them. Owner: tls. Compares texts
// only: what the certificate says was read elsewhere.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSome,
  JSONParse,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
} = primordials;

const net = require('net');
const { codes: { ERR_TLS_CERT_ALTNAME_FORMAT, ERR_TLS_CERT_ALTNAME_INVALID } } = require('internal/errors');

const kNoText = /[^\u0021-\u007f]/;
// A quoted text is one of JSON's, and may hold commas.
const kQuoted = /^"(?:[^"\\]|\\.)*"/;

function withoutLastDot(name) {
  return StringPrototypeEndsWith(name, '.') ? StringPrototypeSlice(name, 0, -1) : name;
}

function labelsOf(name) {
  // Only letters of ASCII have two cases here.
  const lower = RegExpPrototypeSymbolReplace(/[A-Z]+/g, withoutLastDot(name), (letters) => StringPrototypeToLowerCase(letters));
  return StringPrototypeSplit(lower, '.');
}

/** The names of a subjectAltName text, with the quoted ones read. */
function splitNames(text) {
  const names = [];
  let current = '';
  let at = 0;
  while (at < text.length) {
    const comma = text.indexOf(', ', at);
    const quote = text.indexOf('"', at);
    if (quote === -1 || (comma !== -1 && comma < quote)) {
      const end = comma === -1 ? text.length : comma;
      ArrayPrototypePush(names, current + StringPrototypeSlice(text, at, end));
      current = '';
      at = end + 2;
      continue;
    }
    const quoted = RegExpPrototypeExec(kQuoted, StringPrototypeSlice(text, quote));
    if (quoted === null) throw new ERR_TLS_CERT_ALTNAME_FORMAT();
    current += StringPrototypeSlice(text, at, quote) + JSONParse(quoted[0]);
    at = quote + quoted[0].length;
    if (at >= text.length) ArrayPrototypePush(names, current);
    else if (text.startsWith(', ', at)) {
      ArrayPrototypePush(names, current);
      current = '';
      at += 2;
    }
  }
  return names;
}

function isUsable(label) {
  return label !== '' && RegExpPrototypeExec(kNoText, label) === null;
}

/** Whether the labels of a host fit a name of the certificate, whose first label may hold one `*`. */
function fits(host, name, allowsWildcard) {
  if (!name) return false;
  const pattern = labelsOf(name);
  if (host.length !== pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) {
    if (!isUsable(pattern[i])) return false;
    if (i > 0 && host[i] !== pattern[i]) return false;
  }
  const first = pattern[0];
  const parts = StringPrototypeSplit(first, '*', 3);
  if (parts.length === 1 || StringPrototypeStartsWith(first, 'xn--')) return host[0] === first;
  if (!allowsWildcard || parts.length > 2 || pattern.length <= 2) return false;
  const { 0: before, 1: after } = parts;
  return before.length + after.length <= host[0].length && StringPrototypeStartsWith(host[0], before) &&
    StringPrototypeEndsWith(host[0], after);
}

function canonicalIp(text) {
  return new net.SocketAddress({ address: text, family: net.isIP(text) === 6 ? 'ipv6' : 'ipv4' }).address;
}

/** Undefined when the certificate is for the host, else the error that says why not. */
function checkServerIdentity(hostname, cert) {
  const { subject, subjectaltname } = cert;
  const dnsNames = [];
  const addresses = [];
  hostname = `${hostname}`;
  if (subjectaltname) {
    const names = splitNames(`${subjectaltname}`);
    for (let i = 0; i < names.length; i++) {
      if (StringPrototypeStartsWith(names[i], 'DNS:')) ArrayPrototypePush(dnsNames, StringPrototypeSlice(names[i], 4));
      else if (StringPrototypeStartsWith(names[i], 'IP Address:')) {
        const address = StringPrototypeSlice(names[i], 11);
        // What is no address fits none.
        ArrayPrototypePush(addresses, net.isIP(address) ? canonicalIp(address) : '');
      }
    }
  }
  hostname = withoutLastDot(hostname);
  let reason;
  if (net.isIP(hostname)) {
    if (ArrayPrototypeIncludes(addresses, canonicalIp(hostname))) return undefined;
    reason = `IP: ${hostname} is not in the cert's list: ${ArrayPrototypeJoin(addresses, ', ')}`;
  } else if (dnsNames.length > 0) {
    const host = labelsOf(hostname);
    if (ArrayPrototypeSome(dnsNames, (name) => fits(host, name, true))) return undefined;
    reason = `Host: ${hostname}. is not in the cert's altnames: ${subjectaltname}`;
  } else if (subject?.CN) {
    const host = labelsOf(hostname);
    const { CN: names } = subject;
    if (ArrayIsArray(names) ? ArrayPrototypeSome(names, (name) => fits(host, name, true)) : fits(host, names, true)) {
      return undefined;
    }
    reason = `Host: ${hostname}. is not cert's CN: ${names}`;
  } else {
    reason = 'Cert does not contain a DNS name';
  }
  return new ERR_TLS_CERT_ALTNAME_INVALID(reason, hostname, cert);
}

module.exports = { checkServerIdentity };
