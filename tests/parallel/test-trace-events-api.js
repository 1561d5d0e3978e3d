'use strict';

// node:trace_events: categories add up over Tracing objects, only what is enabled is in the file, and the file is whole
// JSON whichever way the process ends.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const trace = require('node:trace_events');

assert.strictEqual(trace.getEnabledCategories(), undefined);
assert.throws(() => trace.createTracing(), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => trace.createTracing({ categories: [] }), { code: 'ERR_TRACE_EVENTS_CATEGORY_REQUIRED' });
assert.throws(() => trace.createTracing({ categories: [1] }), { code: 'ERR_INVALID_ARG_TYPE' });
const idle = trace.createTracing({ categories: ['node.console', 'b'] });
assert.strictEqual(idle.enabled, false);
assert.strictEqual(idle.categories, 'node.console,b');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-trace-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

function eventsOf(text, ...flags) {
  const pattern = path.join(folder, `${process.hrtime.bigint()}-\${pid}-\${rotation}.log`);
  const { status, signal, stderr, stdout, pid } = spawnSync(process.execPath,
                                                            [...flags, '--trace-event-file-pattern', pattern, '-e', text]);
  const file = pattern.replace('${pid}', pid).replace('${rotation}', '1');
  const events = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).traceEvents : undefined;
  return { events, signal, status, stderr: `${stderr}`, stdout: `${stdout}` };
}

const named = (events, name) => events.filter((event) => event.name === name);

{
  const { events, stdout, stderr } = eventsOf(`
    const trace = require('trace_events');
    console.count('before');
    const a = trace.createTracing({ categories: ['node.console'] });
    const b = trace.createTracing({ categories: ['node.console', 'x'] });
    a.enable(); a.enable(); b.enable();
    console.log(trace.getEnabledCategories());
    console.count('with');
    a.disable();
    console.count('with');
    b.disable();
    console.log(trace.getEnabledCategories());
    console.count('after');
  `);
  assert.strictEqual(stderr, '');
  assert.match(stdout, /^node\.console,x$/m);
  assert.match(stdout, /^undefined$/m);
  assert.deepStrictEqual(named(events, 'count::with').map(({ args, ph }) => [ph, args.data]), [['C', 1], ['C', 2]]);
  assert.deepStrictEqual(named(events, 'count::before'), []);
  assert.deepStrictEqual(named(events, 'count::after'), []);
  assert.deepStrictEqual(named(events, 'version')[0].args, { node: process.versions.node });
}

// Nothing is written where nothing is traced.
assert.strictEqual(eventsOf('1').events, undefined);

for (const [text, code] of [['process.exit(3)', 3], ['throw 1', 1], ['process.kill(process.pid)', null]]) {
  const { events, status } = eventsOf(`setTimeout(() => { ${text} }, 1)`, '--trace-event-categories', 'node.async_hooks');
  assert.strictEqual(status, code);
  const timeouts = events.filter(({ name }) => name.startsWith('Timeout'));
  assert.deepStrictEqual(timeouts.slice(0, 2).map(({ name, ph }) => `${name} ${ph}`), ['Timeout b', 'Timeout_CALLBACK b']);
  assert.strictEqual(timeouts[0].cat, 'node,node.async_hooks');
  assert.deepStrictEqual(Object.keys(timeouts[0].args.data), ['triggerAsyncId', 'executionAsyncId']);
}
