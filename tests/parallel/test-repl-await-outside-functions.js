'use strict';
// `await` outside functions: what is declared beside it is there afterwards, the last expression is the result, and code
// that only looks like it is left alone.

const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const repl = require('node:repl');

const server = repl.start({ input: new PassThrough(), output: new PassThrough(), terminal: false, prompt: '' });

function run(code) {
  return new Promise((resolve, reject) => {
    server.eval(`${code}\n`, server.context, 'REPL', (error, value) => (error ? reject(error) : resolve(value)));
  });
}

const cases = [
  ['await 1', 1],
  ['const a = await 2, b = 3; a + b', 5],
  ['a * b', 6],
  ['let { c, d: [e = 4] } = await { c: 1, d: [] }; [c, e].join()', '1,4'],
  ['for (var i of await [7, 8]) {} i', 8],
  ['if (await true) { var v = 5 } v', 5],
  ['function f() { return g() } async function g() { return 9 } await f()', 9],
  ['typeof f + typeof g', 'functionfunction'],
  ['class K { static x = 3 } await K.x', 3],
  ['new K().constructor.x', 3],
  ['await (async () => { const hidden = await 1; return hidden })()', 1],
  ['typeof hidden', 'undefined'],
  ['(async () => await 3)() instanceof Promise', true],
  ['`${await 1}-${await 2}`', '1-2'],
  ['var s = 0; for await (const x of [1, 2]) s += x\ns', 3],
  ['let u = 1\nu = await 2\nu', 2],
  ['await 1 // comment', 1],
  ['/await/.test("await")', true],
  ['({ await: 5 }).await', 5],
];

(async () => {
  for (const [code, expected] of cases) {
    assert.strictEqual(await run(code), expected, code);
  }
  await assert.rejects(run('await Promise.reject(new RangeError("no"))'), { name: 'RangeError' });
  await assert.rejects(run('await 1; }'), (error) => !(error instanceof repl.Recoverable));
  await assert.rejects(run('await new Promise((resolve) => {'), (error) => error instanceof repl.Recoverable);
  await assert.rejects(run('const z = await ['), (error) => error instanceof repl.Recoverable);
  server.close();
})();
