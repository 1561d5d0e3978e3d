'use strict';
// What the parts of `process` share: whether the process is on its way out,
// and with which code. Nothing here is read from the system, so that it may
// be part of a start-up snapshot.

module.exports = {
  exiting: false,
  // As the program gave it, a number; undefined until it does.
  exitCode: undefined,
  // Which of the output streams exist: they are made at first use.
  madeStdout: false,
  madeStderr: false,
  // While the program's entry point awaits: says where, should it end so.
  reportUnsettled: null,
  // Writes what is only complete when the process ends, whichever way it does; it never throws and may be called again.
  // Null in nearly all programs.
  atEnd: null,
  // Writes a report of what nobody caught, before it is printed. Null unless asked for.
  reportUncaught: null,
};
