'use strict';
// Makes the module loaders ready in an environment: flags to the native side, the engine's callbacks, the Module class.
// Called once at start, after options are known and before any program code.

function prepareModules() {
  const { detectModuleAllowed, option, state, typescriptAllowed } = require('module/state');
  binding('module').configure(
    option('--preserve-symlinks') === true,
    option('--preserve-symlinks-main') === true,
    typescriptAllowed(),
    detectModuleAllowed());
  state.packageMap = !!option('--experimental-package-map');
  require('module/cjs').initialize();
  require('module/esm_meta').attach();
}

module.exports = { prepareModules };
