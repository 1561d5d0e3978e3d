'use strict';

// The call that stands at a place in a line of source, for the message of `assert(value)`: "assert(a === b)".
//
// Owner: assert. The line is split into tokens, which needs no parser: from the place where the engine says that the
// call is, go back over `name.name[key]` and forward to the parenthesis that closes the arguments. A call that goes on
// in the next line is shown up to the end of this one.

const {
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeSlice,
} = primordials;

const kName = 0;
const kKeyword = 1;
const kLiteral = 2;
const kPunctuator = 3;

const identifierStart = /^[$_\p{ID_Start}\\]$/u;
const identifier = /(?:[$_\u200c\u200d\p{ID_Continue}]|\\u(?:\{[\da-fA-F]+\}|[\da-fA-F]{4}))+/uy;
const number = /(?:\d|\.\d)[\w.]*/y;
const space = /\s+/y;

const keywords = new SafeSet([
  'await', 'case', 'delete', 'do', 'else', 'false', 'in', 'instanceof', 'new', 'null', 'of', 'return', 'super', 'this',
  'throw', 'true', 'typeof', 'void', 'yield',
]);
// Keywords that are values: what follows them is an operator, not a regular expression.
const valueKeywords = new SafeSet(['false', 'null', 'super', 'this', 'true']);

function matchAt(pattern, text, index) {
  pattern.lastIndex = index;
  return RegExpPrototypeExec(pattern, text)?.[0] ?? '';
}

// The index after a quoted text that starts at `index`, or the end of the line.
function endOfString(line, index) {
  const quote = line[index];
  for (let i = index + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === quote) return i + 1;
  }
  return line.length;
}

function endOfTemplate(line, index) {
  for (let i = index + 1; i < line.length; i++) {
    if (line[i] === '\\') {
      i++;
    } else if (line[i] === '`') {
      return i + 1;
    } else if (line[i] === '$' && line[i + 1] === '{') {
      i = endOfSubstitution(line, i + 2) - 1;
    }
  }
  return line.length;
}

function endOfSubstitution(line, index) {
  let depth = 1;
  const scanner = new Scanner(line, index);
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) {
    if (token.text === '{') depth++;
    if (token.text === '}' && --depth === 0) return token.end;
  }
  return line.length;
}

function endOfRegExp(line, index) {
  let inClass = false;
  for (let i = index + 1; i < line.length; i++) {
    const char = line[i];
    if (char === '\\') i++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return i + 1;
  }
  return line.length;
}

function endOfComment(line, index) {
  for (let i = index + 2; i < line.length; i++) {
    if (line[i] === '*' && line[i + 1] === '/') return i + 2;
  }
  return line.length;
}

class Scanner {
  #line;
  #index;
  // Whether a slash here would divide.
  #afterValue = false;
  // Whether a word here is the name of a property, even one that is a keyword elsewhere.
  #afterDot = false;

  constructor(line, index) {
    this.#line = line;
    this.#index = index;
  }

  #token(kind, end, afterValue) {
    const start = this.#index;
    const text = StringPrototypeSlice(this.#line, start, end);
    this.#index = end;
    this.#afterValue = afterValue;
    this.#afterDot = text === '.' || text === '?.';
    return { kind, start, end, text };
  }

  /** The next token, or undefined at the end of the line. */
  next() {
    const line = this.#line;
    for (;;) {
      this.#index += matchAt(space, line, this.#index).length;
      if (line[this.#index] !== '/') break;
      if (line[this.#index + 1] === '/') return undefined;
      if (line[this.#index + 1] !== '*') break;
      this.#index = endOfComment(line, this.#index);
    }
    const index = this.#index;
    if (index >= line.length) return undefined;

    const char = line[index];
    if (char === '"' || char === "'") return this.#token(kLiteral, endOfString(line, index), true);
    if (char === '`') return this.#token(kLiteral, endOfTemplate(line, index), true);
    if (char === '/' && !this.#afterValue) return this.#token(kLiteral, endOfRegExp(line, index), true);

    const digits = matchAt(number, line, index);
    if (digits !== '') return this.#token(kLiteral, index + digits.length, true);

    if (char >= '\ud800' || RegExpPrototypeExec(identifierStart, char) !== null) {
      const name = matchAt(identifier, line, index);
      if (name !== '') {
        const keyword = !this.#afterDot && keywords.has(name);
        return this.#token(keyword ? kKeyword : kName, index + name.length, !keyword || valueKeywords.has(name));
      }
    }

    const next = line[index + 1];
    if (char === '?' && next === '.' && matchAt(number, line, index + 1) === '') {
      return this.#token(kPunctuator, index + 2, false);
    }
    // `a++ / b` divides, and so it does in the rare `++/re/.lastIndex`.
    if ((char === '+' || char === '-') && next === char) return this.#token(kPunctuator, index + 2, true);
    return this.#token(kPunctuator, index + 1, char === ')' || char === ']' || char === '}');
  }
}

function tokensOf(line, column) {
  const scanner = new Scanner(line, 0);
  const tokens = [];
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) tokens[tokens.length] = token;
  if (indexAt(tokens, column) !== -1) return tokens;
  // The line begins inside of a comment or a template: look only at what starts at the call.
  const rest = new Scanner(line, column);
  tokens.length = 0;
  for (let token = rest.next(); token !== undefined; token = rest.next()) tokens[tokens.length] = token;
  return tokens;
}

function indexAt(tokens, column) {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i].start === column) return i;
  }
  return -1;
}

// The token that the chain of names and keys around `index` begins with.
function startOfChain(tokens, index) {
  for (let i = index; i > 0;) {
    const before = tokens[i - 1];
    if (before.text === '.' || before.text === '?.') {
      const owner = tokens[i - 2];
      if (owner === undefined || (owner.kind !== kName && owner.text !== ']')) return index;
      i -= owner.text === ']' ? 1 : 2;
      if (owner.kind === kName) index = i;
    } else if (before.text === ']') {
      let depth = 1;
      i -= 2;
      while (i >= 0 && depth > 0) {
        if (tokens[i].text === ']') depth++;
        if (tokens[i].text === '[') depth--;
        i--;
      }
      if (depth === 0 && i > 0 && tokens[i].text === '?.') i--;
      // An index needs something that it is an index of.
      if (depth > 0 || i < 0 || (tokens[i].kind !== kName && tokens[i].text !== ']')) return index;
      i = tokens[i].kind === kName ? i : i + 1;
      if (tokens[i].kind === kName) index = i;
    } else if (before.kind === kName && (tokens[i].text === '(' || tokens[i].text === '[')) {
      i--;
      index = i;
    } else {
      return index;
    }
  }
  return index;
}

function endOfCall(tokens, index, line) {
  let depth = 0;
  let inKey = 0;
  for (let i = index; i < tokens.length; i++) {
    const { text } = tokens[i];
    if (depth === 0 && text === '[') inKey++;
    else if (depth === 0 && text === ']') inKey--;
    else if (inKey === 0 && text === '(') depth++;
    else if (inKey === 0 && text === ')' && --depth === 0) return tokens[i].end;
  }
  return line.length;
}

/** The text of the call at `column` of `line`. */
function expressionAt(line, column) {
  const tokens = tokensOf(line, column);
  const index = indexAt(tokens, column);
  if (index === -1) return StringPrototypeSlice(line, column);
  const start = startOfChain(tokens, index);
  return StringPrototypeSlice(line, tokens[start].start, endOfCall(tokens, index, line));
}

module.exports = { expressionAt };
