'use strict';
// `util.inspect` with its options and styles, and what else of it is public. The work is in `util/inspect_value`
// (values) and the files it names; `util.format` is in `util/format`.

const {
  ObjectAssign,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
} = primordials;

const { customInspectSymbol } = require('internal/util');
const { formatValue, noColor } = require('util/inspect_value');
const { formatPrimitive, getStringWidth, stripControlSequences } = require('util/inspect_text');

const defaults = {
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};

// The state of one call: its options, and where in the value it is. `inspect` is kept here because the files that
// do the work may not require this one. (A literal is made in one step; class fields are defined one by one.)
function makeContext() {
  return {
    budget: {},
    indentationLvl: 0,
    seen: [],
    currentDepth: 0,
    circular: undefined,
    userOptions: undefined,
    stylize: noColor,
    inspect,
    showHidden: defaults.showHidden,
    depth: defaults.depth,
    colors: defaults.colors,
    customInspect: defaults.customInspect,
    showProxy: defaults.showProxy,
    maxArrayLength: defaults.maxArrayLength,
    maxStringLength: defaults.maxStringLength,
    breakLength: defaults.breakLength,
    compact: defaults.compact,
    sorted: defaults.sorted,
    getters: defaults.getters,
    numericSeparator: defaults.numericSeparator,
  };
}

function applyOptions(ctx, options) {
  const keys = ObjectKeys(options);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (ObjectPrototypeHasOwnProperty(defaults, key) || key === 'stylize') {
      ctx[key] = options[key];
    } else {
      // Options we do not know are passed on to the program's own hooks.
      ctx.userOptions ??= options;
    }
  }
}

/** Text of any value, for people. The older form is `inspect(value, showHidden, depth, colors)`. */
function inspect(value, options) {
  const ctx = makeContext();
  if (arguments.length > 1) {
    if (arguments.length > 2) {
      if (arguments[2] !== undefined) ctx.depth = arguments[2];
      if (arguments.length > 3 && arguments[3] !== undefined) ctx.colors = arguments[3];
    }
    if (typeof options === 'boolean') ctx.showHidden = options;
    else if (options) applyOptions(ctx, options);
  }
  if (ctx.colors) ctx.stylize = withColor;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
}

inspect.custom = customInspectSymbol;

ObjectDefineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() {
    return defaults;
  },
  set(options) {
    require('internal/validators').validateObject(options, 'options');
    return ObjectAssign(defaults, options);
  },
});

// --- Styles ------------------------------------------------------------------------------------------------

const kForeground = 39;
const kBackground = 49;

// SGR codes that switch a style on and off.
inspect.colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
  black: [30, kForeground],
  red: [31, kForeground],
  green: [32, kForeground],
  yellow: [33, kForeground],
  blue: [34, kForeground],
  magenta: [35, kForeground],
  cyan: [36, kForeground],
  white: [37, kForeground],
  bgBlack: [40, kBackground],
  bgRed: [41, kBackground],
  bgGreen: [42, kBackground],
  bgYellow: [43, kBackground],
  bgBlue: [44, kBackground],
  bgMagenta: [45, kBackground],
  bgCyan: [46, kBackground],
  bgWhite: [47, kBackground],
  framed: [51, 54],
  overlined: [53, 55],
  gray: [90, kForeground],
  redBright: [91, kForeground],
  greenBright: [92, kForeground],
  yellowBright: [93, kForeground],
  blueBright: [94, kForeground],
  magentaBright: [95, kForeground],
  cyanBright: [96, kForeground],
  whiteBright: [97, kForeground],
  bgGray: [100, kBackground],
  bgRedBright: [101, kBackground],
  bgGreenBright: [102, kBackground],
  bgYellowBright: [103, kBackground],
  bgBlueBright: [104, kBackground],
  bgMagentaBright: [105, kBackground],
  bgCyanBright: [106, kBackground],
  bgWhiteBright: [107, kBackground],
};

function defineAlias(alias, target) {
  ObjectDefineProperty(inspect.colors, alias, {
    __proto__: null,
    get() {
      return this[target];
    },
    set(value) {
      this[target] = value;
    },
    configurable: true,
    enumerable: false,
  });
}

defineAlias('grey', 'gray');
defineAlias('blackBright', 'gray');
defineAlias('bgGrey', 'bgGray');
defineAlias('bgBlackBright', 'bgGray');
defineAlias('faint', 'dim');
defineAlias('crossedout', 'strikethrough');
defineAlias('strikeThrough', 'strikethrough');
defineAlias('crossedOut', 'strikethrough');
defineAlias('conceal', 'hidden');
defineAlias('swapColors', 'inverse');
defineAlias('swapcolors', 'inverse');
defineAlias('doubleUnderline', 'doubleunderline');

// Which color a kind of value has; programs may change it. `name` (keys) has none on purpose.
inspect.styles = ObjectAssign({ __proto__: null }, {
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp: 'red',
  module: 'underline',
});

function withColor(text, style) {
  const color = inspect.styles[style];
  if (color === undefined) return text;
  const codes = inspect.colors[color];
  return codes === undefined ? text : `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m`;
}

function stripVTControlCharacters(text) {
  require('internal/validators').validateString(text, 'str');
  return stripControlSequences(text);
}

/** Text of a primitive as it stands inside an object. */
function inspectPrimitive(value) {
  return formatPrimitive(noColor, value, makeContext());
}

module.exports = {
  get format() { return require('util/format').format; },
  get formatWithOptions() { return require('util/format').formatWithOptions; },
  getStringWidth,
  inspect,
  inspectDefaultOptions: defaults,
  inspectPrimitive,
  stripVTControlCharacters,
  withColor,
};
