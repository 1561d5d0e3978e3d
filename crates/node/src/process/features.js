'use strict';
// process.features, process.release and process.config: what this runtime is,
// in the words that programs and build tools read.

const { ObjectDefineProperty, ObjectFreeze } = primordials;

const kVersion = '24.21.0';

// The release is Node's: programs decide by it what API they may use.
const release = {
  name: 'node',
  lts: 'Krypton',
  sourceUrl:
    `https://nodejs.org/download/release/v${kVersion}/node-v${kVersion}.tar.gz`,
  headersUrl:
    `https://nodejs.org/download/release/v${kVersion}/node-v${kVersion}-headers.tar.gz`,
};

function createFeatures() {
  const features = {
    inspector: true,
    debug: false,
    uv: true,
    ipv6: true,
    // Known at start, when the versions are: see prepareProcess.
    tls_alpn: false,
    tls_sni: false,
    tls_ocsp: false,
    tls: false,
    openssl_is_boringssl: false,
  };
  const lazy = (name, get) => ObjectDefineProperty(features, name, {
    __proto__: null,
    get,
    set: undefined,
    enumerable: true,
    configurable: true,
  });
  lazy('cached_builtins', () => true);
  lazy('require_module', () => {
    const { getOptionValue } = require('internal/options');
    return getOptionValue('--experimental-require-module') !== false;
  });
  lazy('quic', () => false);
  lazy('typescript', () => {
    const { getOptionValue } = require('internal/options');
    if (!binding('module').hasTypescript()) return false;
    if (getOptionValue('--experimental-transform-types') === true) return 'transform';
    return getOptionValue('--strip-types') !== false ? 'strip' : false;
  });
  return features;
}

function createConfig() {
  const options = {
    __proto__: null,
    cflags: [],
    default_configuration: 'Release',
    defines: [],
    include_dirs: [],
    libraries: [],
  };
  return ObjectFreeze({
    target_defaults: ObjectFreeze(options),
    variables: ObjectFreeze({
      __proto__: null,
      host_arch: process.arch,
      target_arch: process.arch,
      napi_build_version: '10',
      node_module_version: 137,
      node_shared: false,
      v8_enable_i18n_support: 1,
    }),
  });
}

module.exports = { kVersion, release, createFeatures, createConfig };
