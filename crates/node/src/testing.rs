//! Tests of ops under V8, through the JavaScript that uses them. Each script runs in a realm of its own that has the
//! built-ins but starts no program.

use std::rc::Rc;

use weir_engine::{Builtin, Engine, EngineConfig, Visibility, v8};
use weir_loop::{Loop, Pool};

use crate::{Env, EnvOptions};

/// Stands in for the realm: takes the intrinsics, makes `require`, and runs `body` when it is started. What `body` throws
/// becomes `report.failure`.
fn realm(body: &str) -> String {
    format!(
        "'use strict';
        const {{ compileBuiltin, makeBinding }} = binding;
        const primordials_ = {{ __proto__: null }};
        compileBuiltin('internal/boot/primordials')(primordials_);
        const bindings = {{ __proto__: null, engine: binding }};
        const modules = {{ __proto__: null }};
        function load(id) {{
          if (modules[id]) return modules[id].exports;
          const module = modules[id] = {{ exports: {{}}, id }};
          compileBuiltin(id)(module.exports, load, module, {{}}, (name) => bindings[name] ??= makeBinding(name),
                             primordials_);
          return module.exports;
        }}
        modules['internal/options'] = {{ exports: {{ getOptionValue: () => false }} }};
        function same(actual, expected) {{
          const show = (value) => (value instanceof Uint8Array ?
            '<' + Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') + '>' : JSON.stringify(value));
          if (show(actual) !== show(expected)) throw new Error(`got ${{show(actual)}}, expected ${{show(expected)}}`);
        }}
        function fails(code, run) {{
          try {{ run(); }} catch (error) {{ return same(error.code, code); }}
          throw new Error(`expected ${{code}}`);
        }}
        module.exports = (report) => {{
          binding.attach({{ loadLazy: (id, name) => load(id)[name] }});
          try {{ {body} }} catch (error) {{ report.failure = String(error.stack); }}
          return null;
        }};"
    )
}

/// Runs `body` in a realm of its own; `load(id)`, `same(actual, expected)` and `fails(code, run)` are at hand.
pub(crate) fn run(body: &str) {
    let source: &'static str = Box::leak(realm(body).into_boxed_str());
    let builtins: Vec<Builtin> = crate::builtins()
        .iter()
        .map(|known| Builtin {
            id: known.id,
            path: known.path,
            source: if known.id == "internal/boot/realm" { source } else { known.source },
            is_ascii: if known.id == "internal/boot/realm" { source.is_ascii() } else { known.is_ascii },
            visibility: if known.id == "internal/boot/realm" { Visibility::Internal } else { known.visibility },
        })
        .collect();
    let config = EngineConfig {
        builtins: Box::leak(builtins.into_boxed_slice()),
        bindings: crate::BINDINGS,
        development_root: None,
        builtin_code: Default::default(),
        keeps_builtins: false,
        system_memory: 0,
    };
    let engine = Engine::new(config, None).expect("the realm runs");
    let lp = Loop::new(Pool::new(1)).expect("a loop can be made");
    let options = EnvOptions::default();
    engine.set_host(Rc::new(Env::new(engine.handle(), lp, options)));
    let mut report = None;
    engine.start(|scope| {
        let object = v8::Object::new(scope);
        report = Some(v8::Global::new(scope, object));
        Ok(object.into())
    });
    let failure = engine.handle().enter(None, |scope| {
        let object = v8::Local::new(scope, report.take()?);
        let key = v8::String::new(scope, "failure")?;
        let failure = object.get(scope, key.into())?;
        (!failure.is_undefined()).then(|| failure.to_rust_string_lossy(scope))
    });
    assert_eq!(failure, None);
}
