'use strict';
// The methods by which programs read a body: text(), json() and the others, the same on requests and responses.
// Owner: fetch.

const {
  JSONParse,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  Uint8Array,
} = primordials;

const { kEnumerableProperty } = require('internal/util');
const { copyOf } = require('buffer/pieces');
const { decode } = require('fetch/body');
const { illegalInvocation } = require('fetch/idl');

const kEmpty = new Uint8Array(0);

function isPromise(value) {
  return value instanceof Promise;
}

/** Settles with `make(bytes, isShared)` of all that the body has. */
function consume(body, make) {
  if (body === null) return PromiseResolve(make(kEmpty, true));
  if (body.isUnusable) return PromiseReject(new TypeError('Body is unusable: Body has already been read'));
  const result = body.consume(make);
  return isPromise(result) ? result : PromiseResolve(result);
}

function toOwnBytes(bytes, isShared) {
  return isShared ? copyOf(bytes) : bytes;
}

function toArrayBuffer(bytes, isShared) {
  return TypedArrayPrototypeGetBuffer(toOwnBytes(bytes, isShared));
}

function text(body) {
  if (body === null) return PromiseResolve('');
  if (body.isUnusable) return PromiseReject(new TypeError('Body is unusable: Body has already been read'));
  const result = body.consumeText();
  return isPromise(result) ? result : PromiseResolve(result);
}

function json(body) {
  if (body !== null && !body.isUnusable) {
    const result = body.consumeText();
    return isPromise(result) ? PromisePrototypeThen(result, parseJson) : PromiseResolve(parseJson(result));
  }
  return PromisePrototypeThen(text(body), parseJson);
}

function parseJson(string) {
  return JSONParse(string);
}

function toForm(bytes, list) {
  const { mimeTypeOf } = require('fetch/mime');
  const mimeType = mimeTypeOf(list);
  const { decodeForm, decodeUrlForm } = require('fetch/multipart');
  switch (mimeType?.essence) {
    case 'multipart/form-data':
      try {
        return decodeForm(bytes, mimeType);
      } catch (cause) {
        throw new TypeError('Failed to parse body as FormData.', { cause });
      }
    case 'application/x-www-form-urlencoded':
      return decodeUrlForm(decode(bytes));
    default:
      throw new TypeError(
        'Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
  }
}

function toBlob(bytes, list) {
  const { Blob } = require('buffer/blob');
  const { mimeTypeOf } = require('fetch/mime');
  const mimeType = mimeTypeOf(list);
  return new Blob([bytes], { __proto__: null, type: mimeType === undefined ? '' : `${mimeType}` });
}

/** Runs a reader, whose throwing is a rejection. */
function attempt(read, body, list) {
  try {
    return read(body, list);
  } catch (err) {
    return PromiseReject(err);
  }
}

const kReaders = {
  __proto__: null,
  blob: (body, list) => consume(body, (bytes) => toBlob(bytes, list)),
  arrayBuffer: (body) => consume(body, toArrayBuffer),
  text,
  json,
  formData: (body, list) => consume(body, (bytes) => toForm(bytes, list)),
  bytes: (body) => consume(body, toOwnBytes),
};

/**
 * Gives a class the methods. `recordOf(object)` is what has `body` and `list`, or undefined where the object is none of
 * the class.
 */
function addReaders(prototype, recordOf) {
  const { ObjectDefineProperty } = primordials;
  for (const name in kReaders) {
    const read = kReaders[name];
    const { [name]: value } = {
      [name]() {
        const record = recordOf(this);
        if (record === undefined) return PromiseReject(illegalInvocation());
        return attempt(read, record.body, record.list);
      },
    };
    ObjectDefineProperty(prototype, name, {
      __proto__: null, ...kEnumerableProperty, configurable: true, value, writable: true,
    });
  }
}

module.exports = { addReaders, consume, isPromise, toOwnBytes };
