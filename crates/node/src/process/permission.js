'use strict';
// process.permission, the warnings that go with its flags, and the diagnostics channels that denials are told on.
// Owner: process. The policy itself is native (crates/guard); here it is only asked.

const {
  ArrayPrototypeForEach,
  ObjectDefineProperty,
  StringPrototypeIncludes,
} = primordials;

const native = binding('permission');
const { codes: { ERR_MISSING_OPTION } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { validateString } = require('internal/validators');

// Flags that grant more than they seem to, with the numbers of their warnings.
const kDangerous = [
  ['--allow-addons', 'PERM0001'],
  ['--allow-child-process', 'PERM0002'],
  ['--allow-inspector', 'PERM0004'],
  ['--allow-wasi', 'PERM0005'],
  ['--allow-worker', 'PERM0006'],
  ['--allow-openssl-store', 'PERM0007'],
];
const kPathFlags = ['--allow-fs-read', '--allow-fs-write'];
// Every key of process.permission has its channel under the part before the dot.
const kChannels = ['fs', 'child', 'worker', 'inspector', 'wasi', 'addon'];

const isBinding = () => getOptionValue('--permission') === true;
const isOn = () => isBinding() || getOptionValue('--permission-audit') === true;

/** A reference as the native side takes it: text, or undefined for the whole scope. */
function checkedReference(reference) {
  if (reference === undefined || reference === null) return undefined;
  const { Buffer } = require('buffer');
  if (Buffer.isBuffer(reference)) return reference.toString();
  validateString(reference, 'reference');
  return reference;
}

function has(scope, reference) {
  validateString(scope, 'scope');
  return native.has(scope, checkedReference(reference));
}

function drop(scope, reference) {
  validateString(scope, 'scope');
  native.giveUp(scope, checkedReference(reference));
}

/** Throws ERR_ACCESS_DENIED unless the policy grants `scope` ('child', 'worker', ...). */
function demand(scope, resource = '') {
  native.demand(scope, `${resource}`);
}

/** Whether a policy that binds refuses all of `scope`. */
const isDenied = (scope) => isBinding() && !native.has(scope);

function publishDenials() {
  const channels = { __proto__: null };
  const { channel } = require('diagnostics_channel');
  ArrayPrototypeForEach(kChannels, (name) => {
    channels[name] = channel(`node:permission-model:${name}`);
  });
  channels['fs.read'] = channels['fs.write'] = channels.fs;
  native.observeDenials((key, permission, resource, isDropped) => {
    const channel = channels[key];
    if (channel?.hasSubscribers) channel.publish({ permission, resource, drop: isDropped ? true : undefined });
  });
}

function warnOfFlags() {
  ArrayPrototypeForEach(kDangerous, ({ 0: flag, 1: code }) => {
    if (getOptionValue(flag) !== true) return;
    process.emitWarning(`The flag ${flag} must be used with extreme caution. ` +
                        'It could invalidate the permission model.', 'SecurityWarning', code);
  });
  ArrayPrototypeForEach(kPathFlags, (flag) => {
    const paths = getOptionValue(flag);
    if (paths.length !== 1 || !StringPrototypeIncludes(paths[0], ',')) return;
    process.emitWarning(`The ${flag} CLI flag has changed. Passing a comma-separated list of paths is no longer ` +
                        'valid. Documentation can be found at ' +
                        'https://nodejs.org/api/permissions.html#file-system-permissions', 'Warning');
  });
}

/** At start: adds `process.permission` when a policy is set. */
function preparePermission(target) {
  if (!isOn()) {
    ArrayPrototypeForEach(kPathFlags, (flag) => {
      if (getOptionValue(flag).length > 0) throw new ERR_MISSING_OPTION('--permission');
    });
    return;
  }
  publishDenials();
  warnOfFlags();
  ObjectDefineProperty(target, 'permission', {
    __proto__: null,
    value: { has, drop },
    writable: false,
    enumerable: true,
    configurable: false,
  });
}

module.exports = { demand, isBinding, isDenied, isOn, preparePermission };
