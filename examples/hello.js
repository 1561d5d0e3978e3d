// The smallest tour: modules, timers, promises and files, as any Node program uses them.
'use strict';

const { readFile } = require('node:fs/promises');
const path = require('node:path');

async function main() {
  const text = await readFile(__filename, 'utf8');
  console.log('%s has %d lines', path.basename(__filename), text.split('\n').length);
  setImmediate(() => console.log('immediate'));
  process.nextTick(() => console.log('next tick'));
  await null;
  console.log('running on', process.release.name, process.version, 'by weir', process.versions.weir);
}

main();
