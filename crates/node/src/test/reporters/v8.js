'use strict';

// How a test file that runs in a process of its own tells its events: each as a length and a serialized value on
// standard output, between what the program itself writes there.
//
// Owner: test. `serialize` is the reporter of such a process, `EventReader` the other end.

const {
  Error,
  EvalError,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  RangeError,
  ReferenceError,
  SyntaxError,
  Symbol,
  SymbolPrototypeGetDescription,
  TypeError,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSubarray,
  URIError,
} = primordials;

const { Buffer } = require('buffer');

// A byte sequence that text cannot hold: it is no UTF-8.
const kMark = Buffer.from([0xFF, 0x0F, 0xFE, 0x77]);
const kHead = kMark.length + 4;
const kMaxDepth = 8;
const kBases = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

// Cloning an error keeps little of it, so errors travel as plain records.
function packError(error, depth = 0) {
  const { isNativeError } = require('util/types');
  if (!isNativeError(error)) return packValue(error);
  const own = { __proto__: null };
  const names = ObjectKeys(error);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    own[name] = { packed: depth < kMaxDepth ? packError(error[name], depth + 1) : packValue(error[name]) };
  }
  const hasCause = ObjectPrototypeHasOwnProperty(error, 'cause') && own.cause === undefined;
  return {
    kind: baseNameOf(error),
    name: error.name,
    message: error.message,
    stack: error.stack,
    cause: hasCause && depth < kMaxDepth ? packError(error.cause, depth + 1) : undefined,
    own,
  };
}

// What cannot be cloned, or shows itself in a way of its own, travels as the text that it shows.
function packValue(value) {
  if (typeof value === 'symbol') return { symbol: SymbolPrototypeGetDescription(value) };
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return { value };
  const { inspect } = require('util/inspect');
  if (typeof value[inspect.custom] === 'function') {
    try {
      return { shown: inspect(value) };
    } catch {
      // Its own way to be shown fails, so its properties say more.
      return { value: { ...value } };
    }
  }
  try {
    require('v8').serialize(value);
    return { value };
  } catch {
    return { shown: inspect(value) };
  }
}

function unpackValue(packed) {
  if ('symbol' in packed) return Symbol(packed.symbol);
  if (packed.shown === undefined) return packed.value;
  const { inspect } = require('util/inspect');
  return { [inspect.custom]: () => packed.shown };
}

function unpackError(packed) {
  if (packed.kind === undefined) return unpackValue(packed);
  const Base = kBases[packed.kind] ?? Error;
  const error = new Base(packed.message);
  const hide = (name, value) => ObjectDefineProperty(error, name, {
    __proto__: null, value, writable: true, enumerable: false, configurable: true,
  });
  if (error.name !== packed.name) hide('name', packed.name);
  hide('stack', packed.stack);
  if (packed.cause !== undefined) hide('cause', unpackError(packed.cause));
  const names = ObjectKeys(packed.own);
  for (let i = 0; i < names.length; i++) {
    const item = packed.own[names[i]];
    error[names[i]] = unpackError(item.packed);
  }
  return error;
}

function baseNameOf(error) {
  for (let p = ObjectGetPrototypeOf(error); p !== null; p = ObjectGetPrototypeOf(p)) {
    const name = p.constructor?.name;
    if (typeof name === 'string' && kBases[name] !== undefined) return name;
  }
  return 'Error';
}

function withPacked(data, error) {
  return error === undefined ? data : { ...data, details: { ...data.details, error: { packed: error } } };
}

function encode(v8, { data, type }) {
  const error = data.details?.error;
  let body;
  try {
    body = v8.serialize({ type, data: withPacked(data, error && packError(error)) });
  } catch {
    // What cannot be cloned is told as text.
    const { inspect } = require('util/inspect');
    const shown = error && {
      kind: 'Error', name: error.name, message: error.message, stack: error.stack, own: {
        code: { packed: { value: error.code } },
        failureType: { packed: { value: error.failureType } },
        cause: { packed: { value: inspect(error.cause) } },
      },
    };
    const plain = data.data === undefined ? data : { ...data, data: inspect(data.data) };
    body = v8.serialize({ type, data: withPacked(plain, shown) });
  }
  const head = Buffer.allocUnsafe(kHead);
  kMark.copy(head);
  head.writeUInt32BE(body.length, kMark.length);
  return Buffer.concat([head, body]);
}

async function* serialize(source) {
  const v8 = require('v8');
  for await (const event of source) yield encode(v8, event);
}

/** Separates events from other output: `onEvent({ type, data })`, `onOutput(buffer)`. */
class EventReader {
  #pending = Buffer.alloc(0);
  #onEvent;
  #onOutput;

  constructor(onEvent, onOutput) {
    this.#onEvent = onEvent;
    this.#onOutput = onOutput;
  }

  push(chunk) {
    let rest = TypedArrayPrototypeGetLength(this.#pending) === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const at = rest.indexOf(kMark);
      if (at !== 0) {
        // The beginning of a mark may stand at the end.
        const end = at > 0 ? at : rest.length - partialMark(rest);
        if (end > 0) this.#onOutput(TypedArrayPrototypeSubarray(rest, 0, end));
        rest = TypedArrayPrototypeSubarray(rest, end);
        if (at < 0) break;
        continue;
      }
      if (rest.length < kHead) break;
      const length = rest.readUInt32BE(kMark.length);
      if (rest.length < kHead + length) break;
      this.#onEvent(decode(TypedArrayPrototypeSubarray(rest, kHead, kHead + length)));
      rest = TypedArrayPrototypeSubarray(rest, kHead + length);
    }
    this.#pending = rest;
  }

  end() {
    if (this.#pending.length > 0) this.#onOutput(this.#pending);
    this.#pending = Buffer.alloc(0);
  }
}

function partialMark(buffer) {
  for (let length = kMark.length - 1; length > 0; length--) {
    if (buffer.length >= length &&
        buffer.subarray(buffer.length - length).equals(kMark.subarray(0, length))) return length;
  }
  return 0;
}

function decode(body) {
  const event = require('v8').deserialize(body);
  const details = event.data?.details;
  if (details?.error?.packed !== undefined) details.error = unpackError(details.error.packed);
  return event;
}

module.exports = { EventReader, serialize };
