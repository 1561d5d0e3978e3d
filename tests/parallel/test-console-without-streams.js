'use strict';
// The first messages of the console go to pipes and files without a stream. It must not be noticed: messages and writes
// come in order, a stream that is replaced, patched or asked for is used from then on, and long texts arrive whole.

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const shapes = "console.log('one'); console.log(2); console.log(-0, 0, true); console.log({ a: 'x' }); console.log('%s|%d', 'x', 4);" +
  "console.group(); console.log('in\\nner'); console.groupEnd(); console.info(); console.log(10n, null);";
const cases = [
  [shapes, "one\n2\n-0 0 true\n{ a: 'x' }\nx|4\n  in\n  ner\n\n10n null\n"],
  ["console.log('a'); process.stdout.write('b\\n'); console.log('c');", 'a\nb\nc\n'],
  ["console.log('a'); process.stdout.write = function(t) { fs.writeSync(1, '<' + t + '>'); return true; }; console.log(1);", 'a\n<1\n>'],
  ["Object.defineProperty(process, 'stdout', { value: { write(t) { fs.writeSync(1, 'own ' + t); }, listenerCount() { return 1; }," +
   "removeListener() {} } }); console.log('x'); console.log(1);", 'own x\nown 1\n'],
  ["console.log('a'); console._stdout = process.stderr; console.log('gone');", 'a\n'],
  ["for (let n = 0; n < 120; n++) console.log(n % 2 ? n : `${n}`);", Array.from({ length: 120 }, (_, n) => `${n}\n`).join('')],
  ["console.log('x'.repeat(9000)); console.log('é'.repeat(5000));", `${'x'.repeat(9000)}\n${'é'.repeat(5000)}\n`],
  ["process.env.FORCE_COLOR = '1'; console.log(1);", '\u001b[33m1\u001b[39m\n'],
];
const env = { ...process.env };
delete env.FORCE_COLOR;
const file = path.join(os.tmpdir(), `console-${process.pid}`);
for (const [code, expected] of cases) {
  // A pipe of the shell's, a socket as this process makes it, a file.
  const asText = { encoding: 'utf8', stdio: 'pipe', env: { ...env, CODE: code, WEIR: process.execPath } };
  assert.strictEqual(execFileSync('sh', ['-c', '"$WEIR" -e "$CODE" | cat'], asText), expected, code);
  assert.strictEqual(spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', env }).stdout, expected, code);
  const fd = fs.openSync(file, 'w');
  spawnSync(process.execPath, ['-e', code], { env, stdio: ['ignore', fd, 'ignore'] });
  fs.closeSync(fd);
  assert.strictEqual(fs.readFileSync(file, 'utf8'), expected, code);
}
fs.unlinkSync(file);

// Nobody reads: the program ends all the same, and nothing is said of it.
const CODE = 'setTimeout(() => { console.log(1); console.log(2); }, 100)';
const closed = spawnSync('sh', ['-c', '{ "$WEIR" -e "$CODE"; echo $? >&2; } | true'],
                         { encoding: 'utf8', env: { ...env, CODE, WEIR: process.execPath } });
assert.strictEqual(closed.stderr, '0\n');
