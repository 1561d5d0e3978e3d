// The realm: the first code that runs in a new context. It takes the language's intrinsics, makes the loader of the
// built-ins, loads those that every program needs, and exports the function that starts a program. Run once, before a
// start-up snapshot is taken: nothing here may read the environment, arguments, clocks or descriptors.
'use strict';

const { compileBuiltin, builtinIds, makeBinding } = binding;

const primordials_ = { __proto__: null };
const process_ = {};
const bindings = { __proto__: null, engine: binding };
const modules = { __proto__: null };

// The object of native operations of one module; made at first use.
function getBinding(name) {
  let found = bindings[name];
  if (found === undefined) {
    found = makeBinding(name);
    if (found === undefined) throw new Error(`No such binding: ${name}`);
    bindings[name] = found;
  }
  return found;
}

// Loads a built-in by id. A module that throws while it loads is forgotten, so that a later try starts anew.
function requireBuiltin(id) {
  const known = modules[id];
  if (known !== undefined) return known.exports;
  const run = compileBuiltin(id);
  const module = { exports: {}, id };
  modules[id] = module;
  let done = false;
  try {
    run(module.exports, requireBuiltin, module, process_, getBinding, primordials_);
    done = true;
  } finally {
    if (!done) delete modules[id];
  }
  return module.exports;
}

const takeLatePrimordials = compileBuiltin('internal/boot/primordials')(primordials_);

modules['internal/boot/loader'] = {
  exports: { requireBuiltin, builtinIds, compileBuiltin },
};

requireBuiltin('internal/boot/globals');

// What the start of every program needs: loaded now, it is part of the snapshot.
const start = requireBuiltin('internal/boot/start');
requireBuiltin('internal/lifecycle');
requireBuiltin('process/env');
requireBuiltin('process/signals');
requireBuiltin('module/boot');
requireBuiltin('module/main');
requireBuiltin('module/cjs_compile');
requireBuiltin('module/cjs_paths');
requireBuiltin('module/esm_meta');

// Tables that only what was loaded until now has read from: who needs more of them loads them again.
delete modules['internal/errors_texts'];
delete modules['internal/errors_texts_net'];

// Returns what runs the program.
module.exports = function(state) {
  takeLatePrimordials();
  return start(state);
};
