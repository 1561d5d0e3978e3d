// Shows that a console writes whole indented messages to its own streams, survives failing streams, and that its methods
// can be passed around.
'use strict';
const assert = require('node:assert');
const { Console } = require('node:console');
const { EventEmitter } = require('node:events');

class Sink extends EventEmitter {
  text = '';
  write(chunk) {
    this.text += chunk;
    return true;
  }
}

const out = new Sink();
const err = new Sink();
const log = new Console({ stdout: out, stderr: err });

log.log('a %s', 'b', { c: 1 });
log.group('label');
log.warn('two\nlines');
log.group();
log.info('deep');
log.groupEnd();
log.groupEnd();
[1, 2].forEach(log.log);
assert.strictEqual(out.text, 'a b { c: 1 }\nlabel\n    deep\n1 0 [ 1, 2 ]\n2 1 [ 1, 2 ]\n');
assert.strictEqual(err.text, '  two\n  lines\n');
assert.strictEqual(out.listenerCount('error'), 0);

out.text = '';
log.table(new Map([['k', { v: 1 }]]));
assert.strictEqual(out.text,
                   '┌───────────────────┬─────┬──────────┐\n│ (iteration index) │ Key │ Values   │\n' +
                   "├───────────────────┼─────┼──────────┤\n│ 0                 │ 'k' │ { v: 1 } │\n" +
                   '└───────────────────┴─────┴──────────┘\n');

// Counters and timers belong to the console.
out.text = '';
log.count();
log.count('x');
log.count();
log.time('t');
log.timeEnd('t');
assert.match(out.text, /^default: 1\nx: 1\ndefault: 2\nt: [\d.]+ms\n$/);

// A stream that throws is ignored, unless the console was told not to.
const failing = new Sink();
failing.write = () => { throw new Error('full'); };
new Console(failing).log('lost');
assert.throws(() => new Console(failing, failing, false).log('lost'), /^Error: full$/);

assert.ok(console instanceof Console);
assert.ok(log instanceof Console);
assert.ok(!({} instanceof Console));
assert.throws(() => new Console({}), { code: 'ERR_CONSOLE_WRITABLE_STREAM' });
assert.throws(() => new Console({ stdout: out, groupIndentation: 1001 }), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => new Console({ stdout: out, colorMode: true, inspectOptions: { colors: false } }),
              { code: 'ERR_INCOMPATIBLE_OPTION_PAIR' });
