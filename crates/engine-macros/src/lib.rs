//! The `#[op]` attribute: turns a Rust function into a native operation that JavaScript can call.
//!
//! The function keeps its name but becomes a `const fn` that returns its `OpDecl`; a module lists its operations
//! as `ops![read_file, stat]`. The glue that V8 calls is generated beside it: a slow path that converts any argument,
//! and with `#[op(fast)]` a second one that optimised code calls directly with unboxed numbers.
//!
//! How a parameter is filled depends on its type alone:
//! * `&mut Scope` (the last path segment is `Scope`): the current handle scope.
//! * `&mut v8::Isolate`: the isolate, also in a fast path, which has no scope.
//! * `&T` where `T` is not `str` or a slice: the host's state, as set with `Engine::set_host`.
//! * `&str`, `&[u8]`, `&mut [u8]`: a string copied to Rust, or the memory of an ArrayBuffer, SharedArrayBuffer or view.
//! * `This`: the receiver; `Rest`: all arguments from here on.
//! * anything else: `<T as FromJs>::from_js`.
//!
//! The result is any `IntoJs`, or `Result<impl IntoJs, E>` with `E: Into<OpError>`; an error is thrown in JavaScript.

mod expand;

use proc_macro::TokenStream;

/// Declares a native operation; `#[op]` or `#[op(fast)]`. See the crate's documentation for what a parameter may be.
#[proc_macro_attribute]
pub fn op(attributes: TokenStream, item: TokenStream) -> TokenStream {
    let function = syn::parse_macro_input!(item as syn::ItemFn);
    let fast = match attributes.to_string().trim() {
        "" => false,
        "fast" => true,
        other => {
            let message = format!("#[op] knows only `fast`, found `{other}`");
            return syn::Error::new_spanned(&function.sig, message).to_compile_error().into();
        }
    };
    expand::expand(function, fast).unwrap_or_else(|error| error.to_compile_error()).into()
}
