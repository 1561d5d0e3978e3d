// Errors as Node's native code makes them: the code is a property, and not part of the stack's first line.
'use strict';

function plainError(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

module.exports = { plainError };
