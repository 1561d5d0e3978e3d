'use strict';
// node:os - what the operating system tells of the machine and its users.

const {
  MapPrototypeGet,
  ObjectDefineProperties,
  ObjectDefineProperty,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  SymbolToPrimitive,
} = primordials;

const { codes: { ERR_SYSTEM_ERROR } } = require('internal/errors');
const { validateInt32 } = require('internal/validators');
const native = binding('os');
const constants = require('os/constants');

// The system's own numbers and names; each also converts to a primitive by itself, as `${os.hostname}` may stand in
// old programs.
function primitive(name, fn) {
  ObjectDefineProperty(fn, 'name', { __proto__: null, value: name, configurable: true });
  fn[SymbolToPrimitive] = () => fn();
  return fn;
}

function failed(context) {
  return new ERR_SYSTEM_ERROR(context);
}

// Calls an op that answers with a value or a failed system call.
function checked(op) {
  return function() {
    try {
      return op();
    } catch (err) {
      throw failed({ errno: err.errno, code: err.code, message: err.message, syscall: err.syscall });
    }
  };
}

const arch = primitive('arch', () => process.arch);
const availableParallelism = primitive('availableParallelism', () => native.availableParallelism());
const platform = primitive('platform', () => process.platform);
const hostname = primitive('hostname', checked(native.hostname));
// A program may have changed its HOME, which is its environment's own.
const databaseHome = checked(native.homedir);
const homedir = primitive('homedir', () => process.env.HOME ?? databaseHome());
const uptime = primitive('uptime', checked(native.uptime));
const freemem = primitive('freemem', () => native.freemem());
const totalmem = primitive('totalmem', () => native.totalmem());

let names;
function uname() {
  names ??= native.uname();
  return names;
}
const type = primitive('type', () => uname()[0]);
const release = primitive('release', () => uname()[1]);
const version = primitive('version', () => uname()[2]);
const machine = primitive('machine', () => uname()[3]);

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const endianness = primitive('endianness', () => (littleEndian ? 'LE' : 'BE'));

function loadavg() {
  return native.loadavg();
}

function cpus() {
  const flat = native.cpus();
  const result = [];
  for (let i = 0; i < flat.length; i += 7) {
    result[result.length] = {
      model: flat[i],
      speed: flat[i + 1],
      times: { user: flat[i + 2], nice: flat[i + 3], sys: flat[i + 4], idle: flat[i + 5], irq: flat[i + 6] },
    };
  }
  return result;
}

const tmpdir = primitive('tmpdir', () => {
  let path = process.env.TMPDIR || process.env.TMP || process.env.TEMP || '/tmp';
  if (path.length > 1 && StringPrototypeEndsWith(path, '/')) path = StringPrototypeSlice(path, 0, -1);
  return path;
});

// Bits set in front, or null when others follow a zero.
function prefixLength(bytes) {
  let count = 0;
  let ended = false;
  for (let i = 0; i < bytes.length; i++) {
    for (let bit = 7; bit >= 0; bit--) {
      if (bytes[i] & (1 << bit)) {
        if (ended) return null;
        count++;
      } else {
        ended = true;
      }
    }
  }
  return count;
}

function networkInterfaces() {
  const flat = native.networkInterfaces();
  const result = {};
  for (let i = 0; i < flat.length; i += 7) {
    const name = flat[i];
    const bits = prefixLength(flat[i + 6]);
    const entry = {
      address: flat[i + 1],
      netmask: flat[i + 2],
      family: flat[i + 3] ? 'IPv6' : 'IPv4',
      mac: flat[i + 4],
      internal: flat[i + 5] >= 0 && (flat[i + 5] & 1) !== 0,
      cidr: bits === null ? null : `${flat[i + 1]}/${bits}`,
    };
    if (flat[i + 3]) entry.scopeid = flat[i + 5] >> 1;
    const known = result[name];
    if (known === undefined) result[name] = [entry];
    else known[known.length] = entry;
  }
  return result;
}

function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  const errno = native.setPriority(pid, priority);
  if (errno !== 0) throw failedCall(errno, 'uv_os_setpriority');
}

function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validateInt32(pid, 'pid');
  const [errno, priority] = native.getPriority(pid);
  if (errno !== 0) throw failedCall(errno, 'uv_os_getpriority');
  return priority;
}

function failedCall(errno, syscall) {
  const [code, message] = MapPrototypeGet(binding('uv').getErrorMap(), errno) ??
    [`Unknown system error ${errno}`, `Unknown system error ${errno}`];
  return failed({ errno, code, message, syscall });
}

function userInfo(options) {
  const found = native.userInfo();
  if (found === undefined) throw failedCall(-constants.errno.ENOENT, 'uv_os_get_passwd');
  const { Buffer } = require('buffer');
  // Unlike elsewhere, what is no encoding counts as none.
  const wanted = typeof options === 'object' ? options?.encoding : undefined;
  const encoding = wanted === 'buffer' || Buffer.isEncoding(wanted) ? wanted : 'utf8';
  const text = (bytes) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return encoding === 'buffer' ? buffer : buffer.toString(encoding);
  };
  return {
    __proto__: null,
    uid: found[0],
    gid: found[1],
    username: text(found[2]),
    homedir: text(found[3]),
    shell: text(found[4]),
  };
}

module.exports = {
  arch,
  availableParallelism,
  cpus,
  endianness,
  freemem,
  getPriority,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  platform,
  release,
  setPriority,
  tmpdir,
  totalmem,
  type,
  userInfo,
  uptime,
  version,
  machine,
};

ObjectDefineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  EOL: { __proto__: null, configurable: true, enumerable: true, writable: false, value: '\n' },
  devNull: { __proto__: null, configurable: true, enumerable: true, writable: false, value: '/dev/null' },
});
