'use strict';
// What lookups ask of the system, by the name and in the manner of Node's native binding (`cares_wrap`), whose place this
// object takes for Node's tests. Owner: `dns/lookup`, which calls through this object.

const native = binding('dns');

const DNS_ORDER_VERBATIM = 0;
const DNS_ORDER_IPV4_FIRST = 1;
const DNS_ORDER_IPV6_FIRST = 2;

/**
 * Asks for the addresses of a host, in the order of the system; `request.oncomplete(code, addresses)` gets them, or a
 * negative code. Answers 0, or a negative code when nothing was asked. The order is the caller's affair.
 */
function getaddrinfo(request, hostname, family, hints, order) {
  native.getAddrInfo(hostname, family, hints, (err, answer) => {
    if (err) throw err;
    if (typeof answer === 'number') request.oncomplete(answer);
    else request.oncomplete(null, answer);
  });
  return 0;
}

module.exports = { DNS_ORDER_IPV4_FIRST, DNS_ORDER_IPV6_FIRST, DNS_ORDER_VERBATIM, getaddrinfo };
