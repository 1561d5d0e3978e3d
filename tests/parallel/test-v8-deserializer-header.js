// Only data of a version that V8 still writes has a header that is taken.
'use strict';

const assert = require('assert');
const v8 = require('v8');

for (const hex of ['0ec62b', 'ff0530', 'ff0c30', 'fffe0130', '']) {
  const reader = new v8.Deserializer(Buffer.from(hex, 'hex'));
  assert.throws(() => reader.readHeader(), /^Error: Unable to deserialize cloned data/, hex);
}
assert.strictEqual(new v8.Deserializer(v8.serialize(1)).readHeader(), true);
