'use strict';
// Entries of type 'http': one per request that a server has answered and per response that a client got, while somebody
// observes them. They are made of what HTTP's diagnostics channels tell, so that a request pays nothing when nobody does.

const { SafeWeakMap, StringPrototypeStartsWith } = primordials;

const { subscribe, unsubscribe } = require('diagnostics_channel');
const { enqueue, now } = require('perf_hooks/connections');

// Request -> [when it began, what is known of it].
const begun = new SafeWeakMap();

function responseDetail(response, headers) {
  const { statusCode, statusMessage } = response;
  return { statusCode, statusMessage, headers };
}

function end(name, request, response, headers) {
  const start = begun.get(request);
  if (start === undefined) return;
  begun.delete(request);
  const { 0: began, 1: req } = start;
  enqueue('http', name, began, { req, res: responseDetail(response, headers) });
}

const listeners = {
  '__proto__': null,
  'http.server.request.start'({ request }) {
    const { method, url, headers } = request;
    begun.set(request, [now(), { method, url, headers }]);
  },
  'http.server.response.finish'({ request, response }) {
    end('HttpRequest', request, response, response.getHeaders());
  },
  'http.client.request.start'({ request }) {
    const { method, protocol, path } = request;
    // A request to a proxy names its server in the path.
    const isAbsolute = StringPrototypeStartsWith(path, `${protocol}//`);
    const url = isAbsolute ? path : `${protocol}//${request.getHeader('host') ?? request.host}${path}`;
    begun.set(request, [now(), { method, url, headers: request.getHeaders() }]);
  },
  'http.client.response.finish'({ request, response }) {
    end('HttpClient', request, response, response.headers);
  },
};

function start() {
  for (const name in listeners) subscribe(name, listeners[name]);
}

function stop() {
  for (const name in listeners) unsubscribe(name, listeners[name]);
}

module.exports = { start, stop };
