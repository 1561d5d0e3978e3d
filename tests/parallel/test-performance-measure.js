// Shows marks, measures and an observer of both.
'use strict';
const assert = require('node:assert');
const { performance, PerformanceObserver } = require('node:perf_hooks');

assert.strictEqual(globalThis.performance, performance);
const before = performance.now();
assert.ok(before > 0 && performance.now() >= before);
assert.ok(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000);

performance.mark('a', { startTime: 5, detail: { deep: [1] } });
performance.mark('b', { startTime: 9 });
assert.strictEqual(performance.measure('a to b', 'a', 'b').duration, 4);
assert.strictEqual(performance.measure('span', { start: 2, duration: 3 }).startTime, 2);
assert.throws(() => performance.measure('x', 'none'), { name: 'SyntaxError' });
assert.throws(() => performance.measure('x', { start: 1, end: 2, duration: 3 }),
              { code: 'ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS' });
assert.deepStrictEqual(performance.getEntries().map((entry) => entry.name), ['span', 'a', 'a to b', 'b']);
assert.deepStrictEqual(performance.getEntriesByName('a')[0].detail, { deep: [1] });

const names = [];
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) names.push(`${entry.entryType} ${entry.name}`);
});
observer.observe({ entryTypes: ['mark', 'measure', 'function'] });
performance.mark('c');
performance.timerify(function timed() {})();
process.on('exit', () => assert.deepStrictEqual(names, ['mark c', 'function timed']));
