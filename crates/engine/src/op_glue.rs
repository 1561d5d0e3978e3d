//! What the code that `#[op]` generates calls. Not for use by hand. Runs on the isolate's thread, inside a call from
//! JavaScript. The memory handed out as slices lives as long as the call: an op must not run JavaScript while it holds
//! one (taking `&mut Scope` together with slices is for creating values only).

use std::any::Any;
use std::ops::Deref;
use std::rc::Rc;

use crate::convert::{self, IntoJs};
use crate::state::EngineState;
use crate::{OpError, Scope};

/// Runs the body of a slow path and throws what it returns as an error.
///
/// # Safety
/// `info` is what V8 passed to the callback that calls this.
pub unsafe fn slow(
    info: *const v8::FunctionCallbackInfo,
    body: impl for<'a, 's, 'i> FnOnce(
        &'a mut Scope<'s, 'i>,
        &'a v8::FunctionCallbackArguments<'s>,
        v8::ReturnValue<'a, v8::Value>,
    ) -> Result<(), OpError>,
) {
    // SAFETY: V8 keeps the callback info alive for the duration of the callback.
    let info = unsafe { &*info };
    // SAFETY: `info` is that of the callback that runs now.
    v8::callback_scope!(unsafe scope, info);
    let args = v8::FunctionCallbackArguments::from_function_callback_info(info);
    let rv = v8::ReturnValue::from_function_callback_info(info);
    if let Err(error) = body(scope, &args, rv) {
        error.throw(scope);
    }
}

/// Sets the call's result.
pub fn finish<'s, R: IntoJs<'s>>(
    scope: &mut Scope<'s, '_>,
    rv: v8::ReturnValue<'_, v8::Value>,
    result: R,
) -> Result<(), OpError> {
    result.set(scope, rv)
}

/// The host's state, held alive for the call.
pub struct Host<T: 'static> {
    value: Rc<dyn Any>,
    marker: std::marker::PhantomData<T>,
}

impl<T: 'static> Deref for Host<T> {
    type Target = T;
    fn deref(&self) -> &T {
        match self.value.downcast_ref() {
            Some(value) => value,
            None => unreachable!("the host state has another type than the op asks for"),
        }
    }
}

fn host_of<T: 'static>(isolate: &v8::Isolate) -> Host<T> {
    Host { value: EngineState::of(isolate).host(), marker: std::marker::PhantomData }
}

/// The host's state for a slow path.
pub fn host<T: 'static>(scope: &mut Scope<'_, '_>) -> Host<T> {
    host_of(scope)
}

/// The host's state for a fast path.
pub fn fast_host<T: 'static>(options: &v8::fast_api::FastApiCallbackOptions<'_>) -> Host<T> {
    // SAFETY: V8 passes the isolate that runs the call.
    host_of(unsafe { options.isolate_unchecked() })
}

/// Throws from a fast path; the returned value is ignored by V8.
pub fn fast_throw<T: Default>(options: &v8::fast_api::FastApiCallbackOptions<'_>, error: OpError) -> T {
    // SAFETY: `options` are those of the fast call that runs now.
    v8::callback_scope!(unsafe scope, options);
    error.throw(scope);
    T::default()
}

/// An argument as a Rust string; lone surrogates become U+FFFD.
pub fn string(scope: &mut Scope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Result<String, OpError> {
    match v8::Local::<v8::String>::try_from(value) {
        Ok(string) => Ok(string.to_rust_string_lossy(scope)),
        Err(_) => {
            let string = value.to_string(scope).ok_or(OpError::Pending)?;
            Ok(string.to_rust_string_lossy(scope))
        }
    }
}

/// The memory behind an ArrayBuffer, SharedArrayBuffer or view.
pub struct View {
    data: *mut u8,
    length: usize,
}

impl View {
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `bytes` took pointer and length from V8 for this call; no JavaScript runs, so nothing detaches it.
        unsafe { std::slice::from_raw_parts(self.data, self.length) }
    }

    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: as above; ops take at most one writable view of an argument.
        unsafe { std::slice::from_raw_parts_mut(self.data, self.length) }
    }
}

/// Where a view's bytes are. `data()` makes a handle for the view's buffer, and a fast path has no scope that would end
/// it: the buffer would live as long as the JavaScript that the loop has called.
fn view_parts(view: v8::Local<'_, v8::ArrayBufferView>) -> (*mut std::ffi::c_void, usize) {
    if view.has_buffer() {
        // SAFETY: nothing is copied, since the bytes are outside V8's heap; what is told is used as `View` says.
        let (data, length) = unsafe { view.get_contents_raw_parts(&mut []) };
        (data.cast(), length)
    } else {
        (view.data(), view.byte_length())
    }
}

/// Takes an argument's bytes without copying. A detached buffer has none.
pub fn bytes(value: v8::Local<'_, v8::Value>) -> Result<View, OpError> {
    let (data, length) = if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) {
        view_parts(view)
    } else if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(value) {
        (buffer.data().map_or(std::ptr::null_mut(), |p| p.as_ptr()), buffer.byte_length())
    } else if let Ok(buffer) = v8::Local::<v8::SharedArrayBuffer>::try_from(value) {
        let store = buffer.get_backing_store();
        (store.data().map_or(std::ptr::null_mut(), |p| p.as_ptr()), store.byte_length())
    } else {
        return Err(convert::wrong_type("an ArrayBuffer or view"));
    };
    if data.is_null() || length == 0 {
        return Ok(View { data: std::ptr::NonNull::dangling().as_ptr(), length: 0 });
    }
    Ok(View { data: data.cast(), length })
}
