'use strict';
// data: URLs as modules follow the Fetch standard: percent-decoded, forgiving base64, a type with parameters.

const assert = require('node:assert');

const import_ = async (url) => (await import(url)).default;
(async () => {
  assert.strictEqual(await import_('data:text/javascript,export default %22%C3%A9%22'), '\u00E9');
  const code = Buffer.from('export default "plain"').toString('base64').replace(/=+$/, '');
  assert.strictEqual(await import_(`data:text/javascript;charset=utf-8 ; base64,${code}`), 'plain');
  assert.strictEqual(await import_('data:text/javascript,export default 1#?,x'), 1);
  await assert.rejects(import_('data:text/javascript;base64,$$$'), { code: 'ERR_INVALID_URL' });
  await assert.rejects(import_('data:text/javascript'), { code: 'ERR_INVALID_URL' });
})();
