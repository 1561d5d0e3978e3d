'use strict';
// What the Referer header says, after the Referrer Policy standard. Owner: fetch.

const {
  ArrayPrototypeIncludes,
  StringPrototypeEndsWith,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
} = primordials;

const kPolicies = [
  'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin',
  'strict-origin-when-cross-origin', 'unsafe-url',
];

const kMaxLength = 4096;

function isTrustworthy(url) {
  if (url.protocol === 'https:' || url.protocol === 'wss:' || url.protocol === 'file:') return true;
  const { hostname } = url;
  return hostname === 'localhost' || hostname === '[::1]' || StringPrototypeStartsWith(hostname, '127.') ||
    StringPrototypeEndsWith(hostname, '.localhost');
}

/** The header's value for a request to `url`, '' for none. The request's referrer is a URL. */
function referrerOf(request, url) {
  const { URL } = require('url/whatwg');
  const full = new URL(request.referrer);
  if (full.protocol === 'about:' || full.protocol === 'data:' || full.protocol === 'blob:') return '';
  full.username = '';
  full.password = '';
  full.hash = '';
  const origin = `${full.origin}/`;
  const whole = full.href.length > kMaxLength ? origin : full.href;
  const isSame = full.origin === url.origin;
  const isDowngrade = isTrustworthy(full) && !isTrustworthy(url);
  switch (request.referrerPolicy || 'strict-origin-when-cross-origin') {
    case 'no-referrer': return '';
    case 'origin': return origin;
    case 'unsafe-url': return whole;
    case 'same-origin': return isSame ? whole : '';
    case 'origin-when-cross-origin': return isSame ? whole : origin;
    case 'strict-origin': return isDowngrade ? '' : origin;
    case 'no-referrer-when-downgrade': return isDowngrade ? '' : whole;
    default:
      if (isSame) return whole;
      return isDowngrade ? '' : origin;
  }
}

/** The policy that a redirect's header sets: the last one that is known, '' for none. */
function policyOf(header) {
  const names = StringPrototypeSplit(header, ',');
  for (let i = names.length - 1; i >= 0; i--) {
    const name = StringPrototypeToLowerCase(StringPrototypeTrim(names[i]));
    if (ArrayPrototypeIncludes(kPolicies, name)) return name;
  }
  return '';
}

module.exports = { policyOf, referrerOf };
