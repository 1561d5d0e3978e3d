'use strict';
// A watched program tells its watcher over IPC which files it loads, and which it looked for in vain.
//
// Owner: watch. Loaded in programs that somebody watches only. The loaders call what is put at `state.report`; it must not
// throw, since the watcher may have gone.

const {
  ArrayPrototypePush,
  ReflectApply,
} = primordials;

const path = require('path');
const { state } = require('module/state');

const kExtensions = ['', '.js', '.json', '.node'];

function install() {
  // A program may replace it.
  const { send } = process;
  const tell = (message) => {
    if (process.connected) ReflectApply(send, process, [message, undefined, undefined, () => {}]);
  };
  state.report = {
    __proto__: null,
    loaded(filename) {
      if (filename[0] === '/') tell({ 'watch:require': [filename] });
    },
    imported(url) {
      tell({ 'watch:import': [url] });
    },
    missing(request, folder) {
      if (request[0] !== '.' && request[0] !== '/') return;
      const base = path.resolve(folder ?? process.cwd(), request);
      const files = [];
      for (let i = 0; i < kExtensions.length; i++) ArrayPrototypePush(files, base + kExtensions[i]);
      tell({ 'watch:require': files });
    },
  };
}

module.exports = { install };
