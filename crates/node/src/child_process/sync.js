'use strict';
// spawnSync and its kin: a child that is run to its end while the program waits.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ObjectAssign,
  SafeMap,
} = primordials;

const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const { ErrnoException, codes: { ERR_INVALID_ARG_TYPE }, genericNodeError } = require('internal/errors');
const { isArrayBufferView } = require('util/types');

const native = binding('child_process');

// In the native side's list of stdio.
const kIgnore = -1;
const kOutput = -2;
const kInput = -3;

let names;

/** 'SIGTERM' for 15; an empty text for those that have no name. */
function signalName(number) {
  if (names === undefined) {
    names = new SafeMap();
    const { signals } = require('os').constants;
    for (const name in signals) {
      // Some have two names; the first is the usual one.
      if (!names.has(signals[name])) names.set(signals[name], name);
    }
  }
  return names.get(number) ?? '';
}

function place(record) {
  switch (record.type) {
    case 'ignore':
      return kIgnore;
    case 'pipe':
    case 'overlapped':
      return record.readable && !record.writable ? kInput : kOutput;
    default:
      return record.fd;
  }
}

/** Runs what the public functions have checked. Programs that watch them replace this one. */
function spawnSync(options) {
  const places = [];
  const inputs = [];
  for (let i = 0; i < options.stdio.length; i++) {
    ArrayPrototypePush(places, place(options.stdio[i]));
    ArrayPrototypePush(inputs, options.stdio[i].input);
  }
  const done = native.spawnSync(
    options.file, options.args, options.envPairs, options.cwd, options.detached === true, options.uid, options.gid,
    places, inputs, options.timeout ?? 0, options.maxBuffer ?? Infinity,
    options.killSignal ?? require('os').constants.signals.SIGTERM);

  const result = {
    status: done.signal === 0 ? done.status ?? null : null,
    signal: done.signal === 0 ? null : signalName(done.signal),
    output: done.output,
    pid: done.pid,
  };
  if (done.output !== null) {
    const decode = options.encoding && options.encoding !== 'buffer';
    for (let i = 0; i < done.output.length; i++) {
      const bytes = done.output[i];
      if (bytes === null) continue;
      const buffer = new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      done.output[i] = decode ? buffer.toString(options.encoding) : buffer;
    }
  }
  result.stdout = done.output?.[1];
  result.stderr = done.output?.[2];
  if (done.error === undefined) return result;

  const error = new ErrnoException(done.error, `spawnSync ${options.file}`);
  error.path = options.file;
  error.spawnargs = ArrayPrototypeSlice(options.args, 1);
  return { error, ...result };
}

/** Puts the caller's input into the records of `stdio`. */
function addInputs(options) {
  const { stdio } = options;
  if (options.input) stdio[0] = { ...stdio[0], input: options.input };
  for (let i = 0; i < stdio.length; i++) {
    const input = stdio[i].input;
    if (input === undefined || input === null) continue;
    if (isArrayBufferView(input)) {
      stdio[i] = { ...stdio[i], input };
    } else if (typeof input === 'string') {
      stdio[i] = { ...stdio[i], input: Buffer.from(input, options.encoding) };
    } else {
      throw new ERR_INVALID_ARG_TYPE(`options.stdio[${i}]`, ['Buffer', 'TypedArray', 'DataView', 'string'], input);
    }
  }
}

/** The exception of execSync and execFileSync; undefined when all went well. */
function failureOf(result, args, command) {
  let error;
  if (result.error) {
    error = result.error;
    ObjectAssign(error, result);
  } else if (result.status !== 0) {
    let message = `Command failed: ${command || ArrayPrototypeJoin(args, ' ')}`;
    if (result.stderr && result.stderr.length > 0) message += `\n${result.stderr.toString()}`;
    error = genericNodeError(message, result);
  }
  return error;
}

module.exports = { addInputs, failureOf, signalName, spawnSync };
