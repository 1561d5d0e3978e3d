//! Contexts, scripts and modules under V8.

/// Runs `body` with the module's exports at hand.
fn run(body: &str) {
    crate::testing::run(&format!("const vm = load('vm'); {body}"));
}

#[test]
fn the_object_is_the_global() {
    run(r"
        const object = { x: 2 };
        same(vm.runInNewContext('x += 40; var y = 17; z = 1; this.w = 2; globalThis.v = 3; typeof Array', object),
             'function');
        same(Object.keys(object).sort(), ['v', 'w', 'x', 'y', 'z']);
        same([object.x, object.y, object.z, object.w, object.v], [42, 17, 1, 2, 3]);
        const context = vm.createContext({});
        same(vm.isContext(context), true);
        same(vm.isContext({}), false);
        same(vm.createContext(context) === context, true);
        same(vm.runInContext('function f() { return typeof f } f()', context), 'function');
        same(typeof context.f, 'function');
        same(vm.runInContext('this.constructor.name', context), 'Object');
        same(vm.runInContext('var y; y', vm.createContext({ y: 5 })), 5);
    ");
}

#[test]
fn strict_code_assigns_only_to_what_exists() {
    run(r"
        const context = vm.createContext({ known: 1 });
        vm.runInContext('\'use strict\'; known = 2;', context);
        same(context.known, 2);
        let error;
        try { vm.runInContext('\'use strict\'; unknown = 2;', context); } catch (e) { error = e; }
        same(error.name, 'ReferenceError');
        same('unknown' in context, false);
        vm.runInContext('\'use strict\'; globalThis.made = 5; this.too = 6;', context);
        same([context.made, context.too], [5, 6]);
        vm.runInContext('\'use strict\'; var v = 1; v = 2;', context);
        same(context.v, 2);
    ");
}

#[test]
fn properties_keep_their_attributes() {
    run(r"
        const context = vm.createContext({});
        Object.defineProperty(context, 'fixed', { value: 1, configurable: true, enumerable: true });
        vm.runInContext('fixed = 2;', context);
        same(context.fixed, 1);
        let set = 0;
        Object.defineProperty(context, 'a', { get() { return 7; }, set(v) { set = v; }, configurable: true });
        same(vm.runInContext('a = 9; a', context), 7);
        same(set, 9);
        vm.runInContext('Object.defineProperty(this, \'d\', { value: 3, enumerable: false })', context);
        same(Object.getOwnPropertyDescriptor(context, 'd'),
             { value: 3, writable: false, enumerable: false, configurable: false });
        same(vm.runInContext('delete globalThis.a', context), true);
        same('a' in context, false);
        same(vm.runInContext('Object.getOwnPropertyDescriptor(this, \'fixed\').writable', context), false);
        same(vm.runInContext('Object.keys(globalThis)', vm.createContext({ p: 1, q: 2 })), ['p', 'q']);
        same(vm.runInContext('0 in this', vm.createContext(['x'])), true);
    ");
}

#[test]
fn contexts_without_an_object_are_ordinary() {
    run(r"
        const context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
        same(vm.runInContext('globalThis', context) === context, true);
        vm.runInContext('foo = 1', context);
        same(context.foo, 1);
        Object.freeze(context);
        same(vm.isContext(context), true);
    ");
}

#[test]
fn errors_show_their_source() {
    run(r"
        function stackOf(work) { try { work(); } catch (error) { return error.stack; } }
        same(stackOf(() => new vm.Script('a b', 'foo.js')).startsWith('foo.js:1\na b\n  ^\n\nSyntaxError: '), true);
        same(stackOf(() => vm.runInThisContext('throw new Error(\'x\')', 'foo.js'))
               .startsWith('foo.js:1\nthrow new Error(\'x\')\n^\n\nError: x\n'), true);
        same(stackOf(() => vm.runInThisContext('throw new Error(\'x\')', { filename: 'foo.js', displayErrors: false }))
               .startsWith('Error: x\n'), true);
    ");
}

#[test]
fn endless_code_is_ended() {
    run(r"
        fails('ERR_SCRIPT_EXECUTION_TIMEOUT', () => vm.runInNewContext('for (;;);', {}, { timeout: 10 }));
        same(vm.runInThisContext('1 + 1', { timeout: 10000 }), 2);
        fails('ERR_SCRIPT_EXECUTION_TIMEOUT', () =>
          vm.runInNewContext('Promise.resolve().then(() => { for (;;); })', {},
                             { timeout: 10, microtaskMode: 'afterEvaluate' }));
        const outer = { inner() { fails('ERR_SCRIPT_EXECUTION_TIMEOUT', () =>
          vm.runInNewContext('for (;;);', {}, { timeout: 5 })); } };
        same(vm.runInNewContext('inner(); 5', outer, { timeout: 10000 }), 5);
    ");
}

#[test]
fn code_caches_are_produced_and_consumed() {
    run(r"
        const first = new vm.Script('1 + 41', { produceCachedData: true });
        same(first.cachedDataProduced, true);
        const second = new vm.Script('1 + 41', { cachedData: first.createCachedData() });
        same(second.cachedDataRejected, false);
        same(second.runInThisContext(), 42);
        same(new vm.Script('2 + 41 + 1000', { cachedData: first.cachedData }).cachedDataRejected, true);
        const f = vm.compileFunction('return a + b', ['a', 'b'], { produceCachedData: true });
        same(f(1, 2), 3);
        same(vm.compileFunction('return a + b', ['a', 'b'], { cachedData: f.cachedData }).cachedDataRejected, false);
        same(vm.compileFunction('return x', [], { contextExtensions: [{ x: 7 }] })(), 7);
        same(vm.compileFunction('return y', [], { parsingContext: vm.createContext({ y: 8 }) })(), 8);
        same(new vm.Script('1 //# sourceMappingURL=a.map').sourceMapURL, 'a.map');
    ");
}

#[test]
fn code_generation_can_be_forbidden() {
    run(r"
        const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
        let error;
        try { vm.runInContext('eval(\'1\')', context); } catch (e) { error = e; }
        same(error.name, 'EvalError');
        error = undefined;
        try {
          vm.runInContext('new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))', context);
        } catch (e) { error = e; }
        same(error.name, 'CompileError');
        same(typeof new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), 'object');
    ");
}

#[test]
fn modules_are_linked_by_the_program() {
    run(r"
        const { SourceTextModule, SyntheticModule } = load('vm/module');
        const context = vm.createContext({ base: 40 });
        const dep = new SyntheticModule(['two'], function() { this.setExport('two', 2); }, { context });
        const main = new SourceTextModule('import { two } from \'dep\'; export const sum = base + two;', { context });
        same(main.status, 'unlinked');
        same(main.identifier, 'vm:module(1)');
        fails('ERR_MODULE_LINK_MISMATCH', () => main.linkRequests([]));
        main.linkRequests([dep]);
        main.instantiate();
        same(main.status, 'linked');
        main.evaluate();
        same(main.status, 'evaluated');
        same(main.namespace.sum, 42);
        fails('ERR_VM_MODULE_LINK_FAILURE', () => {
          const a = new SourceTextModule('import \'b\'', { identifier: 'a' });
          const b = new SourceTextModule('import \'c\'', { identifier: 'b' });
          a.linkRequests([b]);
          a.instantiate();
        });
        const cached = new SourceTextModule('export default 1').createCachedData();
        new SourceTextModule('export default 1', { cachedData: cached });
        fails('ERR_VM_MODULE_CACHED_DATA_REJECTED', () => new SourceTextModule('export default 2222', { cachedData: cached }));
    ");
}
