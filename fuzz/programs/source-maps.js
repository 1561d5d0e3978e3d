// Source maps: a map that lies gives no position or one that it names, never a crash of the program that throws.
'use strict';

const assert = require('assert');
const { SourceMap } = require('module');
const { fuzz } = require('./harness.js');

const MAP = {
  version: 3, file: 'out.js', sourceRoot: '', sources: ['a.ts', '../b.ts'], sourcesContent: ['let a: number = 1;\nthrow a', null],
  names: ['a', 'b'], mappings: 'AAAA,IAAIA,EAAI,CAAC;AACL;;GCAMC,WACN,OAAO',
};
const INDEXED = {
  version: 3,
  sections: [{ offset: { line: 0, column: 0 }, map: MAP }, { offset: { line: 9, column: 4 }, map: { ...MAP, names: [] } }],
};

function refused(run) {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error)) throw new Error(`a thrown ${typeof error}`);
    return `${error.name} ${error.code ?? ''}`;
  }
}

function look(payload, random) {
  const map = new SourceMap(payload);
  const found = [];
  for (let n = 0; n < 6; n++) {
    const entry = map.findEntry(random.below(12), random.below(80));
    found.push(entry.originalSource === undefined ? '-' : `${entry.originalLine % 8}:${entry.originalColumn % 8}`);
    const origin = map.findOrigin(1 + random.below(12), 1 + random.below(80));
    assert.strictEqual(typeof origin, 'object');
  }
  return `found ${found.join(' ')}`;
}

/** The way of a program that was compiled: the map rides in a comment, and a stack asks for it. */
function thrown(text, random) {
  const map = Buffer.from(text).toString('base64');
  const code = `${'\n'.repeat(random.below(4))}(function named() { return new Error('x'); })()\n` +
    `//# sourceMappingURL=data:application/json;base64,${map}\n//# sourceURL=/fuzz/${random.below(1e9)}.js`;
  const error = (0, eval)(code);
  assert.match(error.stack, /^Error: x\n/);
  return error.stack.split('\n').length;
}

process.setSourceMapsEnabled(true);
fuzz({
  seeds: [JSON.stringify(MAP), JSON.stringify(INDEXED), JSON.stringify({ ...MAP, mappings: ';;;A,C,gB,gggggggggggE' }), '{"sections":[null,1,{}]}', '{}', 'null', '[]', '{"mappings":1}',
          '{"version":3,"sources":[],"names":[],"mappings":"AAAA"}'],
  words: ['"mappings"', '"sections"', '"sources"', '"names"', '"sourceRoot"', '"offset"', 'null', '-1', '1e9', '4294967296', ';', ',', 'A', 'g', '///////D', '+', '{', '}',
          '[', ']', '"'],
  run(bytes, random) {
    const text = bytes.toString();
    let payload;
    try {
      payload = JSON.parse(text);
    } catch {
      return `no JSON ${thrown(text, random)}`;
    }
    return `${refused(() => look(payload, random))} ${thrown(text, random)}`;
  },
});
