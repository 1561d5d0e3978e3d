'use strict';
// A small scanner of JavaScript for the interactive mode: the tokens of a text with their nesting, for completion and
// for `await` outside functions. It takes any text, finished or not, and never throws; whether a text is right is for V8
// to say. Where only a parser could tell a regular expression from a division it guesses by the token before.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

const kBlank = /[\s\uFEFF]/;
const kWordStart = /[\p{ID_Start}$_\\]/u;
const kWordPart = /[\p{ID_Continue}$\u200c\u200d]/u;
const kFlags = /\w*/y;
const kNumber = /(?:0[xX][\da-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|(?:\d[\d_]*)?\.?[\d_]*(?:[eE][+-]?[\d_]*)?)n?/y;
const kPunctuator = /=>|\.\.\.|\?\.(?!\d)|[<>=!]==?|>>>?=?|<<=?|\*\*=?|&&=?|\|\|=?|\?\?=?|\+\+|--|[-+*/%&|^]=?|[^]/uy;

// After these words comes an expression, so that a slash begins a regular expression.
const kBeforeExpression = new SafeSet([
  'return', 'typeof', 'case', 'in', 'of', 'new', 'delete', 'void', 'throw', 'instanceof', 'do', 'else', 'yield', 'await',
]);
// The parenthesis after these words is no end of an expression.
const kBeforeParenthesis = new SafeSet(['if', 'while', 'for', 'with']);

/**
 * A token: `kind` (word, number, string, template, regexp, punctuator), its text, where it starts and ends, how many
 * brackets are open around it, whether a line break is before it, and for an opening or closing bracket its `partner`'s
 * index. A template is a token per piece of text; its expressions are tokens between, one bracket deeper. Strings,
 * templates and regular expressions that do not end have `open` set.
 */
class Scanner {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.tokens = [];
    // Indexes of the opening brackets that are not closed; a template piece opens one for its expression.
    this.brackets = [];
    this.newline = false;
  }

  run() {
    const { text } = this;
    while (this.at < text.length) {
      const character = text[this.at];
      if (character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029') {
        this.newline = true;
        this.at++;
      } else if (RegExpPrototypeExec(kBlank, character) !== null) {
        this.at++;
      } else if (character === '/' && (text[this.at + 1] === '/' || text[this.at + 1] === '*')) {
        this.comment();
      } else {
        this.token(character);
      }
    }
    return this.tokens;
  }

  comment() {
    const { text, at } = this;
    if (text[at + 1] === '/') {
      let end = at;
      while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
      this.at = end;
      return;
    }
    const end = StringPrototypeIndexOf(text, '*/', at + 2);
    const stop = end === -1 ? text.length : end + 2;
    if (StringPrototypeIndexOf(StringPrototypeSlice(text, at, stop), '\n') !== -1) this.newline = true;
    this.at = stop;
  }

  push(kind, end, open = false) {
    const token = {
      __proto__: null,
      kind,
      text: StringPrototypeSlice(this.text, this.at, end),
      start: this.at,
      end,
      depth: this.brackets.length,
      newline: this.newline,
      open,
      partner: -1,
    };
    ArrayPrototypePush(this.tokens, token);
    this.at = end;
    this.newline = false;
    return token;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    return this.at + RegExpPrototypeExec(pattern, this.text)[0].length;
  }

  token(character) {
    const { text, at } = this;
    if (character === '"' || character === "'") {
      this.string(character);
    } else if (character === '`') {
      this.template();
    } else if ((character >= '0' && character <= '9') ||
               (character === '.' && text[at + 1] >= '0' && text[at + 1] <= '9')) {
      this.push('number', this.match(kNumber));
    } else if (character === '#' || RegExpPrototypeExec(kWordStart, character) !== null || character > '\x7f') {
      this.word();
    } else if (character === '/' && this.expressionMayStart()) {
      this.regularExpression();
    } else {
      this.punctuator(character);
    }
  }

  word() {
    const { text } = this;
    let end = this.at + 1;
    while (end < text.length) {
      const character = text[end];
      if (character === '\\' && text[end + 1] === 'u') {
        end += 2;
        if (text[end] === '{') {
          while (end < text.length && text[end] !== '}') end++;
          end++;
        }
        continue;
      }
      // Halves of surrogate pairs are taken as parts: V8 knows better, and nothing else is made of them.
      if (character <= '\x7f' && RegExpPrototypeExec(kWordPart, character) === null) break;
      if (RegExpPrototypeExec(kBlank, character) !== null) break;
      end++;
    }
    this.push('word', end);
  }

  string(quote) {
    const { text } = this;
    let end = this.at + 1;
    while (end < text.length && text[end] !== quote && text[end] !== '\n') {
      if (text[end] === '\\') end++;
      end++;
    }
    const closed = text[end] === quote;
    this.push('string', closed ? end + 1 : end < text.length ? end : text.length, !closed);
  }

  // From a backtick, or from the brace that ends an expression in a template.
  template() {
    const { text } = this;
    let end = this.at + 1;
    while (end < text.length && text[end] !== '`' && !(text[end] === '$' && text[end + 1] === '{')) {
      if (text[end] === '\\') end++;
      end++;
    }
    if (text[end] === '`') {
      this.push('template', end + 1);
    } else if (end >= text.length) {
      this.push('template', text.length, true);
    } else {
      const token = this.push('template', end + 2);
      token.opens = true;
      ArrayPrototypePush(this.brackets, this.tokens.length - 1);
    }
  }

  expressionMayStart() {
    const last = this.tokens[this.tokens.length - 1];
    if (last === undefined) return true;
    switch (last.kind) {
      case 'word':
        return kBeforeExpression.has(last.text);
      case 'punctuator':
        if (last.text === ')') {
          const before = this.tokens[last.partner - 1];
          return before !== undefined && before.kind === 'word' && kBeforeParenthesis.has(before.text);
        }
        if (last.text === '}') {
          // A block ends a statement, an object does not: blocks stand where statements do.
          const before = this.tokens[last.partner - 1];
          return before === undefined || before.text === ')' || before.text === ';' || before.text === '{' ||
            before.text === '}' || before.text === '=>' || before.kind === 'word';
        }
        return last.text !== ']' && last.text !== '++' && last.text !== '--';
      case 'template':
        return last.opens === true;
      default:
        return false;
    }
  }

  regularExpression() {
    const { text } = this;
    let end = this.at + 1;
    let inClass = false;
    while (end < text.length && text[end] !== '\n' && (inClass || text[end] !== '/')) {
      if (text[end] === '\\') end++;
      else if (text[end] === '[') inClass = true;
      else if (text[end] === ']') inClass = false;
      end++;
    }
    if (text[end] !== '/') {
      this.push('regexp', end < text.length ? end : text.length, true);
      return;
    }
    kFlags.lastIndex = end + 1;
    this.push('regexp', end + 1 + RegExpPrototypeExec(kFlags, text)[0].length);
  }

  punctuator(character) {
    if (character === ')' || character === ']' || character === '}') {
      const opening = ArrayPrototypePop(this.brackets);
      if (opening !== undefined && this.tokens[opening].kind === 'template' && character === '}') {
        this.template();
        return;
      }
      const token = this.push('punctuator', this.at + 1);
      if (opening !== undefined) {
        token.partner = opening;
        this.tokens[opening].partner = this.tokens.length - 1;
      }
      return;
    }
    this.push('punctuator', this.match(kPunctuator));
    if (character === '(' || character === '[' || character === '{') {
      ArrayPrototypePush(this.brackets, this.tokens.length - 1);
    }
  }
}

/** The tokens of a text. */
function scan(text) {
  return new Scanner(text).run();
}

module.exports = { scan };
