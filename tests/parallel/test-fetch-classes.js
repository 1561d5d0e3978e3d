'use strict';
// Headers, Request and Response as Web IDL has them: conversions, their errors, guards, and how they print.

const assert = require('node:assert');
const { inspect } = require('node:util');

const say = (make) => {
  try {
    return inspect(make(), { breakLength: Infinity });
  } catch (err) {
    return `${err.name}: ${err.message}`;
  }
};

const expected = [
  [() => new Headers(null), 'TypeError: Headers constructor: Argument 1 could not be converted to one of: sequence<sequence<ByteString>>, record<ByteString, ByteString>.'],
  [() => new Headers([['a']]), 'TypeError: Headers constructor: expected name/value pair to be length 2, found 1.'],
  [() => new Headers({ 'a b': 1 }), 'TypeError: Headers.append: "a b" is an invalid header name.'],
  [() => new Headers({ a: '\u0100' }), 'TypeError: Cannot convert argument to a ByteString because the character at index 0 has a value of 256 which is greater than 255.'],
  [() => new Headers([['B', ' 1 '], ['a', '2'], ['b', '3']]), "Headers { B: '1, 3', a: '2' }"],
  [() => [...new Headers([['set-cookie', 'b'], ['z', '1'], ['set-cookie', 'a'], ['c', '2']])], "[ [ 'c', '2' ], [ 'set-cookie', 'b' ], [ 'set-cookie', 'a' ], [ 'z', '1' ] ]"],
  [() => new Headers().append('a'), 'TypeError: Headers.append: 2 arguments required, but only 1 found.'],
  [() => Headers.prototype.get.call({}, 'a'), 'TypeError: Illegal invocation'],
  [() => Response.error().headers.set('a', 'b'), 'TypeError: immutable'],
  [() => new Response('x', { status: 99 }), 'RangeError: init["status"] must be in the range of 200 to 599, inclusive.'],
  [() => new Response('x', { status: 204 }), 'TypeError: Response constructor: Invalid response status code 204'],
  [() => Response.redirect('http://a/', 200), 'RangeError: Invalid status code 200'],
  [() => new Request('rel'), 'TypeError: Failed to parse URL from rel'],
  [() => new Request('http://u:p@h/'), 'TypeError: Request cannot be constructed from a URL that includes credentials: http://u:p@h/'],
  [() => new Request('http://h', { method: 'TRACE' }), "TypeError: 'TRACE' HTTP method is unsupported."],
  [() => new Request('http://h', { body: 'x' }), 'TypeError: Request with GET/HEAD method cannot have body.'],
  [() => new Request('http://h', { mode: 'x' }), 'TypeError: undefined: x is not an accepted type. Expected one of navigate, same-origin, no-cors, cors.'],
  [() => new Request('http://h', { method: 'POST', body: new ReadableStream() }), 'TypeError: RequestInit: duplex option is required when sending a body.'],
  [() => new Request('http://h', { signal: {} }), 'TypeError: RequestInit: Expected signal ("{}") to be an instance of AbortSignal.'],
  [() => structuredClone(new Headers()), 'DataCloneError: Cannot clone object of unsupported type.'],
  [() => Object.prototype.toString.call(new Headers().keys()), "'[object Headers Iterator]'"],
];
for (const [make, text] of expected) assert.strictEqual(say(make), text);

assert.match(inspect(new Response('x')), /^Response \{\n {2}status: 200,\n {2}statusText: '',\n {2}headers: Headers \{ /);
assert.strictEqual(new Request('http://h', { method: 'post' }).method, 'POST');

// Changes made during an iteration show.
const headers = new Headers({ a: '1', b: '2' });
const names = [];
for (const [name] of headers) {
  names.push(name);
  if (name === 'a') headers.append('c', '3');
}
assert.deepStrictEqual(names, ['a', 'b', 'c']);

// Nothing of the prototypes that a program changes is used.
Array.prototype[Symbol.iterator] = () => assert.fail('used');
Object.defineProperty(Object.prototype, 'body', { get() { assert.fail('used'); }, configurable: true });
assert.strictEqual(new Headers({ q: 'r' }).get('q'), 'r');
assert.strictEqual(new Response(null).status, 200);
delete Object.prototype.body;
