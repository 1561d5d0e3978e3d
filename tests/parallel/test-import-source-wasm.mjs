// `import source` gives the compiled module and runs nothing of it; a module without a source refuses. Importing the same
// file for its exports afterwards gives an instance.
import assert from 'node:assert';
import { writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// (module (func (export "seven") (result i32) i32.const 7))
const bytes = Buffer.from('0061736d010000000105016000017f03020100070901057365' + '76656e00000a0601040041070b', 'hex');
const folder = mkdtempSync(join(tmpdir(), 'weir-source-'));
writeFileSync(join(folder, 'seven.wasm'), bytes);
writeFileSync(join(folder, 'text.mjs'), 'globalThis.ran = true; export default 1;');
writeFileSync(join(folder, 'static.mjs'),
              'import source compiled from "./seven.wasm"; import { seven } from "./seven.wasm"; export { compiled, seven };');
const at = (name) => pathToFileURL(join(folder, name)).href;

const compiled = await import.source(at('seven.wasm'));
assert(compiled instanceof WebAssembly.Module);
assert.strictEqual(await import.source(at('seven.wasm')), compiled);
assert.strictEqual(new WebAssembly.Instance(compiled).exports.seven(), 7);

const parent = await import(at('static.mjs'));
assert.strictEqual(parent.compiled, compiled);
assert.strictEqual(parent.seven(), 7);

await assert.rejects(import.source(at('text.mjs')), (error) => {
  assert(error instanceof SyntaxError);
  assert.strictEqual(error.code, 'ERR_SOURCE_PHASE_NOT_DEFINED');
  assert.strictEqual(error.message, `Source phase import object is not defined for module '${at('text.mjs')}'`);
  return true;
});
assert.strictEqual(globalThis.ran, undefined);
