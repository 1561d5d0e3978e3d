// Hooks of module.register() run on a thread of their own: they see their own globals, get their data before register()
// returns, are asked by import() and import.meta.resolve() alike, and what they throw keeps its class and code.
import assert from 'node:assert';
import { register } from 'node:module';

globalThis.mark = 'program';

const hooks = (body) => `data:text/javascript,${encodeURIComponent(body)}`;

register(hooks(`
  import { isMainThread } from 'node:worker_threads';
  let seen;
  export async function initialize(data) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen = { ...data, isMainThread, mark: typeof globalThis.mark };
  }
  export async function resolve(specifier, context, next) {
    if (specifier === 'virtual:data') return { shortCircuit: true, url: 'virtual:data', format: 'json' };
    if (specifier === 'virtual:bad') throw Object.assign(new RangeError('not this one'), { code: 'ERR_MINE', at: [1] });
    return next(specifier);
  }
  export function load(url, context, next) {
    if (url === 'virtual:data') return { shortCircuit: true, format: 'json', source: JSON.stringify(seen) };
    return next(url);
  }
`), { data: { given: 7 } });

const { default: seen } = await import('virtual:data', { with: { type: 'json' } });
assert.deepStrictEqual(seen, { given: 7, isMainThread: false, mark: 'undefined' });
assert.strictEqual(import.meta.resolve('virtual:data'), 'virtual:data');

for (const attempt of [
  async () => import.meta.resolve('virtual:bad'),
  () => import('virtual:bad'),
]) {
  await assert.rejects(attempt, (error) => {
    assert(error instanceof RangeError);
    assert.strictEqual(error.message, 'not this one');
    assert.strictEqual(error.code, 'ERR_MINE');
    assert.deepStrictEqual(error.at, [1]);
    return true;
  });
}

// Hooks registered later run first, and reach the earlier ones.
register(hooks(`
  export async function load(url, context, next) {
    const answer = await next(url);
    if (url === 'virtual:data') answer.source = '[' + answer.source + ']';
    return { ...answer, shortCircuit: true };
  }
  export function resolve(specifier, context, next) {
    return next(specifier === 'virtual:other' ? 'virtual:data' : specifier);
  }
`));
assert.strictEqual(import.meta.resolve('virtual:other'), 'virtual:data');

// What cannot be copied is refused where it is given.
assert.throws(() => register(hooks(''), { data: () => {} }), { name: 'DataCloneError' });

// A hook that answers never: the program is told, as the thread has nothing else to do.
register(hooks(`
  export function resolve(specifier, context, next) {
    return specifier === 'virtual:never' ? new Promise(() => {}) : next(specifier);
  }
`));
assert.throws(() => import.meta.resolve('virtual:never'), { code: 'ERR_ASYNC_LOADER_REQUEST_NEVER_SETTLED' });
assert.strictEqual(await Promise.race([import('virtual:never'), import('node:os').then(() => 'others go on')]),
                   'others go on');
