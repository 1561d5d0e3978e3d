'use strict';
// Text that goes on is told from text that is wrong by where the engine's first error is.

const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const repl = require('node:repl');

const server = repl.start({ input: new PassThrough(), output: new PassThrough(), terminal: false, prompt: '' });

function isUnfinished(code) {
  let answer;
  server.eval(`${code}\n`, server.context, 'REPL', (error) => {
    answer = error instanceof repl.Recoverable;
  });
  return answer;
}

for (const code of [
  '(', 'f(1', 'f(1,', 'const a', 'try {}', '`abc', '`${', '`${a', '/* c', '\'abc\\', 'class A { #p = 1', 'if (a)', 'a ?',
  '(...a', '(a, ...b', '(a, b) =>', '{ a:', '{}),({', 'f(1 // c', 'f(1 /* c', 'let {a', 'switch (a) { case', 'throw',
]) {
  assert.strictEqual(isUnfinished(code), true, code);
}
for (const code of [
  '\'abc', '/ab', '(2 + 3))', '})', '...[]', '3.5e', 'let x y', 'x = {\nfield\n{', '[] \\', '/(/', 'else', 'f(1 2',
]) {
  assert.strictEqual(isUnfinished(code), false, code);
}
server.close();
