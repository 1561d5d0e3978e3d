'use strict';
// Up and down move between the lines of a command of several lines and keep the column, before they leave it for the
// history.

const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const readline = require('node:readline');

const rl = readline.createInterface({
  input: new PassThrough(), output: new PassThrough(), terminal: true, history: ['newer\rlong first line', 'old'],
});
rl.write(null, { name: 'up' });
assert.strictEqual(rl.line, 'long first line\nnewer');
assert.strictEqual(rl.cursor, rl.line.length);
rl.write(null, { name: 'up' });
assert.strictEqual(rl.cursor, 5);
rl.write(null, { name: 'up' });
assert.strictEqual(rl.line, 'old');
rl.write(null, { name: 'down' });
assert.strictEqual(rl.line, 'long first line\nnewer');
rl.write('!');
rl.write(null, { name: 'return' });
assert.strictEqual(rl.history[0], 'newer!\rlong first line');
rl.close();
