'use strict';
// The global `navigator`. Each property looks at the machine or the language when it is read, so that making the object
// costs nothing.

const {
  ObjectDefineProperties,
  ObjectFreeze,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToUpperCase,
} = primordials;

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_WEIR_NOT_YET } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');

const kAllow = {};

const native = binding('process');

const namesOfSystem = {
  __proto__: null,
  aix: 'AIX',
  freebsd: 'FreeBSD',
  linux: 'Linux',
  openbsd: 'OpenBSD',
  sunos: 'SunOS',
};

/** The system as browsers name it. */
function getNavigatorPlatform(arch, platform) {
  if (platform === 'darwin') return 'MacIntel';
  if (platform === 'win32') return 'Win32';
  if (platform === 'aix') return 'AIX';
  const system = namesOfSystem[platform] ??
    `${StringPrototypeToUpperCase(platform[0])}${StringPrototypeSlice(platform, 1)}`;
  return `${system} ${nameOfProcessor(arch, platform)}`;
}

function nameOfProcessor(arch, platform) {
  if (arch === 'ia32') {
    if (platform === 'sunos') return 'i86pc';
    if (platform === 'linux') return 'i686';
    if (platform === 'freebsd' || platform === 'openbsd') return 'i386';
  }
  if (arch === 'x64') {
    if (platform === 'linux') return 'x86_64';
    if (platform === 'freebsd' || platform === 'openbsd') return 'amd64';
  }
  return arch;
}

class Navigator {
  #languages;

  constructor(allow = undefined) {
    if (allow !== kAllow) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  // Reading a private field is the check of `this`.
  get hardwareConcurrency() {
    this.#languages;
    return require('os').availableParallelism();
  }

  get locks() {
    this.#languages;
    throw new ERR_WEIR_NOT_YET('navigator.locks');
  }

  get language() {
    this.#languages;
    return localeOfProcess();
  }

  get languages() {
    return this.#languages ??= ObjectFreeze([localeOfProcess()]);
  }

  get userAgent() {
    this.#languages;
    return `Node.js/${StringPrototypeSplit(process.versions.node, '.', 1)[0]}`;
  }

  get platform() {
    this.#languages;
    return getNavigatorPlatform(native.arch(), native.platform());
  }
}

function localeOfProcess() {
  return new Intl.DateTimeFormat().resolvedOptions().locale;
}

ObjectDefineProperties(Navigator.prototype, {
  __proto__: null,
  hardwareConcurrency: kEnumerableProperty,
  locks: kEnumerableProperty,
  language: kEnumerableProperty,
  languages: kEnumerableProperty,
  userAgent: kEnumerableProperty,
  platform: kEnumerableProperty,
});

module.exports = { Navigator, getNavigatorPlatform, navigator: new Navigator(kAllow) };
