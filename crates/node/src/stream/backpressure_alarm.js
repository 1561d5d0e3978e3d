'use strict';
// What is told of a stream under pressure: its name, its figures, the warning with the place of the write, and messages on
// diagnostics channels. Owner: stream. Loaded when there is something to tell; nothing here is on the way of a write that
// has room.

const { Error, String } = primordials;

const { takeOwnStack } = require('internal/own_stack');
const { kDestroyed } = require('stream/bits');
const { totals } = require('stream/backpressure');

const { nanosSinceStart } = binding('process');

const NANOS_PER_MS = 1e6;
const NANOS_PER_MINUTE = 60e9;

// Warnings of one process per minute: what goes wrong for one connection goes wrong for all of them.
const kWarningsPerMinute = 10;

let minuteBegan = 0;
let warningsOfMinute = 0;

// --- Names -------------------------------------------------------------------------------------------------

function read(object, key) {
  try {
    return object[key];
  } catch {
    // A getter of the program's own that does not like to be called: the name does without.
    return undefined;
  }
}

function kindOf(pressure) {
  if (pressure.isWeb) return 'WritableStream';
  const { stream } = pressure;
  if (stream._isStdio && (stream.fd === 1 || stream.fd === 2)) return stream.fd === 1 ? 'stdout' : 'stderr';
  const name = read(read(stream, 'constructor'), 'name');
  return typeof name === 'string' && name !== '' ? name : 'Writable';
}

/** The constructor's name, and where what is written goes: for example `Socket to 127.0.0.1:8080`. */
function nameOf(pressure) {
  const kind = kindOf(pressure);
  if (pressure.isWeb) return kind;
  const { stream } = pressure;
  const address = read(stream, 'remoteAddress');
  if (typeof address === 'string') {
    const port = read(stream, 'remotePort');
    const host = read(stream, 'remoteFamily') === 'IPv6' ? `[${address}]` : address;
    // It is remembered for when the connection is gone.
    pressure.name = `${kind} to ${host}:${port}`;
  } else if (pressure.name === undefined) {
    const path = read(stream, 'path');
    if (typeof path === 'string' || path instanceof require('buffer').Buffer) return `${kind} to ${String(path)}`;
  }
  return pressure.name ?? kind;
}

// --- Figures -----------------------------------------------------------------------------------------------

/** What `observe.streams()` tells of one stream. */
function figuresOf(pressure) {
  const { id, state, unit, since } = pressure;
  const running = since === 0 ? 0 : nanosSinceStart() - since;
  return {
    id,
    kind: kindOf(pressure),
    name: nameOf(pressure),
    unit,
    highWaterMark: pressure.isWeb ? state.control.highWaterMark : state.highWaterMark,
    buffered: pressure.waiting,
    highestBuffered: pressure.highest,
    isFull: since !== 0,
    isDestroyed: pressure.isWeb ? state.state !== 'writable' : (state.bits & kDestroyed) !== 0,
    fullPeriods: pressure.fullPeriods,
    fullMs: (pressure.fullNanos + running) / NANOS_PER_MS,
    excessWrites: pressure.excessWrites,
    excess: pressure.excess,
    refusedWrites: pressure.refusedWrites,
    hasWarned: pressure.warned,
  };
}

// --- Warnings ----------------------------------------------------------------------------------------------

function mayWarn() {
  const now = nanosSinceStart();
  if (warningsOfMinute === 0 || now - minuteBegan >= NANOS_PER_MINUTE) {
    minuteBegan = now;
    warningsOfMinute = 0;
  }
  return warningsOfMinute < kWarningsPerMinute;
}

/** Tells once per stream that writes pile up in it. Called inside the write that finds the pile. */
function warn(pressure) {
  if (pressure.warned) return;
  if (!mayWarn()) {
    totals.warningsHeldBack++;
    return;
  }
  warningsOfMinute++;
  totals.warnings++;
  pressure.warnNoMore();
  const { pile, unit, excessWrites, isWeb } = pressure;
  const figures = figuresOf(pressure);
  const what = unit === 'bytes' || !isWeb ? unit : 'chunks';
  const sign = isWeb ? 'desiredSize was not above 0' : 'write() had returned false';
  const remedy = isWeb ? 'Await writer.ready before writing on, or use pipeTo().' :
    'Wait for \'drain\' before writing on, or use stream.pipeline().';
  const warning = new Error(
    `${figures.name} buffers ${pile} ${what} that were written although ${sign} (${excessWrites} ` +
    `${excessWrites === 1 ? 'write' : 'writes'}; the high-water mark is ${figures.highWaterMark}). ${remedy}`);
  warning.name = 'BackpressureWarning';
  warning.code = 'WEIR_BACKPRESSURE';
  const place = takeOwnStack(warning);
  if (place !== undefined) warning.detail = place;
  process.emitWarning(warning);
  const channel = channelOf('backpressure');
  if (channel.hasSubscribers) {
    channel.publish({ stream: publicStream(pressure), ...figures, pile, stack: warning.stack });
  }
}

// --- Channels ----------------------------------------------------------------------------------------------

const channels = { __proto__: null };

function channelOf(event) {
  return channels[event] ??= require('diagnostics_channel').channel(`weir:stream:${event}`);
}

function publicStream(pressure) {
  return pressure.isWeb ? pressure.stream.shell : pressure.stream;
}

/** `event`: 'full', or 'drain' after so many nanoseconds. */
function publish(event, pressure, nanos) {
  const channel = channelOf(event);
  if (!channel.hasSubscribers) return;
  const message = { stream: publicStream(pressure), id: pressure.id, unit: pressure.unit, buffered: pressure.waiting };
  if (nanos !== undefined) message.fullMs = nanos / NANOS_PER_MS;
  channel.publish(message);
}

module.exports = { figuresOf, kWarningsPerMinute, nameOf, publish, warn };
