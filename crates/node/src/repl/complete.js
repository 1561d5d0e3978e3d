'use strict';
// The default completer: commands, names of variables and of properties of what stands before the cursor. Nothing that
// it looks at may have effects: properties are followed by their descriptors, getters and proxies end the way.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeForEach,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeReverse,
  ArrayPrototypeSort,
  Array,
  Object,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyNames,
  ObjectGetPrototypeOf,
  ObjectKeys,
  RegExp,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  StringPrototypeTrimStart,
  globalThis,
} = primordials;

const vm = require('vm');
const { isProxy } = require('util/types');
const { contextIdOf } = require('repl/context');
const { evaluateQuietly, lexicalNames } = require('repl/inspector');
const { completePath } = require('repl/complete_paths');
const { scan } = require('repl/scan');
const { getOwnNonIndexProperties } = binding('util');

const kCommand = /^\s*\.(\w*)$/;
const kIdentifier = /^(?:[\p{ID_Start}$_])(?:[\p{ID_Continue}$\u200c\u200d])*$/u;
const kWords = [
  'async', 'await', 'break', 'case', 'catch', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else',
  'export', 'false', 'finally', 'for', 'function', 'if', 'import', 'in', 'instanceof', 'let', 'new', 'null', 'return',
  'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield',
];
const kReserved = new SafeSet(kWords);
// After these words stands a new name.
const kDeclaring = new SafeSet(['let', 'const', 'var', 'function', 'class']);
const kLegacyMethods = new SafeSet(['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__']);
// V8's property filter: everything but symbols.
const kSkipSymbols = 16;
const kMaxPrototypes = 6;
const kNothing = { __proto__: null };

// --- What stands before the cursor ---

/**
 * The expression to complete in a line: `names` for a variable that begins with `filter`, or a chain: the token its
 * base is, the steps from there, and the property's beginning. Undefined for what is not completed.
 */
function findTarget(line) {
  const tokens = scan(line);
  if (tokens.length === 0) return { filter: '', start: 0 };
  const last = tokens[tokens.length - 1];
  if (last.end !== line.length) return undefined;
  let dot = tokens.length - 1;
  let filter = '';
  if (last.kind === 'word') {
    filter = last.text;
    dot--;
  }
  const isDot = tokens[dot]?.kind === 'punctuator' && (tokens[dot].text === '.' || tokens[dot].text === '?.');
  if (!isDot) {
    if (last.kind !== 'word') return undefined;
    const before = tokens[dot];
    if (before !== undefined && before.kind === 'word' && kDeclaring.has(before.text)) return undefined;
    return { filter, start: last.start };
  }
  const chain = chainBefore(tokens, dot);
  return chain === undefined ? kNothing : {
    chain, filter, tokens, start: tokens[chain.base].start, prefix: StringPrototypeSlice(line, tokens[chain.base].start, tokens[dot].end),
  };
}

// The chain of properties that ends before the token at `end`: its base, and its steps in order.
function chainBefore(tokens, end) {
  const steps = [];
  let i = end - 1;
  while (i >= 0) {
    const token = tokens[i];
    const before = tokens[i - 1];
    const afterDot = before?.kind === 'punctuator' && (before.text === '.' || before.text === '?.');
    if (token.kind === 'word' && afterDot) {
      ArrayPrototypePush(steps, { name: token.text });
      i -= 2;
    } else if (token.kind === 'punctuator' && token.text === ']' && token.partner !== -1 &&
               isValue(tokens[token.partner - 1])) {
      ArrayPrototypePush(steps, { from: token.partner + 1, to: i - 1 });
      i = token.partner - 1;
      if (tokens[i].kind === 'punctuator' && tokens[i].text === '?.') i--;
    } else {
      const base = baseAt(tokens, i);
      if (base !== undefined && tokens[base - 1]?.text === '.') return undefined;
      return base === undefined ? undefined : { base, steps: ArrayPrototypeReverse(steps) };
    }
  }
  return undefined;
}

// Whether a token ends a value, so that a bracket after it asks for a property.
function isValue(token) {
  if (token === undefined) return false;
  switch (token.kind) {
    case 'word': return !kReserved.has(token.text) || token.text === 'this';
    case 'punctuator': return token.text === ')' || token.text === ']' || token.text === '?.';
    case 'template': return token.opens !== true;
    default: return true;
  }
}

// The token that the value ending at `i` begins with, when it is one that can be looked at.
function baseAt(tokens, i) {
  const token = tokens[i];
  switch (token.kind) {
    case 'word':
      return kReserved.has(token.text) && token.text !== 'this' && token.text !== 'true' && token.text !== 'false' ?
        undefined : i;
    case 'punctuator':
      if (token.partner === -1) return undefined;
      if (token.text === ']') return token.partner;
      // A parenthesis of a call, or around anything, is not looked into.
      if (token.text !== ')' || isValue(tokens[token.partner - 1])) return undefined;
      return token.partner === i - 2 ? token.partner : undefined;
    default:
      return token.open || StringPrototypeStartsWith(token.text, '}') ? undefined : i;
  }
}

// --- Looking at values ---

// The value of a variable, without an error when there is none.
function valueOf(repl, name) {
  const script = new vm.Script(`try { ${name} } catch {}`, { filename: 'repl' });
  const { context } = repl;
  if (!repl.useGlobal && vm.isContext(context)) return script.runInContext(context, { displayErrors: false });
  return script.runInThisContext({ displayErrors: false });
}

function baseValue(repl, tokens, base) {
  let token = tokens[base];
  if (token.text === '(') token = tokens[base + 1];
  switch (token.kind) {
    case 'word':
      return RegExpPrototypeExec(kIdentifier, token.text) !== null ? valueOf(repl, token.text) : undefined;
    case 'string':
    case 'template':
      return '';
    case 'number':
      return 0;
    case 'regexp':
      return new RegExp('');
    default:
      return token.text === '[' ? new Array() : undefined;
  }
}

// The key between brackets: evaluated, unless that would have effects.
function keyOf(repl, line, tokens, { from, to }) {
  if (to < from) return undefined;
  const text = StringPrototypeSlice(line, tokens[from].start, tokens[to].end);
  const answer = evaluateQuietly(`(${text})`, contextIdOf(repl));
  if (answer === undefined || answer.exceptionDetails !== undefined) return undefined;
  const { type, value } = answer.result;
  return type === 'string' || type === 'number' ? `${value}` : undefined;
}

// The value of a property that can be had without running anything; `found` tells whether.
function step(object, key) {
  if (object === null || object === undefined) return kNothing;
  let holder = Object(object);
  while (holder !== null) {
    if (isProxy(holder)) return kNothing;
    const descriptor = ObjectGetOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) return descriptor.get === undefined ? { found: true, value: descriptor.value } : kNothing;
    holder = ObjectGetPrototypeOf(holder);
  }
  return kNothing;
}

function resolveChain(repl, line, { chain, tokens }) {
  let value = baseValue(repl, tokens, chain.base);
  const { steps } = chain;
  for (let i = 0; i < steps.length; i++) {
    if (isProxy(value)) return undefined;
    const key = steps[i].name ?? keyOf(repl, line, tokens, steps[i]);
    if (key === undefined) return undefined;
    const next = step(value, key);
    if (next.found !== true) return undefined;
    value = next.value;
  }
  return isProxy(value) ? undefined : value;
}

// --- Names ---

function isObjectPrototype(object) {
  if (ObjectGetPrototypeOf(object) !== null) return false;
  const maker = ObjectGetOwnPropertyDescriptor(object, 'constructor')?.value;
  if (typeof maker !== 'function') return false;
  const above = ObjectGetPrototypeOf(maker);
  return above !== null && ObjectGetPrototypeOf(above) === object;
}

/** The own names of an object that can be written after a dot. */
function ownNames(object) {
  if (!object) return [];
  const hidesLegacy = isObjectPrototype(object);
  return ArrayPrototypeFilter(getOwnNonIndexProperties(object, kSkipSymbols), (name) =>
    RegExpPrototypeExec(kIdentifier, name) !== null && !(hidesLegacy && kLegacyMethods.has(name)));
}

function memberGroups(value) {
  const groups = [];
  if (value === undefined || value === null) return groups;
  let object = value;
  if (typeof value !== 'object' && typeof value !== 'function') object = ObjectGetPrototypeOf(Object(value));
  for (let i = 0; object !== null && i < kMaxPrototypes; i++) {
    if (isProxy(object)) break;
    ArrayPrototypePush(groups, ownNames(object));
    object = ObjectGetPrototypeOf(object);
  }
  return groups;
}

function globalGroups(repl) {
  const { context } = repl;
  const groups = [lexicalNames(contextIdOf(repl))];
  for (let above = ObjectGetPrototypeOf(context); above !== null; above = ObjectGetPrototypeOf(above)) {
    ArrayPrototypePush(groups, ownNames(above));
  }
  const own = ownNames(context);
  if (!repl.useGlobal) {
    // What the language gives a context is not a property of its object.
    ArrayPrototypeForEach(ObjectGetOwnPropertyNames(globalThis), (name) => {
      if (RegExpPrototypeExec(kIdentifier, name) !== null) ArrayPrototypePush(own, name);
    });
  }
  ArrayPrototypePush(groups, own);
  return groups;
}

// --- The answer ---

/** Groups become one list: sorted within each, nearest last, an empty text between two, nothing twice. */
function mergeGroups(groups, filter) {
  const wanted = StringPrototypeToLowerCase(filter);
  const seen = new SafeSet();
  const merged = [];
  for (let i = groups.length - 1; i >= 0; i--) {
    let group = groups[i];
    if (wanted !== '') {
      group = ArrayPrototypeFilter(group, (name) =>
        StringPrototypeStartsWith(StringPrototypeToLowerCase(name), wanted));
    }
    ArrayPrototypePush(merged, ArrayPrototypeSort(ArrayPrototypeMap(group, (name) => name)));
  }
  // The nearest group owns a name that others have too.
  const kept = [];
  for (let i = merged.length - 1; i >= 0; i--) {
    kept[i] = ArrayPrototypeFilter(merged[i], (name) => {
      if (name === '' || seen.has(name)) return false;
      seen.add(name);
      return true;
    });
  }
  const list = [];
  for (let i = 0; i < kept.length; i++) {
    if (kept[i].length === 0) continue;
    if (list.length > 0) ArrayPrototypePush(list, '');
    ArrayPrototypeForEach(kept[i], (name) => ArrayPrototypePush(list, name));
  }
  return list;
}

/** Completes a line; `callback(null, [texts, completed])`. */
function complete(repl, line, callback) {
  line = StringPrototypeTrimStart(line);
  const command = RegExpPrototypeExec(kCommand, line);
  if (command !== null) {
    callback(null, [mergeGroups([ObjectKeys(repl.commands)], command[1]), command[1]]);
    return;
  }
  const path = completePath(repl, line);
  if (path !== undefined) {
    callback(null, [mergeGroups(path.groups, path.filter), path.completed]);
    return;
  }
  const target = findTarget(line);
  if (target === undefined) {
    callback(null, [[], undefined]);
    return;
  }
  const completed = target.start === undefined ? line : StringPrototypeSlice(line, target.start);
  if (target === kNothing) {
    callback(null, [[], completed]);
    return;
  }
  if (target.chain === undefined) {
    const groups = globalGroups(repl);
    if (target.filter !== '') ArrayPrototypePush(groups, kWords);
    callback(null, [mergeGroups(groups, target.filter), completed]);
    return;
  }
  const groups = ArrayPrototypeMap(memberGroups(resolveChain(repl, line, target)), (names) =>
    ArrayPrototypeMap(names, (name) => target.prefix + name));
  callback(null, [mergeGroups(groups, target.prefix + target.filter), completed]);
}

module.exports = { complete };
