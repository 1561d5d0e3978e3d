// Flags: --expose-internals
'use strict';
// The constructor of an error code is made when it is first asked for, is the same from then on, and does not exist for a
// name that is no code. Codes of tables that no start-up module names are there as well.

const assert = require('node:assert');
const { codes, E } = require('internal/errors');

assert.strictEqual(codes.ERR_TLS_REQUIRED_SERVER_NAME, codes.ERR_TLS_REQUIRED_SERVER_NAME);
assert.match(new codes.ERR_UNKNOWN_ENCODING('x').message, /^Unknown encoding: x$/);
assert.ok(new codes.ERR_FS_EISDIR({ syscall: 'rm', code: 'EISDIR', message: 'x', errno: 21 }).info);
assert.strictEqual(codes.ERR_NO_SUCH_CODE, undefined);
assert.strictEqual(codes[Symbol.iterator], undefined);
assert.strictEqual(codes.toString, undefined);

E('ERR_OF_A_TEST', 'text %s', TypeError, RangeError);
assert.ok(new codes.ERR_OF_A_TEST('a') instanceof TypeError);
assert.ok(new codes.ERR_OF_A_TEST.RangeError('a') instanceof RangeError);
