// Shows the smaller functions on text: styleText, stripVTControlCharacters, diff, MIMEType, parseEnv, toUSVString.
'use strict';
const assert = require('node:assert');
const util = require('node:util');

const plain = { validateStream: false };
assert.strictEqual(util.styleText(['red', 'bold'], 'x', plain), '\u001b[31m\u001b[1mx\u001b[22m\u001b[39m');
assert.strictEqual(util.styleText('#f00', 'x', plain), '\u001b[38;2;255;0;0mx\u001b[39m');
assert.strictEqual(util.styleText('red', `a${util.styleText('blue', 'b', plain)}c`, plain),
                   '\u001b[31ma\u001b[34mb\u001b[31mc\u001b[39m');
assert.throws(() => util.styleText('nope', 'x'), { code: 'ERR_INVALID_ARG_VALUE' });

const link = '\u001b]8;;http://a\u0007link\u001b]8;;\u0007';
assert.strictEqual(util.stripVTControlCharacters(`\u001b[1mx\u001b[0m ${link}`), 'x link');
assert.deepStrictEqual(util.diff('abc', 'abd'), [[0, 'a'], [0, 'b'], [1, 'c'], [-1, 'd']]);

const type = new util.MIMEType('Text/HTML; Charset="utf-8"; q="a b"');
assert.strictEqual(String(type), 'text/html;charset=utf-8;q="a b"');
assert.strictEqual(type.params.get('charset'), 'utf-8');
assert.throws(() => new util.MIMEType('text'), { code: 'ERR_INVALID_MIME_SYNTAX' });

const environment = 'A=1\n# note\nexport B="x\\ny"\nC= \'z\' # note';
assert.deepStrictEqual({ ...util.parseEnv(environment) }, { A: '1', B: 'x\ny', C: 'z' });
assert.strictEqual(util.toUSVString('a\ud800'), 'a\ufffd');
assert.strictEqual(util.getSystemErrorName(-2), 'ENOENT');
assert.strictEqual(util.getSystemErrorMap().get(-2)[1], 'no such file or directory');
assert.throws(() => util.getSystemErrorName(2), { code: 'ERR_OUT_OF_RANGE' });
