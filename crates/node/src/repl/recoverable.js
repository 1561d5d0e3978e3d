'use strict';
// Whether a text that is no JavaScript yet could become some by going on. V8 tells where its first error is: an error at
// the end of the text, or in something that the end cut off, is one that more text may cure.

const {
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeTrimEnd,
} = primordials;

const { syntaxError } = binding('repl');

// Errors that V8 places at the token before the one that it could not take. When that is the last one, the end was what
// it could not take.
const kAtTokenBefore = new SafeSet([
  'Uncaught SyntaxError: missing ) after argument list',
  'Uncaught SyntaxError: Missing } in template expression',
  'Uncaught SyntaxError: Missing catch or finally after try',
  'Uncaught SyntaxError: Missing initializer in const declaration',
  'Uncaught SyntaxError: Missing initializer in destructuring declaration',
  'Uncaught SyntaxError: Missing initializer in using declaration',
  'Uncaught SyntaxError: Function statements require a function name',
  'Uncaught SyntaxError: Malformed arrow function parameter list',
  'Uncaught SyntaxError: Illegal newline after throw',
]);
// Parameters of an arrow function whose arrow is missing look like an expression with a strange token.
const kRestToken = "Uncaught SyntaxError: Unexpected token '...'";
const kUnfinishedTemplate = 'Uncaught SyntaxError: Unterminated template literal';
const kUnfinishedString = /^(?:"(?:[^"\\\r\n]|\\[^])*|'(?:[^'\\\r\n]|\\[^])*)$/;
const kUnfinishedComment = /^\/\*(?:(?!\*\/)[^])*$/;
// Blanks and comments, of which the last may be unfinished.
const kOnlyTrivia = /^(?:\s|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$))*$/;
const kContinuedLine = /\\(?:\r\n?|\n|\u2028|\u2029)$/;

/** Whether the first error of `code` comes of its end. False when there is no error. */
function endsTooEarly(code) {
  const error = syntaxError(code);
  if (error === undefined) return false;
  const { 0: message, 1: start, 2: end } = error;
  if (start >= code.length) return true;
  if (message === kUnfinishedTemplate) return true;
  if (kAtTokenBefore.has(message)) {
    return RegExpPrototypeExec(kOnlyTrivia, StringPrototypeSlice(code, end)) !== null;
  }
  if (message === kRestToken && isUnfinishedArrow(code)) return true;
  const rest = StringPrototypeSlice(code, start);
  if (StringPrototypeStartsWith(rest, '/*')) return RegExpPrototypeExec(kUnfinishedComment, rest) !== null;
  // A string goes on in the next line after a backslash alone.
  return RegExpPrototypeExec(kUnfinishedString, rest) !== null && RegExpPrototypeExec(kContinuedLine, rest) !== null;
}

// Whether a text becomes one by closing its brackets and an arrow.
function isUnfinishedArrow(code) {
  const { scan } = require('repl/scan');
  const tokens = scan(code);
  let closing = '';
  for (let i = 0; i < tokens.length; i++) {
    const { kind, text, partner } = tokens[i];
    if (kind !== 'punctuator' || partner !== -1) continue;
    if (text === '(') closing = `)${closing}`;
    else if (text === '[') closing = `]${closing}`;
    else if (text === '{') closing = `}${closing}`;
  }
  // No line break may stand before the arrow.
  return syntaxError(`${StringPrototypeTrimEnd(code)}${closing} => 0`) === undefined;
}

/** Whether `code` could be finished, also as an expression that begins with a brace. */
function isRecoverable(code) {
  if (RegExpPrototypeExec(/^\s*\{/, code) !== null && endsTooEarly(`(${code}`)) return true;
  return endsTooEarly(code);
}

module.exports = { endsTooEarly, isRecoverable };
