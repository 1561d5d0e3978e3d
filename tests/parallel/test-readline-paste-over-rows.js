'use strict';
// Text that is pasted over several rows of a terminal is written as it comes, and the next redrawing of the line begins
// at its first row.

const assert = require('node:assert');
const { PassThrough, Writable } = require('node:stream');
const readline = require('node:readline');

let written = '';
const output = new Writable({
  write(chunk, encoding, callback) {
    written += chunk;
    callback();
  },
});
output.columns = 10;
const input = new PassThrough();
const rl = readline.createInterface({ input, output, terminal: true, prompt: '> ' });

input.write('abcdefghijklmnopqrstuvwxyz');
assert.strictEqual(written, 'abcdefghijklmnopqrstuvwxyz');
assert.deepStrictEqual(rl.getCursorPos(), { rows: 2, cols: 8 });

written = '';
rl.write(null, { ctrl: true, name: 'a' });
assert.strictEqual(written, '\x1b[2A\x1b[1G\x1b[0J> abcdefghijklmnopqrstuvwxyz\x1b[3G\x1b[2A');
rl.close();
