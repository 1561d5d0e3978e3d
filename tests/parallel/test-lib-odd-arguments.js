'use strict';
// Wrong and odd arguments of the library's small modules: the answers that Node gives.
const assert = require('node:assert');
const querystring = require('node:querystring');
const { StringDecoder } = require('node:string_decoder');
const url = require('node:url');
const util = require('node:util');
const vm = require('node:vm');

const symbol = Symbol('s');

// querystring: separators by their text; bytes of what is no string.
assert.deepEqual(querystring.parse('aSymbol(s)b', symbol), { a: '', b: '' });
assert.deepStrictEqual(querystring.unescapeBuffer([1, 2]), Buffer.from('1,'));
assert.throws(() => querystring.unescapeBuffer({}), { message: /The "size" argument must be of type number/ });

// string_decoder: an encoding that is no text is named in the error.
assert.throws(() => new StringDecoder(symbol), { code: 'ERR_UNKNOWN_ENCODING', message: 'Unknown encoding: Symbol(s)' });
assert.throws(() => new StringDecoder({ a: 1 }), { message: 'Unknown encoding: { a: 1 }' });

// url: options count for URLs alone; errors show the text as it was parsed; a pattern's members are strings.
assert.strictEqual(url.format({ pathname: 'a' }, 'b'), 'a');
assert.strictEqual(url.format(new URL('http://a/b#c'), null), 'http://a/b#c');
assert.throws(() => new URL('\ud800'), { input: '\ufffd' });
assert.strictEqual(new URLPattern({ pathname: '/x', search() {} }).search, '*');

// util: errors, the order of the system's errors, styles' other names.
assert.throws(() => util._exceptionWithHostPort('a'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => util._exceptionWithHostPort(4), { code: 'ERR_OUT_OF_RANGE' });
const names = [...util.getSystemErrorMap().values()].map(([name]) => name);
assert.deepStrictEqual(names.slice(0, 3), ['E2BIG', 'EACCES', 'EADDRINUSE']);
assert.deepStrictEqual(names.slice(-2), ['EUNATCH', 'ENOEXEC']);
assert.throws(() => util.styleText('no-such', 'x'), /'blackBright'/);
assert.throws(() => new util.MIMEType('a/b', 1), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
assert.strictEqual(Object.getPrototypeOf(util.getCallSites()[0]), null);
assert.strictEqual(util.inspect(new DataView(new ArrayBuffer(1)), { compact: false }),
                   'DataView {\n  [byteLength]: 1,\n  [byteOffset]: 0,\n  [buffer]: ArrayBuffer {\n' +
                   '    [Uint8Contents]: <00>,\n    [byteLength]: 1\n  }\n}');

// assert: a message that is false is none.
assert.throws(() => assert.strictEqual(1, 2, false), { message: /^Expected values to be strictly equal:/ });
assert.throws(() => assert.strictEqual(1, 2, []), { message: '\n\n1 !== 2\n' });

// assert: the call that failed is found behind templates, and through optional keys.
{
  const key = 'ok';
  const fails = (text, call) => assert.throws(call, (error) => error.message.includes(`\n\n  ${text}\n`));
  fails(`assert[key](0)`, () => { `${key}`; assert[key](0); }); // eslint-disable-line
  fails('assert?.[key](0)', () => assert?.[key](0));
}

// Parts of small classes.
assert.strictEqual(new Blob(['abc']).slice(0, null).size, 0);
assert.throws(() => new util.MIMEParams().set('A B', 'x'), /"a b"/);
const plain = {};
assert.strictEqual(setTimeout(() => {}, 1).close.call(plain), plain);
assert.deepStrictEqual(plain, {});
assert.throws(() => { new URL('a:b').href = '\ud800'; }, { input: '\ud800' });

assert.rejects(util.aborted({ aborted: true }, {}), { code: 'ERR_INVALID_ARG_TYPE', message: 'signal is not of type AbortSignal.' });

// v8: what is no memory cannot be handed over, and nothing is read backwards.
{
  const { Deserializer, Serializer } = require('node:v8');
  assert.throws(() => new Serializer().transferArrayBuffer(1, {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new Deserializer(Buffer.alloc(4)).readRawBytes(-1), { message: 'ReadRawBytes() failed' });
}

// net: rules and addresses.
{
  const { BlockList, SocketAddress } = require('node:net');
  const list = new BlockList();
  assert.throws(() => list.addCIDR('1.2.3.4'), { code: 'ERR_INVALID_ARG_VALUE', message: /must contain a prefix length/ });
  assert.throws(() => list.addCIDR('1.2.3.4/1.5'), { message: /prefix length must be a valid integer/ });
  assert.throws(() => list.addSubnet('x'), { code: 'ERR_INVALID_ADDRESS', message: 'Invalid socket address' });
  assert.throws(() => list.addAddress('1.1.1.1', 'x'), { message: /'options\.family'/ });
  assert.strictEqual(list.check('1.1.1.1', 'x'), false);
  assert.throws(() => list.fromJSON('x'), SyntaxError);
  assert.strictEqual(util.inspect([list, new SocketAddress()], { depth: 0 }), '[ [BlockList], [SocketAddress] ]');
}

// vm: functions are no contexts. timers: nothing of the runtime's own is reachable.
assert.throws(() => vm.createContext(() => {}), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => vm.isContext(() => {}), { code: 'ERR_INVALID_ARG_TYPE' });
assert.strictEqual(require('node:timers').setup, undefined);
