'use strict';
// What a redirect makes of a request, after the Fetch standard. Owner: fetch.

const { Error } = primordials;

const kBodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
// What another origin is not to see.
const kPrivateHeaders = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/** Changes the request and returns where it goes. Throws what the fetch fails with. */
function followRedirect(request, from, status, location, policy) {
  const { URL } = require('url/whatwg');
  const to = new URL(location, from.href);
  if (to.hash === '') to.hash = from.hash;
  if (to.protocol !== 'http:' && to.protocol !== 'https:') throw new Error('URL scheme must be a HTTP(S) scheme');
  const isSame = to.origin === from.origin;
  if (request.mode === 'cors' && (to.username !== '' || to.password !== '') && !isSame) {
    throw new Error('cross origin not allowed for request mode "cors"');
  }
  const { body, method, list } = request;
  if (status !== 303 && body !== null && body.source === null) throw new Error();
  if (((status === 301 || status === 302) && method === 'POST') ||
      (status === 303 && method !== 'GET' && method !== 'HEAD')) {
    request.method = 'GET';
    request.body = null;
    for (let i = 0; i < kBodyHeaders.length; i++) list.delete(kBodyHeaders[i]);
  }
  if (!isSame) {
    for (let i = 0; i < kPrivateHeaders.length; i++) list.delete(kPrivateHeaders[i]);
  }
  if (request.body !== null) request.body = request.body.restarted();
  if (policy !== undefined) {
    const { policyOf } = require('fetch/referrer');
    const name = policyOf(policy);
    if (name !== '') request.referrerPolicy = name;
  }
  return to;
}

module.exports = { followRedirect };
