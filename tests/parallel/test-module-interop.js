// Shows CommonJS and ES modules in each other: require of ES modules, named imports of CommonJS, cycles, awaiting modules.
// Exit: 3
'use strict';
const assert = require('node:assert');
const path = require('node:path');

const folder = path.join(__dirname, '../fixtures/modules/interop');
const at = (name) => path.join(folder, name);

const both = require(at('both.mjs'));
assert.deepStrictEqual({ ...both }, { __esModule: true, default: 2, named: 1 });
assert.strictEqual(require(at('replaced.mjs')), 42);
assert.strictEqual(require(at('detected.js')).detected, `file://${at('detected.js')}`);
assert.throws(() => require(at('waits.mjs')), (error) => {
  assert.strictEqual(error.code, 'ERR_REQUIRE_ASYNC_MODULE');
  assert.deepStrictEqual(error.requireStack, [__filename]);
  return true;
});
assert.throws(() => require(at('needs.cjs')), { code: 'ERR_REQUIRE_CYCLE_MODULE' });

(async () => {
  const names = await import(at('names.cjs'));
  assert.deepStrictEqual(Object.keys(names), ['__esModule', 'default', 'module.exports', 'one', 'two']);
  assert.strictEqual(names.two, 2);
  assert.strictEqual(names.default, require(at('names.cjs')));
  assert.strictEqual((await import(at('both.mjs'))).named, both.named);
  assert.strictEqual((await import(at('waits.mjs'))).default, 1);
  const meta = await import(at('meta.mjs'));
  assert.deepStrictEqual({ ...meta }, {
    dirname: folder, filename: at('meta.mjs'), main: false, resolved: `file://${at('both.mjs')}`,
  });
  await assert.rejects(import(at('missing.mjs')), {
    name: 'SyntaxError',
    message: "Named export 'three' not found. The requested module './names.cjs' is a CommonJS module, which may not " +
      'support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, ' +
      "for example using:\n\nimport pkg from './names.cjs';\nconst { three } = pkg;\n",
  });
  await assert.rejects(import(at('../data.json')), { code: 'ERR_IMPORT_ATTRIBUTE_MISSING' });
  const data = await import(at('../data.json'), { with: { type: 'json' } });
  assert.strictEqual(data.default, require(at('../data.json')));
  assert.strictEqual((await import('data:text/javascript,export default 7')).default, 7);
})().then(() => { process.exitCode = 3; });
