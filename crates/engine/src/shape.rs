//! Objects without a prototype that all have the same properties, as rows of a table do. V8's own constructor for them
//! makes a hidden class per object, which no code that reads them can remember; copies of one object share its class.

use std::ptr::NonNull;

use crate::Scope;

// SAFETY: as `v8-object.h` declares it: a method, whose result is one pointer.
unsafe extern "C" {
    /// `v8::Object::Clone()`
    #[link_name = "_ZN2v86Object5CloneEv"]
    fn clone(object: *const v8::Object) -> NonNull<v8::Object>;
}

/// What the objects are copied from.
pub struct Shape(v8::Global<v8::Object>);

impl Shape {
    /// Objects with properties of these names in this order. `None` where one is digits alone, which V8 keeps as an index.
    pub fn new(scope: &mut Scope<'_, '_>, names: &[v8::Local<'_, v8::String>]) -> Option<Self> {
        let object = v8::Object::new(scope);
        let null = v8::null(scope).into();
        object.set_prototype(scope, null)?;
        // Both together tell V8 that any value may come, before there is code that counts on less.
        let values: [v8::Local<v8::Value>; 2] = [null, v8::Integer::new(scope, 0).into()];
        for name in names {
            let text = name.to_rust_string_lossy(scope);
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            for value in values {
                object.create_data_property(scope, (*name).into(), value)?;
            }
        }
        Some(Self(v8::Global::new(scope, object)))
    }

    /// A new object, whose properties are zero.
    pub fn object<'s>(&self, scope: &Scope<'s, '_>) -> v8::Local<'s, v8::Object> {
        let model = v8::Local::new(scope, &self.0);
        // SAFETY: a plain object, made above, in a handle of the current scope.
        let copy = unsafe { clone(&*model) };
        // SAFETY: a handle is a pointer; V8 made this one in the current scope, which is `'s`.
        unsafe { std::mem::transmute::<NonNull<v8::Object>, v8::Local<'s, v8::Object>>(copy) }
    }
}
