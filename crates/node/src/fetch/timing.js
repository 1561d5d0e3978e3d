'use strict';
// Entries of performance's timeline for fetches. Owner: fetch.

const { globalThis } = primordials;

const { now } = require('perf_hooks/clock');
const { isWanted, markResourceTiming } = require('perf_hooks/resource_timing');

/** A fetch over the network is over. */
function report(run) {
  if (!isWanted()) return;
  const { startTime, hopTime, responseTime, incoming } = run;
  const isRedirected = run.redirects > 0;
  const size = incoming === undefined ? 0 : incoming.received;
  const info = {
    __proto__: null,
    startTime,
    redirectStartTime: isRedirected ? startTime : 0,
    redirectEndTime: isRedirected ? hopTime : 0,
    postRedirectStartTime: hopTime,
    finalServiceWorkerStartTime: 0,
    finalNetworkRequestStartTime: hopTime,
    finalNetworkResponseStartTime: responseTime,
    endTime: now(),
    encodedBodySize: size,
    decodedBodySize: size,
    finalConnectionTimingInfo: {
      __proto__: null,
      domainLookupStartTime: hopTime,
      domainLookupEndTime: hopTime,
      connectionStartTime: hopTime,
      connectionEndTime: hopTime,
      secureConnectionStartTime: hopTime,
      ALPNNegotiatedProtocol: undefined,
    },
  };
  markResourceTiming(info, run.request.url.href, 'fetch', globalThis, '', undefined, run.status);
}

module.exports = { report };
