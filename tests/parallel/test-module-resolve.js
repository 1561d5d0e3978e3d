// Shows what require and import.meta.resolve find by name: the package itself, #imports, folders, JSON; and how they fail.
'use strict';
const assert = require('node:assert');
const { createRequire } = require('node:module');
const path = require('node:path');

const root = path.join(__dirname, '../fixtures/modules');
const scope = createRequire(path.join(root, 'scope/main.js'));
assert.deepStrictEqual(scope('scope'), { part: true });
assert.strictEqual(scope.resolve('#lib/part'), path.join(root, 'scope/lib/part.js'));
assert.strictEqual(require(path.join(root, 'data')).answer, 42);

const json = path.join(root, 'scope/package.json');
const main = path.join(root, 'scope/main.js');
const failures = [
  ['scope/hidden', 'ERR_PACKAGE_PATH_NOT_EXPORTED',
   `Package subpath './hidden' is not defined by "exports" in ${json} imported from ${main}`],
  ['scope/up', 'ERR_INVALID_PACKAGE_TARGET',
   `Invalid "exports" target "../x.js" defined for './up' in the package config ${json} imported from ${main}; ` +
   'targets must start with "./"'],
  ['#none', 'ERR_PACKAGE_IMPORT_NOT_DEFINED',
   `Package import specifier "#none" is not defined in package ${json} imported from ${main}`],
  ['#number', 'ERR_INVALID_PACKAGE_TARGET',
   `Invalid "imports" target "5" defined for '#number' in the package config ${json} imported from ${main}`],
  ['#gone', 'MODULE_NOT_FOUND', `Cannot find module '${path.join(root, 'scope/gone.js')}'`],
  ['./gone', 'MODULE_NOT_FOUND', `Cannot find module './gone'\nRequire stack:\n- ${main}`],
];
for (const [request, code, message] of failures) {
  assert.throws(() => scope.resolve(request), { code, message });
}
assert.throws(() => require(''), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => require('node:none'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
