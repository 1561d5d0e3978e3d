'use strict';
// fs.openAsBlob(): a Blob over a file reads it piece by piece, with and without memory of the reader's, and fails when the
// file has changed.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const file = path.join(process.env.TMPDIR, 'blob');
const size = 150_000;
fs.writeFileSync(file, Buffer.alloc(size, 'ab'));

(async () => {
  const blob = await fs.openAsBlob(file, { type: 'text/plain' });
  assert.strictEqual(blob.size, size);
  assert.strictEqual(blob.type, 'text/plain');
  let total = 0;
  for await (const chunk of blob.stream()) total += chunk.length;
  assert.strictEqual(total, size);

  const reader = blob.slice(size - 3).stream().getReader({ mode: 'byob' });
  const { value } = await reader.read(new Uint8Array(16));
  assert.strictEqual(Buffer.from(value).toString(), 'bab');
  assert.ok((await reader.read(new Uint8Array(16))).done);

  fs.writeFileSync(file, 'other');
  await assert.rejects(blob.text(), { name: 'NotReadableError' });
})();
