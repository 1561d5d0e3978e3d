'use strict';
// The text of an error with a code shows the code, also of errors that the native side makes.

const assert = require('node:assert');

async function main() {
  for (const [specifier, code] of [
    ['./', 'ERR_UNSUPPORTED_DIR_IMPORT'],
    ['./not-there.mjs', 'ERR_MODULE_NOT_FOUND'],
    ['not-there', 'ERR_MODULE_NOT_FOUND'],
    ['#not-there', 'ERR_PACKAGE_IMPORT_NOT_DEFINED'],
  ]) {
    const error = await import(specifier).then(assert.fail, (error) => error);
    assert.strictEqual(error.code, code);
    assert.match(String(error), new RegExp(`^\\w*Error \\[${code}\\]: `));
    assert.match(error.stack, new RegExp(`^\\w*Error \\[${code}\\]: `));
    assert.strictEqual(Object.hasOwn(error, 'toString'), false);
    assert.strictEqual(error.name, error.constructor.name);
  }
}

main();
