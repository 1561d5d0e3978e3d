'use strict';
// The errors that a fetch fails with, as causes of its TypeError: names, codes and texts are those of Node's client.
// Owner: fetch. A table and a maker.

const { Error, ErrorCaptureStackTrace, ObjectDefineProperty } = primordials;

class UndiciError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'UndiciError';
    this.code = 'UND_ERR';
  }
}

function make(name, code, fallback, Base = UndiciError) {
  const { [name]: Class } = {
    [name]: class extends Base {
      constructor(message, options = undefined) {
        super(message, options);
        this.name = name;
        this.code = code;
        if (fallback !== undefined) this.message = message || fallback;
        ErrorCaptureStackTrace(this, Class);
      }
    },
  };
  return Class;
}

const ConnectTimeoutError = make('ConnectTimeoutError', 'UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error');
const HeadersTimeoutError = make('HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error');
const HeadersOverflowError = make('HeadersOverflowError', 'UND_ERR_HEADERS_OVERFLOW', 'Headers Overflow Error');
const BodyTimeoutError = make('BodyTimeoutError', 'UND_ERR_BODY_TIMEOUT', 'Body Timeout Error');
const InvalidArgumentError = make('InvalidArgumentError', 'UND_ERR_INVALID_ARG');
const NotSupportedError = make('NotSupportedError', 'UND_ERR_NOT_SUPPORTED');
const RequestAbortedError = make('AbortError', 'UND_ERR_ABORTED', 'Request aborted');
const RequestContentLengthMismatchError = make(
  'RequestContentLengthMismatchError', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
  'Request body length does not match content-length header');
const ResponseContentLengthMismatchError = make(
  'ResponseContentLengthMismatchError', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'Response body length does not match content-length header');

class SocketError extends UndiciError {
  constructor(message, socket) {
    super(message);
    this.name = 'SocketError';
    this.code = 'UND_ERR_SOCKET';
    this.message = message;
    this.socket = socket;
  }
}

class HTTPParserError extends Error {
  constructor(reason, data) {
    super(`Response does not match the HTTP/1.1 protocol (${reason})`);
    ObjectDefineProperty(this, 'name', { __proto__: null, configurable: true, value: 'HTTPParserError', writable: true });
    this.code = undefined;
    this.data = data;
  }
}

module.exports = {
  BodyTimeoutError,
  ConnectTimeoutError,
  HTTPParserError,
  HeadersOverflowError,
  HeadersTimeoutError,
  InvalidArgumentError,
  NotSupportedError,
  RequestAbortedError,
  RequestContentLengthMismatchError,
  ResponseContentLengthMismatchError,
  SocketError,
};
