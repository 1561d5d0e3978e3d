// The environment's end as `process` tells it: 'beforeExit' each time the loop runs dry, 'exit' once.
'use strict';

const { setExitHooks, setExitCode } = binding('lifecycle');

function install() {
  const { emitBeforeExit, emitExit } = require('process/object');
  setExitHooks(emitBeforeExit, () => setExitCode(emitExit()));
}

module.exports = { install };
