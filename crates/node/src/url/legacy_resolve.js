'use strict';
// Resolving a reference against a base with the legacy `Url` object, behind url.resolve() and
// url.resolveObject(). Owner: url. It predates the WHATWG rules and differs from them for
// schemes without slashes, where the host is handled as the first segment of the path.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeUnshift,
  Boolean,
  ObjectAssign,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { Url, isHostless, isSlashed, setPath } = require('url/legacy');

function segmentsOf(pathname) {
  return pathname ? StringPrototypeSplit(pathname, '/') : [];
}

function finish(url) {
  url.href = url.format();
  return url;
}

function recomputePath(url) {
  if (url.pathname !== null || url.search !== null) {
    url.path = (url.pathname ? url.pathname : '') + (url.search ? url.search : '');
  }
}

/** `//host/path`: everything but the scheme comes from the reference. */
function resolveNetworkPath(result, reference) {
  const { protocol } = result;
  ObjectAssign(result, reference);
  result.protocol = protocol;
  if (isSlashed(protocol) && result.hostname && !result.pathname) {
    result.path = result.pathname = '/';
  }
  return finish(result);
}

/** A reference with a scheme of its own, other than the base's. */
function resolveOtherScheme(result, reference) {
  if (!isSlashed(reference.protocol)) {
    ObjectAssign(result, reference);
    return finish(result);
  }
  let { host, hostname, pathname } = reference;
  const needsHost = reference.protocol !== 'file:' && reference.protocol !== 'file' &&
    !isHostless(reference.protocol);
  if (!host && needsHost) {
    // `http:/a/b`: the first segment with a name is the host.
    const segments = segmentsOf(pathname || '/');
    host = '';
    while (segments.length > 0 && host === '') host = ArrayPrototypeShift(segments);
    hostname ||= '';
    if (segments[0] !== '') ArrayPrototypeUnshift(segments, '');
    if (segments.length < 2) ArrayPrototypeUnshift(segments, '');
    pathname = ArrayPrototypeJoin(segments, '/');
  }
  result.protocol = reference.protocol;
  result.pathname = pathname;
  result.search = reference.search;
  result.query = reference.query;
  result.host = host || '';
  result.auth = reference.auth;
  result.hostname = hostname || host;
  result.port = reference.port;
  setPath(result);
  result.slashes = result.slashes || reference.slashes;
  return finish(result);
}

/** Puts a host in front of a path's segments, in place of the empty one that a slash leaves. */
function prependHost(segments, host) {
  if (!host) return;
  if (segments[0] === '') segments[0] = host;
  else ArrayPrototypeUnshift(segments, host);
}

/** Takes `user@host` apart that stands in `result.host`. */
function splitAuthInHost(result) {
  const { host } = result;
  const at = host ? StringPrototypeIndexOf(host, '@') : -1;
  if (at <= 0) return;
  const parts = StringPrototypeSplit(host, '@');
  result.auth = parts[0];
  result.host = result.hostname = parts[1];
}

/** Removes `.` and `..`; `up` counts the `..` that found nothing to remove. */
function removeDots(segments) {
  const kept = [];
  let up = 0;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment === '..') {
      if (kept.length > 0) ArrayPrototypePop(kept);
      else up++;
    } else if (segment !== '.') {
      ArrayPrototypePush(kept, segment);
    }
  }
  return { kept, up };
}

/** Takes over from an absolute reference what it has of a host. */
function adoptHost(result, reference) {
  if (reference.host || reference.host === '') {
    if (result.host !== reference.host) result.auth = null;
    result.host = reference.host;
    result.port = reference.port;
  }
  if (reference.hostname || reference.hostname === '') {
    if (result.hostname !== reference.hostname) result.auth = null;
    result.hostname = reference.hostname;
  }
}

/** A reference without a scheme, or with the base's. */
function resolveSameScheme(result, reference) {
  const sourceIsAbsolute = Boolean(result.pathname) && result.pathname[0] === '/';
  const referenceIsAbsolute = Boolean(reference.host) ||
    (Boolean(reference.pathname) && reference.pathname[0] === '/');
  const removeAll = referenceIsAbsolute || sourceIsAbsolute ||
    Boolean(result.host && reference.pathname);
  let endAbsolute = removeAll;
  let source = segmentsOf(result.pathname);
  const added = segmentsOf(reference.pathname);
  const hostInPath = Boolean(result.protocol) && !isSlashed(result.protocol);
  let { host, hostname, port } = reference;

  if (hostInPath) {
    prependHost(source, result.host);
    result.hostname = result.host = '';
    result.port = null;
    if (reference.protocol) {
      result.auth = null;
      prependHost(added, host);
      host = hostname = port = null;
    }
    endAbsolute = endAbsolute && (added[0] === '' || source[0] === '');
  }

  if (referenceIsAbsolute) {
    adoptHost(result, { host, hostname, port });
    result.search = reference.search;
    result.query = reference.query;
    source = added;
  } else if (added.length > 0) {
    ArrayPrototypePop(source);
    for (let i = 0; i < added.length; i++) ArrayPrototypePush(source, added[i]);
    result.search = reference.search;
    result.query = reference.query;
  } else if (reference.search !== null && reference.search !== undefined) {
    // Only a query: the path stays as it is.
    if (hostInPath) {
      result.hostname = result.host = ArrayPrototypeShift(source);
      splitAuthInHost(result);
    }
    result.search = reference.search;
    result.query = reference.query;
    recomputePath(result);
    return finish(result);
  }

  if (source.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finish(result);
  }

  const last = source[source.length - 1];
  const trailing = last === '' ||
    (Boolean(result.host || host || source.length > 1) && (last === '.' || last === '..'));
  const { kept, up } = removeDots(source);
  if (!removeAll) for (let i = 0; i < up; i++) ArrayPrototypeUnshift(kept, '..');
  if (endAbsolute && kept[0] !== '' && (!kept[0] || kept[0][0] !== '/')) {
    ArrayPrototypeUnshift(kept, '');
  }
  if (trailing && StringPrototypeSlice(ArrayPrototypeJoin(kept, '/'), -1) !== '/') {
    ArrayPrototypePush(kept, '');
  }
  const absolute = kept[0] === '' || (Boolean(kept[0]) && kept[0][0] === '/');
  if (hostInPath) {
    result.hostname = result.host = absolute || kept.length === 0 ?
      '' : ArrayPrototypeShift(kept);
    splitAuthInHost(result);
  }
  endAbsolute = endAbsolute || Boolean(result.host && kept.length > 0);
  if (endAbsolute && !absolute) ArrayPrototypeUnshift(kept, '');

  if (kept.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = ArrayPrototypeJoin(kept, '/');
  }
  recomputePath(result);
  result.auth = reference.auth || result.auth;
  result.slashes = result.slashes || reference.slashes;
  return finish(result);
}

/** A new `Url`: `reference` (a string or `Url`) as seen from `base`. */
function resolveObject(base, reference) {
  if (typeof reference === 'string') {
    const parsed = new Url();
    parsed.parse(reference, false, true);
    reference = parsed;
  }
  const result = new Url();
  ObjectAssign(result, base);
  // The base's hash never survives, not even for an empty reference.
  result.hash = reference.hash;
  if (reference.href === '') return finish(result);
  if (reference.slashes && !reference.protocol) return resolveNetworkPath(result, reference);
  if (reference.protocol && reference.protocol !== result.protocol) {
    return resolveOtherScheme(result, reference);
  }
  return resolveSameScheme(result, reference);
}

module.exports = { resolveObject };
