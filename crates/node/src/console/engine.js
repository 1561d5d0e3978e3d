'use strict';

// The console that the engine makes for its inspector. Loaded at boot, before the global console takes its name.

module.exports = primordials.globalThis.console;
