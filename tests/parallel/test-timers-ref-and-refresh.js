// Shows ref, unref, refresh and clearing by number.
'use strict';
const assert = require('node:assert');

const never = setTimeout(() => assert.fail('an unrefed timer does not keep the process'), 60_000).unref();
assert.strictEqual(never.hasRef(), false);

let fired = 0;
const again = setTimeout(() => {
  if (++fired === 1) again.refresh();
}, 1);

const byNumber = setTimeout(() => assert.fail('cleared by its number'), 1);
clearTimeout(+byNumber);
const byText = setTimeout(() => assert.fail('cleared by its number as text'), 1);
clearTimeout(`${byText}`);

const closed = setTimeout(() => assert.fail('closed'), 1);
assert.strictEqual(closed.close(), closed);
closed.refresh();
{
  using _ = setTimeout(() => assert.fail('disposed'), 1);
}
const immediate = setImmediate(() => assert.fail('unrefed'));
immediate.unref();
clearImmediate(immediate);
assert.strictEqual(immediate.hasRef(), false);

process.on('exit', () => assert.strictEqual(fired, 2));
