'use strict';
// `await` outside functions: a text that uses it becomes an async function, out of which its declarations are taken, so
// that they are there afterwards, and which returns the value of the last statement when that is an expression.
//
//   const a = await f(), b = 1; a + b
//   let a, b; (async () => { void (a = await f(), b = 1); return { value: (a + b) }; })()
//
// It works on tokens, not on a syntax tree; the caller has V8 check the result.

const {
  ArrayPrototypeConcat,
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  SafeSet,
  StringPrototypeSlice,
} = primordials;

const { scan } = require('repl/scan');

// Words that begin a statement that is no expression.
const kStatementWords = new SafeSet([
  'var', 'let', 'const', 'function', 'class', 'if', 'for', 'while', 'do', 'switch', 'try', 'throw', 'return', 'break',
  'continue', 'debugger', 'with', 'export', 'using',
]);
// A parenthesis and a brace after these are no function.
const kControlWords = new SafeSet(['if', 'for', 'while', 'switch', 'catch', 'with', 'await']);
// A statement that so far ends with one of these goes on in the next line.
const kNeedsMore = new SafeSet([
  '=', '+', '-', '*', '/', '%', '**', '&', '|', '^', '&&', '||', '??', '!', '~', '<', '>', '<=', '>=', '==', '!=',
  '===', '!==', '<<', '>>', '>>>', '+=', '-=', '*=', '/=', '%=', '**=', '&=', '|=', '^=', '&&=', '||=', '??=', '<<=',
  '>>=', '>>>=', '?', ':', ',', '.', '?.', '=>', '(', '[', '{', 'typeof', 'void', 'delete', 'new', 'in', 'of',
  'instanceof', 'await', 'extends', 'async', 'else', 'do', 'case',
]);
// A line that begins with one of these goes on with the statement before.
const kGoesOn = new SafeSet([
  '=', '+', '-', '*', '/', '%', '**', '&', '|', '^', '&&', '||', '??', '<', '>', '<=', '>=', '==', '!=', '===', '!==',
  '<<', '>>', '>>>', '+=', '-=', '*=', '/=', '%=', '**=', '&=', '|=', '^=', '&&=', '||=', '??=', '<<=', '>>=', '>>>=',
  '?', ':', ',', '.', '?.', '=>', '(', '[', 'in', 'instanceof', 'of',
]);

const isPunctuator = (token, text) => token !== undefined && token.kind === 'punctuator' && token.text === text;
const isWord = (token, text) => token !== undefined && token.kind === 'word' && token.text === text;

// Whether the brace at `index` begins a function's body.
function beginsBody(tokens, index) {
  const before = tokens[index - 1];
  if (isPunctuator(before, '=>')) return true;
  if (!isPunctuator(before, ')') || before.partner === -1) return false;
  const head = before.partner - 1;
  const name = tokens[head];
  if (name === undefined) return false;
  if (name.kind === 'word') {
    if (kControlWords.has(name.text)) return false;
    const first = tokens[head - 1];
    if (name.text === 'function' || isWord(first, 'function') || isPunctuator(first, '*')) return true;
    // A method: a call is not followed by a brace in its line.
    return !tokens[index].newline;
  }
  // A method with a name in quotes or brackets, or `function*`.
  return isPunctuator(name, '*') || name.kind === 'string' || isPunctuator(name, ']');
}

// The index after an arrow function's body that is an expression.
function skipArrowExpression(tokens, index) {
  const { depth } = tokens[index];
  let i = index + 1;
  for (; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.depth < depth || (token.kind === 'punctuator' && token.partner !== -1 && token.partner < index)) break;
    if (token.depth === depth && (isPunctuator(token, ',') || isPunctuator(token, ';'))) break;
    if (token.depth === depth && token.newline && !kNeedsMore.has(tokens[i - 1].text) && !kGoesOn.has(token.text)) break;
  }
  return i;
}

/** Calls `each(token, index)` for every token outside functions; it may return an index to go on from. */
function walkOutside(tokens, each) {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (isPunctuator(token, '{') && beginsBody(tokens, i)) {
      if (token.partner === -1) return;
      i = token.partner;
    } else if (isPunctuator(token, '=>') && !isPunctuator(tokens[i + 1], '{')) {
      i = skipArrowExpression(tokens, i) - 1;
    } else {
      i = each(token, i) ?? i;
    }
  }
}

// Calls `found(token, index)` for every word `await` outside functions that is no name.
function eachAwait(tokens, found) {
  walkOutside(tokens, (token, i) => {
    if (!isWord(token, 'await') || isPunctuator(tokens[i - 1], '.') || isPunctuator(tokens[i - 1], '?.')) return;
    // A name like any other.
    if (isPunctuator(tokens[i + 1], ':') || isPunctuator(tokens[i + 1], '=') || isPunctuator(tokens[i + 1], '=>')) return;
    found(token, i);
  });
}

function usesAwait(tokens) {
  let found = false;
  eachAwait(tokens, () => { found = true; });
  return found;
}

// The index after the declaration that begins at `index`.
function endOfDeclaration(tokens, index) {
  const { depth } = tokens[index];
  for (let i = index + 1; i < tokens.length; i++) {
    const token = tokens[i];
    const closing = token.kind === 'punctuator' && (token.text === ')' || token.text === '}' || token.text === ']');
    if (closing && (token.partner === -1 || token.partner < index)) return i;
    if (token.depth !== depth || closing) continue;
    if (isPunctuator(token, ';')) return i;
    if (i > index + 1 && token.newline && !kNeedsMore.has(tokens[i - 1].text) && !kGoesOn.has(token.text)) return i;
  }
  return tokens.length;
}

// Adds the names that a pattern, or a name, binds. Returns the index after it.
function collectNames(tokens, index, names) {
  const token = tokens[index];
  if (token === undefined) return index;
  if (token.kind === 'word') {
    if (!ArrayPrototypeIncludes(names, token.text)) ArrayPrototypePush(names, token.text);
    return index + 1;
  }
  if (token.partner === -1) return tokens.length;
  const isObject = token.text === '{';
  let i = index + 1;
  while (i < token.partner) {
    if (isPunctuator(tokens[i], ',')) {
      i++;
      continue;
    }
    if (isPunctuator(tokens[i], '...')) {
      i = collectNames(tokens, i + 1, names);
    } else if (isObject) {
      // key: target, [key]: target, or the short form.
      const afterKey = isPunctuator(tokens[i], '[') ? tokens[i].partner + 1 : i + 1;
      i = collectNames(tokens, isPunctuator(tokens[afterKey], ':') ? afterKey + 1 : i, names);
    } else {
      i = collectNames(tokens, i, names);
    }
    // A default value.
    while (i < token.partner && !(tokens[i].depth === token.depth + 1 && isPunctuator(tokens[i], ','))) i++;
  }
  return token.partner + 1;
}

class Rewriter {
  constructor(code, tokens) {
    this.code = code;
    this.tokens = tokens;
    this.edits = [];
    this.variables = [];
    this.lexicals = [];
    this.functions = [];
  }

  // Where the text of the token before `index` ends.
  endBefore(index) {
    return index === 0 ? 0 : this.tokens[index - 1].end;
  }

  replace(start, end, text) {
    ArrayPrototypePush(this.edits, { start, end, text });
  }

  // `var a = 1, b` -> `void (a = 1, b = undefined)`; in the head of a loop only the word goes.
  declaration(index, names) {
    const { tokens } = this;
    const keyword = tokens[index];
    const end = endOfDeclaration(tokens, index);
    const inHead = isPunctuator(tokens[index - 1], '(') &&
      (isWord(tokens[index - 2], 'for') || isWord(tokens[index - 2], 'await'));
    let i = index + 1;
    const withoutValue = [];
    let isLoopTarget = false;
    while (i < end) {
      const target = i;
      i = collectNames(tokens, i, names);
      if (i <= target) return end;
      if (isWord(tokens[i], 'of') || isWord(tokens[i], 'in')) isLoopTarget = true;
      if (tokens[target].kind === 'word' && !isPunctuator(tokens[i], '=')) {
        ArrayPrototypePush(withoutValue, tokens[target].end);
      }
      while (i < end && !(tokens[i].depth === keyword.depth && isPunctuator(tokens[i], ','))) i++;
      i++;
    }
    if (isLoopTarget) {
      this.replace(keyword.start, keyword.end, '');
      return end;
    }
    const reset = keyword.text !== 'var';
    this.replace(keyword.start, keyword.end, inHead ? '' : 'void (');
    for (let j = 0; j < withoutValue.length; j++) {
      if (reset) this.replace(withoutValue[j], withoutValue[j], ' = undefined');
    }
    if (!inHead) this.replace(this.endBefore(end), this.endBefore(end), ')');
    return end;
  }

  // The statement at `index`, which no bracket is around, up to `next`. True when it is the value of the whole.
  statement(index, next, isLast) {
    const { tokens } = this;
    const first = tokens[index];
    const isAsyncFunction = isWord(first, 'async') && isWord(tokens[index + 1], 'function');
    if (first.kind === 'word' && (first.text === 'let' || first.text === 'const') &&
        (tokens[index + 1]?.kind === 'word' || isPunctuator(tokens[index + 1], '[') ||
         isPunctuator(tokens[index + 1], '{'))) {
      this.declaration(index, this.lexicals);
    } else if (isWord(first, 'class') && tokens[index + 1]?.kind === 'word') {
      ArrayPrototypePush(this.lexicals, tokens[index + 1].text);
      this.replace(first.start, first.start, `${tokens[index + 1].text} = `);
      this.replace(tokens[next - 1].end, tokens[next - 1].end, ';');
    } else if (isWord(first, 'function') || isAsyncFunction) {
      let name = index + (isAsyncFunction ? 2 : 1);
      if (isPunctuator(tokens[name], '*')) name++;
      if (tokens[name]?.kind === 'word') ArrayPrototypePush(this.functions, tokens[name].text);
    } else if (isLast && !isPunctuator(first, '{') && !isPunctuator(first, ';') &&
               !(first.kind === 'word' && kStatementWords.has(first.text)) && !isPunctuator(tokens[index + 1], ':')) {
      return true;
    }
    return false;
  }

  rewrite() {
    const { tokens } = this;
    walkOutside(tokens, (token, i) => {
      if (!isWord(token, 'var') || isPunctuator(tokens[i - 1], '.')) return undefined;
      this.declaration(i, this.variables);
      return undefined;
    });

    const starts = statementStarts(tokens);
    for (let i = 0; i < starts.length; i++) {
      const isLast = i === starts.length - 1;
      if (!this.statement(starts[i], isLast ? tokens.length : starts[i + 1], isLast)) continue;
      // The value of the whole.
      let last = tokens.length - 1;
      while (last > starts[i] && isPunctuator(tokens[last], ';')) last--;
      this.replace(tokens[starts[i]].start, tokens[starts[i]].start, 'return { value: (');
      this.replace(tokens[last].end, tokens[last].end, '\n) }');
    }
    return this.assemble();
  }

  assemble() {
    let outer = '';
    const variables = ArrayPrototypeConcat(this.variables, this.functions);
    if (variables.length > 0) outer += `var ${ArrayPrototypeJoin(variables, ', ')}; `;
    if (this.lexicals.length > 0) outer += `let ${ArrayPrototypeJoin(this.lexicals, ', ')}; `;
    outer += '(async () => { ';
    // Functions are there before the first statement, as everywhere.
    for (let i = 0; i < this.functions.length; i++) outer += `this.${this.functions[i]} = ${this.functions[i]}; `;
    const edits = sortedByStart(this.edits);
    let at = 0;
    for (let i = 0; i < edits.length; i++) {
      outer += StringPrototypeSlice(this.code, at, edits[i].start) + edits[i].text;
      at = edits[i].end;
    }
    return `${outer}${StringPrototypeSlice(this.code, at)}\n})()`;
  }
}

// By where they start; in the order of their making at one place.
function sortedByStart(edits) {
  const sorted = [];
  for (let i = 0; i < edits.length; i++) {
    let place = sorted.length;
    while (place > 0 && sorted[place - 1].start > edits[i].start) {
      sorted[place] = sorted[place - 1];
      place--;
    }
    sorted[place] = edits[i];
  }
  return sorted;
}

// The indexes of the tokens that statements outside all brackets begin with.
function statementStarts(tokens) {
  const starts = [];
  let fresh = true;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.depth > 0) continue;
    const before = tokens[i - 1];
    if (isPunctuator(token, ';')) {
      fresh = true;
      continue;
    }
    const closesBlock = before !== undefined && isPunctuator(before, '}') && before.depth === 0 &&
      endsStatement(tokens, i - 1, starts[starts.length - 1]);
    if (!fresh && !closesBlock &&
        !(token.newline && before.kind !== 'punctuator' && !kNeedsMore.has(before.text) && !goesOn(token)) &&
        !(token.newline && before.kind === 'punctuator' && (before.text === ')' || before.text === ']' ||
          before.text === '}') && !endsHead(tokens, i - 1) && !goesOn(token))) {
      continue;
    }
    if (closesBlock && (isWord(token, 'else') || isWord(token, 'catch') || isWord(token, 'finally') ||
        (isWord(token, 'while') && isWord(tokens[starts[starts.length - 1]], 'do')))) {
      continue;
    }
    ArrayPrototypePush(starts, i);
    fresh = false;
  }
  return starts;
}

function goesOn(token) {
  return kGoesOn.has(token.text) && token.kind !== 'string';
}

// Whether the parenthesis that closes at `index` is the head of a loop or a condition.
function endsHead(tokens, index) {
  const { partner } = tokens[index];
  return partner > 0 && tokens[partner - 1].kind === 'word' && kControlWords.has(tokens[partner - 1].text);
}

// Whether the brace that closes at `index` ends the statement that starts at `start`.
function endsStatement(tokens, index, start) {
  const { partner } = tokens[index];
  if (partner === -1) return false;
  if (partner === start) return true;
  const first = tokens[start];
  if (first === undefined || first.kind !== 'word') return false;
  if (first.text === 'function' || first.text === 'class' ||
      (first.text === 'async' && isWord(tokens[start + 1], 'function'))) {
    return true;
  }
  if (first.text === 'var' || first.text === 'let' || first.text === 'const') return false;
  const before = tokens[partner - 1];
  // A block of a control statement, not the body of a function in its head.
  return kStatementWords.has(first.text) && (isWord(before, 'else') || isWord(before, 'try') || isWord(before, 'do') ||
    isWord(before, 'finally') || isWord(before, 'catch') || (isPunctuator(before, ')') && endsHead(tokens, partner - 1)));
}

/** The text as an async call, or undefined when it uses no `await` outside functions. */
function rewriteAwait(code) {
  const tokens = scan(code);
  if (tokens.length === 0 || !usesAwait(tokens)) return undefined;
  return new Rewriter(code, tokens).rewrite();
}

/** Where the statements and expressions begin that wait outside functions. */
function awaitsOutside(code) {
  const tokens = scan(code);
  const starts = [];
  eachAwait(tokens, (token, i) => {
    const loop = isWord(tokens[i - 1], 'for') ? tokens[i - 1] : token;
    ArrayPrototypePush(starts, loop.start);
  });
  return starts;
}

module.exports = { awaitsOutside, rewriteAwait };
