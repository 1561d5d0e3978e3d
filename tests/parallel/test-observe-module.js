'use strict';
// weir:observe is reached by its scheme only, in every way that modules are loaded, and is no module of Node's.

const assert = require('node:assert');
const module_ = require('node:module');
const observe = require('weir:observe');

assert.strictEqual(process.getBuiltinModule('weir:observe'), observe);
assert.strictEqual(require.resolve('weir:observe'), 'weir:observe');
assert.strictEqual(module_.isBuiltin('weir:observe'), true);
for (const name of ['observe', 'node:observe', 'weir:fs', 'weir:']) {
  assert.strictEqual(module_.isBuiltin(name), false);
  assert.strictEqual(process.getBuiltinModule(name), undefined);
}
assert.ok(!module_.builtinModules.some((name) => name.includes('observe')));

assert.throws(() => require('weir:nothing'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
assert.throws(() => require('node:observe'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
assert.throws(() => require('observe'), { code: 'MODULE_NOT_FOUND' });

(async () => {
  const namespace = await import('weir:observe');
  assert.strictEqual(namespace.default, observe);
  assert.strictEqual(namespace.backpressure, observe.backpressure);
  await assert.rejects(import('weir:nothing'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
  await assert.rejects(import('weir:fs'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });

  // Hooks see it as they see built-ins of Node's.
  const seen = [];
  const hooks = module_.registerHooks({
    resolve(specifier, context, next) {
      const answer = next(specifier, context);
      if (specifier.startsWith('weir:')) seen.push(answer.url);
      return answer;
    },
    load(url, context, next) {
      const answer = next(url, context);
      if (url.startsWith('weir:')) seen.push(answer.format);
      return answer;
    },
  });
  assert.strictEqual(require('weir:observe'), observe);
  assert.strictEqual((await import('data:text/javascript,export { default } from "weir:observe"')).default, observe);
  hooks.deregister();
  // The second time its module record is there already.
  assert.deepStrictEqual(seen, ['weir:observe', 'builtin', 'weir:observe']);
})();

// What is not there is an error of the arguments' own.
assert.throws(() => observe.stream({}), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => observe.stream(), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => observe.limitBackpressure(process.stdout, '1'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => observe.limitBackpressure(process.stdout, 0.5), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => observe.limitBackpressure(process.stdout, NaN), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => observe.pinned(1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => observe.pinned({ maxShownRatio: 2 }), { code: 'ERR_OUT_OF_RANGE' });
