// The legacy parser takes control characters off both ends of a text, as Node 24 does, and none inside.
'use strict';

const assert = require('assert');
const url = require('url');

for (let code = 0; code <= 0x20; code++) {
  const char = String.fromCharCode(code);
  assert.strictEqual(url.parse(`${char}/a${char}`).href, '/a', `character ${code}`);
}
assert.strictEqual(url.parse('\u00a0\ufeff/a\ufeff').href, '/a');
assert.strictEqual(url.parse('\u3000/a').pathname, '\u3000/a');
