'use strict';
// The options `ceilings` and `admission` of a server: what it takes of a request at most, and whether requests are turned
// away while the loop has more to do than it can. Owner: http. What they mean is native (`http/gate.rs`); here they are
// checked once per server.

const {
  ArrayPrototypeJoin,
  NumberPOSITIVE_INFINITY: Infinity,
  ObjectKeys,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const {
  validateArray,
  validateInteger,
  validateNumber,
  validateObject,
  validateString,
} = require('internal/validators');
const native = binding('http');

// Names, and the least that each may be.
const kCeilings = { __proto__: null, urlLength: 1, headerCount: 0, bodyBytes: 0, bodyTimeout: 1, idleConnections: 0 };
const kAdmission = { __proto__: null, target: true, interval: true, exempt: true, retryAfter: true };

const kTarget = 50;
const kInterval = 100;
const kRetryAfter = 1;
const kHealthPaths = ['/livez', '/readyz', '/healthz', '/health'];

const kNoGate = -1;

function checkNames(options, known, name) {
  validateObject(options, name);
  const names = ObjectKeys(options);
  for (let i = 0; i < names.length; i++) {
    // A ceiling that is not there because of its spelling is worse than none.
    if (known[names[i]] === undefined) throw new ERR_INVALID_ARG_VALUE(`${name}.${names[i]}`, options[names[i]], 'is not known');
  }
}

/** The ceilings of a server, Infinity where there is none. */
function ceilingsOf(options) {
  const ceilings = { __proto__: null };
  if (options !== undefined) checkNames(options, kCeilings, 'options.ceilings');
  for (const name in kCeilings) {
    const given = options?.[name];
    if (given !== undefined && given !== Infinity) validateInteger(given, `options.ceilings.${name}`, kCeilings[name]);
    ceilings[name] = given ?? Infinity;
  }
  return ceilings;
}

/** A server's gate and what it answers with, or undefined for a server that takes every request. */
function admissionOf(options) {
  if (options === false || getOptionValue('--admission-control') === false) return undefined;
  if (options === undefined || options === true) options = { __proto__: null };
  else checkNames(options, kAdmission, 'options.admission');
  const { target = kTarget, interval = kInterval, exempt = kHealthPaths, retryAfter = kRetryAfter } = options;
  validateNumber(target, 'options.admission.target', 1);
  validateNumber(interval, 'options.admission.interval', 1);
  validateInteger(retryAfter, 'options.admission.retryAfter', 0);
  validateArray(exempt, 'options.admission.exempt');
  for (let i = 0; i < exempt.length; i++) validateString(exempt[i], `options.admission.exempt[${i}]`);
  const head = `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${retryAfter}\r\nContent-Length: 0\r\nConnection: `;
  const refusal = `${head}keep-alive\r\n\r\n`;
  return {
    __proto__: null,
    retryAfter,
    gate: native.gate(target, interval, ArrayPrototypeJoin(exempt, '\n'), refusal),
    refusal,
    lastRefusal: `${head}close\r\n\r\n`,
  };
}

/** Has a connection's parser ask before it tells of requests. */
function watch(parser, socket, { admission, ceilings }) {
  const { urlLength, headerCount, bodyBytes } = ceilings;
  // How long the bytes of other streams have waited is known to nobody.
  const stream = socket._handle?.number;
  const gate = admission === undefined || stream === undefined ? kNoGate : admission.gate;
  if (gate === kNoGate && urlLength === Infinity && headerCount === Infinity && bodyBytes === Infinity) return;
  native.watch(parser.number, stream ?? 0, gate, urlLength, headerCount, bodyBytes);
}

let hasWarned = false;

/** Called with the first request that is turned away. */
function warnOfRefusals() {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    'requests wait longer for the event loop than they should, so some are answered with 503 without reaching the program. ' +
    'observe.admission() of weir:observe tells how many; --no-admission-control switches this off.',
    'OverloadWarning', 'WEIR_OVERLOAD');
}

module.exports = { admissionOf, ceilingsOf, warnOfRefusals, watch };
