'use strict';
// Flags: --allow-natives-syntax
// V8 takes short ways through promises, arrays, iterators and regular expressions as long as nobody has touched what they
// rely on ("protectors"). Neither booting nor loading any public module may break one, since that slows every program.

const assert = require('node:assert');
const { builtinModules } = require('node:module');

function broken() {
  const protectors = {
    arrayIterator: %ArrayIteratorProtector(),
    arraySpecies: %ArraySpeciesProtector(),
    isConcatSpreadable: %IsConcatSpreadableProtector(),
    mapIterator: %MapIteratorProtector(),
    noElements: %NoElementsProtector(),
    promiseSpecies: %PromiseSpeciesProtector(),
    regExpSpecies: %RegExpSpeciesProtector(),
    setIterator: %SetIteratorProtector(),
    stringIterator: %StringIteratorProtector(),
    stringWrapperToPrimitive: %StringWrapperToPrimitiveProtector(),
    typedArraySpecies: %TypedArraySpeciesProtector(),
  };
  return Object.keys(protectors).filter((name) => !protectors[name]);
}

assert.deepStrictEqual(broken(), []);
for (const name of builtinModules) {
  try {
    require(name);
  } catch (err) {
    assert.strictEqual(err.code, 'ERR_WEIR_NOT_YET');
  }
  assert.deepStrictEqual(broken(), [], name);
}
// What loads with its first use.
queueMicrotask(() => {});
setTimeout(() => {}, 1);
useSome();
async function useSome() {
  const { Readable } = require('node:stream');
  for await (const chunk of Readable.from(['a'])) assert.strictEqual(chunk, 'a');
  for await (const chunk of new Blob(['b']).stream()) assert.strictEqual(chunk.length, 1);
  const { readFile } = require('node:fs/promises');
  await readFile(__filename);
  assert.deepStrictEqual(broken(), []);
}
