'use strict';
// The interactive mode of the program itself: `weir` at a terminal, and `-i`.

const { getOptionValue } = require('internal/options');

const kInvalidArgument = 9;

// Lines typed at the end go into the history file before the process ends.
function onExit(repl) {
  if (!repl.historyManager.isFlushing) process.exit();
  repl.pause();
  repl.once('flushHistory', () => process.exit());
}

/** Starts the REPL, after the text of `-e` when there is one. */
function start(source, print) {
  if (getOptionValue('--input-type')) {
    process._rawDebug('Cannot specify --input-type for REPL');
    process.exit(kInvalidArgument);
  }
  const { importPreloads, runEntry } = require('module/main');
  const external = process.env.NODE_REPL_EXTERNAL_MODULE;
  if (external !== undefined) {
    require('module/cjs').load(external, null, false);
    return;
  }
  const begin = () => {
    require('console').log(`Welcome to Node.js ${process.version}.\nType ".help" for more information.`);
    const { createInternalRepl } = require('repl/standalone');
    createInternalRepl(process.env, (error, repl) => {
      if (error) throw error;
      repl.on('exit', () => onExit(repl));
    });
    if (source === undefined) return;
    require('module/eval').runText(source, '[eval]', print);
    // The text had a module of its own.
    const { globalThis } = primordials;
    require('repl/context').defineModule(globalThis);
  };
  if ((getOptionValue('--import') ?? []).length === 0) {
    begin();
    return;
  }
  runEntry(async () => {
    await importPreloads();
    begin();
  });
}

module.exports = { start };
