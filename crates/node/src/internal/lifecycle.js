// What the environment tells JavaScript by itself: its end, as 'beforeExit' each time the loop runs dry and 'exit' once; and
// work that waited long for the threadpool.
'use strict';

const { setExitHooks, setExitCode } = binding('lifecycle');
const { onLongWait } = binding('observe');

function install() {
  const { emitBeforeExit, emitExit } = require('process/object');
  setExitHooks(emitBeforeExit, () => setExitCode(emitExit()));
  onLongWait((names, numbers) => require('observe/threadpool').onLongWait(names, numbers));
}

module.exports = { install };
