//! Declarations of native operations and their grouping into bindings. Owned by the crates above; read at boot only.

use crate::Scope;

/// One native operation as `#[op]` declares it.
pub struct OpDecl {
    /// Its name in JavaScript.
    pub name: &'static str,
    /// The path that takes any argument.
    pub slow: v8::FunctionCallback,
    /// The paths that optimised code calls directly; none or one.
    pub fast: &'static [v8::fast_api::CFunction],
    /// The function's `length`.
    pub length: i32,
}

// SAFETY: it holds addresses of functions and of immutable static tables only.
unsafe impl Sync for OpDecl {}

/// The native operations of one module, which built-in JavaScript gets by `binding(name)`.
pub struct Binding {
    pub name: &'static str,
    pub ops: &'static [OpDecl],
    /// Adds what is no function (constants). Must not create state that a snapshot cannot hold.
    pub init: Option<for<'s, 'i> fn(&mut Scope<'s, 'i>, v8::Local<'s, v8::Object>)>,
}

impl Binding {
    /// Makes the object that JavaScript sees.
    pub(crate) fn instantiate<'s>(&self, scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Object> {
        let object = v8::Object::new(scope);
        for op in self.ops {
            let template = v8::FunctionTemplate::builder_raw(op.slow).length(op.length).build_fast(scope, op.fast);
            let name = crate::convert::intern(scope, op.name);
            template.set_class_name(name);
            if let Some(function) = template.get_function(scope) {
                object.create_data_property(scope, name.into(), function.into());
            }
        }
        if let Some(init) = self.init {
            init(scope, object);
        }
        object
    }

    /// Every address in this binding that a snapshot refers to.
    pub(crate) fn external_references(&self, out: &mut Vec<v8::ExternalReference>) {
        for op in self.ops {
            out.push(v8::ExternalReference { function: op.slow });
            for fast in op.fast {
                // V8 keeps the address of the declaration itself beside what it points to.
                out.push(v8::ExternalReference { pointer: std::ptr::from_ref(fast).cast_mut().cast() });
                out.push(v8::ExternalReference { pointer: fast.address() as *mut _ });
                out.push(v8::ExternalReference { type_info: fast.type_info() });
            }
        }
    }
}
