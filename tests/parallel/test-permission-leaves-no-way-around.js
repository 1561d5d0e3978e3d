// Flags: --permission --allow-fs-read=*
// Shows what else asks the policy: the compile cache keeps nothing where the program may not write, and the inspector
// stays shut.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { enableCompileCache, constants: { compileCacheStatus } } = require('node:module');

const folder = path.join(os.tmpdir(), `weir-permission-cache-${process.pid}`);
const { status, message } = enableCompileCache(folder);
assert.strictEqual(status, compileCacheStatus.FAILED);
assert.match(message, /^Skipping compile cache because write permission for .+ is not granted$/);
assert.strictEqual(fs.existsSync(folder), false);

const { Session } = require('node:inspector');
assert.throws(() => new Session().connect(), { code: 'ERR_ACCESS_DENIED', permission: 'Inspector', resource: 'Connect' });
assert.throws(() => process._linkedBinding('x'), { code: 'ERR_ACCESS_DENIED', permission: 'Addon', resource: 'x' });
