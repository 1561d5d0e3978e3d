// Shows util.promisify and util.callbackify, and that each keeps the function's own properties.
'use strict';
const assert = require('node:assert');
const { callbackify, promisify } = require('node:util');

function add(a, b, callback) {
  callback(a < 0 ? new RangeError('negative') : null, a + b);
}
add.extra = true;

async function main() {
  const addAsync = promisify(add);
  assert.strictEqual(await addAsync(1, 2), 3);
  assert.strictEqual(addAsync.extra, true);
  assert.strictEqual(promisify(addAsync), addAsync);
  await assert.rejects(addAsync(-1, 2), RangeError);

  function special() {}
  special[promisify.custom] = () => 'special';
  assert.strictEqual(promisify(special)(), 'special');

  const back = callbackify(async (value) => {
    if (value === null) throw null;
    return value + 1;
  });
  assert.strictEqual(back.length, 2);
  await new Promise((resolve) => {
    back(1, (err, value) => {
      assert.strictEqual(err, null);
      assert.strictEqual(value, 2);
      resolve();
    });
  });
  await new Promise((resolve) => {
    back(null, (err) => {
      assert.strictEqual(err.code, 'ERR_FALSY_VALUE_REJECTION');
      assert.strictEqual(err.reason, null);
      resolve();
    });
  });
  assert.throws(() => promisify(1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => back(1), { message: 'The last argument must be of type function. Received type number (1)' });
}

let done = false;
main().then(() => { done = true; });
process.on('exit', () => assert.ok(done));
