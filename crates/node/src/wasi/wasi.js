'use strict';
// node:wasi: the class WASI, which makes a system for a program and gives its instance a memory. What the calls do is
// native (`weir_wasi`); of them only `proc_exit` is done here.

const {
  ArrayPrototypeForEach,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  Error,
  FunctionPrototypeBind,
  ObjectDefineProperty,
  ObjectEntries,
  ObjectGetOwnPropertyDescriptor,
  ReflectApply,
  String,
  Symbol,
  TypeError,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_WASI_ALREADY_STARTED,
    ERR_WASI_NOT_STARTED,
  },
} = require('internal/errors');
const { plainError } = require('internal/plain_error');
const { emitExperimentalWarning } = require('internal/util');
const {
  validateArray,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateObject,
  validateString,
  validateUndefined,
} = require('internal/validators');

const native = binding('wasi');

emitExperimentalWarning('WASI');

const kExit = Symbol('kExit');
const callNames = native.callNames();
const memoryBuffer = ObjectGetOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer').get;

// The calls of one program, by name, as its module imports them.
class Calls {
  #system;
  #memory;

  constructor(args, env, folders, stdio) {
    const made = native.newSystem(this, args, env, folders, stdio[0], stdio[1], stdio[2]);
    if (typeof made !== 'number') {
      const { 0: name, 1: errno } = made;
      const code = `UVWASI_${name}`;
      const error = plainError(Error, code, `${code}, uvwasi_init`);
      error.errno = errno;
      error.syscall = 'uvwasi_init';
      throw error;
    }
    this.#system = made;
  }

  // WebAssembly passes as many arguments as its import declares.
  call(index, a, b, c, d, e, f, g, h, i) {
    const memory = this.#memory;
    if (memory === undefined) throw new ERR_WASI_NOT_STARTED();
    return native.call(this.#system, index, ReflectApply(memoryBuffer, memory, []), a, b, c, d, e, f, g, h, i);
  }

  // Ends the process without further ado, as C's function of that name would.
  exit(code) {
    if (this.#memory === undefined) throw new ERR_WASI_NOT_STARTED();
    process.reallyExit(code >>> 0);
  }

  set memory(memory) {
    this.#memory = memory;
  }
}

// An object of the class's name, as Node's is.
const namesOf = { WASI: class {} }.WASI;

function importsOf(calls, exit) {
  const imports = new namesOf();
  const define = (name, fn) => {
    ObjectDefineProperty(fn, 'name', { __proto__: null, value: `bound ${name}`, configurable: true });
    imports[name] = fn;
  };
  ArrayPrototypeForEach(callNames, (name, index) => {
    // By module, which is where `proc_exit` belongs.
    if (name === 'proc_raise') define('proc_exit', exit);
    define(name, (a, b, c, d, e, f, g, h, i) => calls.call(index, a, b, c, d, e, f, g, h, i));
  });
  return imports;
}

function moduleNameOf(version) {
  validateString(version, 'options.version');
  if (version === 'unstable') return 'wasi_unstable';
  if (version === 'preview1') return 'wasi_snapshot_preview1';
  throw new ERR_INVALID_ARG_VALUE('options.version', version, 'unsupported WASI version');
}

function standardOf(options, name, fallback) {
  const { [name]: fd = fallback } = options;
  validateInt32(fd, `options.${name}`, 0);
  return fd;
}

class WASI {
  #moduleName;
  #calls;
  #started = false;
  #instance;
  #exitCode = 0;

  constructor(options = {}) {
    if (process.permission !== undefined) require('process/permission').demand('wasi');
    validateObject(options, 'options');
    this.#moduleName = moduleNameOf(options.version);

    let args = [];
    if (options.args !== undefined) {
      validateArray(options.args, 'options.args');
      args = ArrayPrototypeMap(options.args, (text) => String(text));
    }
    const env = [];
    if (options.env !== undefined) {
      validateObject(options.env, 'options.env');
      ArrayPrototypeForEach(ObjectEntries(options.env), ({ 0: name, 1: value }) => {
        if (value !== undefined) ArrayPrototypePush(env, `${name}=${value}`);
      });
    }
    const folders = [];
    if (options.preopens !== undefined) {
      validateObject(options.preopens, 'options.preopens');
      ArrayPrototypeForEach(ObjectEntries(options.preopens), ({ 0: guest, 1: host }) => {
        ArrayPrototypePush(folders, String(guest), String(host));
      });
    }
    const stdio = [
      standardOf(options, 'stdin', 0),
      standardOf(options, 'stdout', 1),
      standardOf(options, 'stderr', 2),
    ];
    let returnOnExit = true;
    if (options.returnOnExit !== undefined) {
      validateBoolean(options.returnOnExit, 'options.returnOnExit');
      returnOnExit = options.returnOnExit;
    }

    const calls = new Calls(args, env, folders, stdio);
    this.#calls = calls;
    // Thrown through the program, up to where `start()` waits for it.
    const leave = (code) => {
      this.#exitCode = code;
      throw kExit;
    };
    this.wasiImport = importsOf(calls, returnOnExit ? leave : FunctionPrototypeBind(calls.exit, calls));
  }

  #begin(instance, memory) {
    if (this.#started) throw new ERR_WASI_ALREADY_STARTED();
    validateObject(instance, 'instance');
    validateObject(instance.exports, 'instance.exports');
    const given = memory ?? instance.exports.memory;
    if (!native.isMemory(given)) {
      throw plainError(TypeError, 'ERR_INVALID_ARG_TYPE',
                       '"instance.exports.memory" property must be a WebAssembly.Memory object');
    }
    this.#calls.memory = given;
    this.#instance = instance;
    this.#started = true;
  }

  finalizeBindings(instance, { memory = instance?.exports?.memory } = {}) {
    this.#begin(instance, memory);
  }

  start(instance) {
    this.#begin(instance);
    const { _start, _initialize } = this.#instance.exports;
    validateFunction(_start, 'instance.exports._start');
    validateUndefined(_initialize, 'instance.exports._initialize');
    try {
      _start();
    } catch (error) {
      if (error !== kExit) throw error;
    }
    return this.#exitCode;
  }

  initialize(instance) {
    this.#begin(instance);
    const { _start, _initialize } = this.#instance.exports;
    validateUndefined(_start, 'instance.exports._start');
    if (_initialize !== undefined) {
      validateFunction(_initialize, 'instance.exports._initialize');
      _initialize();
    }
  }

  getImportObject() {
    return { [this.#moduleName]: this.wasiImport };
  }
}

module.exports = { WASI };
