'use strict';
// What `util.inspect` calls a value: the name of its class, the tag in brackets, "null prototype", and the heads
// of functions and classes. Part of `util/inspect`.

const {
  FunctionPrototypeToString,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  SafeSet,
  SafeWeakSet,
  String,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { isAsyncFunction, isGeneratorFunction } = require('util/types');
const { replaceMatches } = require('internal/util');
const native = binding('util');

// The classes and namespaces of the language itself. A fixed list, since the global object holds more than these
// by the time anything is inspected, and a program may add to it.
const builtInNames = new SafeSet([
  'AggregateError', 'Array', 'ArrayBuffer', 'AsyncDisposableStack', 'Atomics', 'BigInt', 'BigInt64Array',
  'BigUint64Array', 'Boolean', 'DataView', 'Date', 'DisposableStack', 'Error', 'EvalError', 'FinalizationRegistry',
  'Float16Array', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Intl',
  'Iterator', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError',
  'Reflect', 'RegExp', 'Set', 'SharedArrayBuffer', 'String', 'SuppressedError', 'Symbol', 'SyntaxError', 'TypeError',
  'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakRef', 'WeakSet',
  'WebAssembly',
]);

/** True for the names of the language's own global classes. */
function isBuiltInName(name) {
  return builtInNames.has(name);
}

/** The object's own `constructor`, unless it is an accessor; one of `--frozen-intrinsics` shows what it stands for. */
function ownConstructor(object) {
  let descriptor = ObjectGetOwnPropertyDescriptor(object, 'constructor');
  if (descriptor !== undefined && ObjectPrototypeHasOwnProperty(descriptor, 'get') && descriptor.get !== undefined) {
    descriptor = ObjectGetOwnPropertyDescriptor(descriptor.get, 'value');
  }
  return descriptor !== undefined && ObjectPrototypeHasOwnProperty(descriptor, 'value') ? descriptor.value : undefined;
}

function isInstance(value, constructor) {
  try {
    return value instanceof constructor;
  } catch {
    // A program's Symbol.hasInstance may throw or `prototype` may be no object: then it is not.
    return false;
  }
}

/**
 * The name of the nearest constructor in the prototype chain that the value is an instance of, or null without a
 * prototype. With `protoProps`, collects what the prototypes in between define through `addProperties`.
 */
function getConstructorName(value, ctx, recurseTimes, protoProps, addProperties, inspect) {
  let first;
  for (let object = value; object !== null; object = ObjectGetPrototypeOf(object)) {
    const constructor = ownConstructor(object);
    if (typeof constructor === 'function' && constructor.name !== '' && isInstance(value, constructor)) {
      if (protoProps !== undefined && (first !== object || !isBuiltInName(constructor.name))) {
        addProperties(ctx, value, first || value, recurseTimes, protoProps);
      }
      return String(constructor.name);
    }
    if (first === undefined) first = ObjectGetPrototypeOf(object);
  }
  if (first === null) return null;

  const name = native.getConstructorName(value);
  if (recurseTimes > ctx.depth && ctx.depth !== null) return `${name} <Complex prototype>`;
  const inner = getConstructorName(first, ctx, recurseTimes + 1, protoProps, addProperties, inspect);
  if (inner === null) {
    return `${name} <${inspect(first, { ...ctx, customInspect: false, depth: -1 })}>`;
  }
  return `${name} <${inner}>`;
}

/** "Foo(2) [Tag] " as it stands before the brace. */
function getPrefix(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    if (tag !== '' && fallback !== tag) return `[${fallback}${size}: null prototype] [${tag}] `;
    return `[${fallback}${size}: null prototype] `;
  }
  if (tag !== '' && constructor !== tag) return `${constructor}${size} [${tag}] `;
  return `${constructor}${size} `;
}

// A class body may start after comments, and only a class without parentheses in its heritage is shown as one.
const kComments = /(\/\*.*?\*\/|\/\/.*?$)/gms;

function isClassSource(source) {
  if (!StringPrototypeStartsWith(source, 'class') || !StringPrototypeEndsWith(source, '}')) return false;
  const rest = StringPrototypeSlice(source, 5, -1);
  const brace = StringPrototypeIndexOf(rest, '{');
  if (brace === -1) return false;
  if (!StringPrototypeIncludes(StringPrototypeSlice(rest, 0, brace), '(')) return true;
  return RegExpPrototypeExec(/^(\s+[^(]*?)\s*{/, replaceMatches(rest, kComments, '')) !== null;
}

function getClassHead(value, constructor, tag) {
  const ownName = ObjectPrototypeHasOwnProperty(value, 'name') && value.name;
  let head = `[class ${ownName || '(anonymous)'}`;
  if (constructor !== 'Function' && constructor !== null) head += ` [${constructor}]`;
  if (tag !== '' && constructor !== tag) head += ` [${tag}]`;
  if (constructor === null) {
    head += ' extends [null prototype]';
  } else {
    const superName = ObjectGetPrototypeOf(value).name;
    if (superName) head += ` extends ${superName}`;
  }
  return `${head}]`;
}

/** "[AsyncFunction: name] Constructor [Tag]" or "[class A extends B]". */
function getFunctionHead(value, constructor, tag) {
  if (isClassSource(FunctionPrototypeToString(value))) return getClassHead(value, constructor, tag);
  const type = `${isAsyncFunction(value) ? 'Async' : ''}${isGeneratorFunction(value) ? 'Generator' : ''}Function`;
  const { name } = value;
  let head = `[${type}${constructor === null ? ' (null prototype)' : ''}`;
  head += name === '' ? ' (anonymous)]' : `: ${typeof name === 'string' ? name : String(name)}]`;
  if (constructor !== type && constructor !== null) head += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) head += ` [${tag}]`;
  return head;
}

// Errors whose first line stays as V8 made it; undefined until there is one.
let plain;

/** Has the first line of an error stay as it is: Node puts the source line before the stack of what `-e` throws. */
function keepTitle(err) {
  if ((typeof err !== 'object' && typeof err !== 'function') || err === null) return;
  plain ??= new SafeWeakSet();
  plain.add(err);
}

function keepsTitle(err) {
  return plain !== undefined && plain.has(err);
}

module.exports = {
  getConstructorName,
  getFunctionHead,
  getPrefix,
  isBuiltInName,
  keepTitle,
  keepsTitle,
  ownConstructor,
};
