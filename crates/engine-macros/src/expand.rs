//! Expansion of one `#[op]` function into its declaration, its slow path and its fast path.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{FnArg, GenericArgument, ItemFn, Pat, PathArguments, ReturnType, Type};

/// Where a parameter's value comes from.
enum Source {
    Scope,
    Isolate,
    State(Box<Type>),
    Str,
    Bytes,
    BytesMut,
    This,
    Rest,
    Value(Box<Type>),
}

/// Builds the items that replace the annotated function.
pub fn expand(function: ItemFn, fast: bool) -> syn::Result<TokenStream> {
    let name = function.sig.ident.clone();
    // An op is listed in its module's binding, often one file up.
    let visibility = match &function.vis {
        syn::Visibility::Inherited => syn::parse_quote!(pub(crate)),
        given => given.clone(),
    };
    let docs: Vec<_> = function.attrs.iter().filter(|a| a.path().is_ident("doc")).cloned().collect();
    let js_name = camel_case(&name.to_string());
    let sources = sources(&function)?;
    let length = sources.iter().filter(|s| takes_argument(s)).count() as i32;
    let slow = slow_path(&sources);
    let fast_items = if fast { fast_path(&function, &sources)? } else { quote!() };
    let fast_field = if fast { quote!(FAST) } else { quote!(&[]) };
    let mut body = function;
    body.sig.ident = format_ident!("body");
    body.vis = syn::Visibility::Inherited;
    body.attrs.retain(|a| !a.path().is_ident("doc"));
    Ok(quote! {
        #(#docs)*
        #visibility const fn #name() -> ::weir_engine::OpDecl {
            #[allow(clippy::too_many_arguments, clippy::needless_lifetimes)]
            #body
            #[allow(clippy::undocumented_unsafe_blocks)]
            // SAFETY: called by V8 alone, with the info of the running call.
            unsafe extern "C" fn slow(info: *const ::weir_engine::v8::FunctionCallbackInfo) {
                // SAFETY: `info` is what V8 passed to this callback.
                unsafe { ::weir_engine::op_glue::slow(info, |scope, args, rv| { #slow }) };
            }
            #fast_items
            ::weir_engine::OpDecl { name: #js_name, slow, fast: #fast_field, length: #length }
        }
    })
}

fn takes_argument(source: &Source) -> bool {
    !matches!(source, Source::Scope | Source::Isolate | Source::State(_) | Source::This | Source::Rest)
}

fn sources(function: &ItemFn) -> syn::Result<Vec<Source>> {
    function.sig.inputs.iter().map(source).collect()
}

fn source(argument: &FnArg) -> syn::Result<Source> {
    let FnArg::Typed(argument) = argument else {
        return Err(syn::Error::new_spanned(argument, "an op has no receiver of its own; take `This`"));
    };
    if !matches!(*argument.pat, Pat::Ident(_) | Pat::Wild(_)) {
        return Err(syn::Error::new_spanned(&argument.pat, "an op's parameter is a plain name"));
    }
    let Type::Reference(reference) = &*argument.ty else {
        return Ok(match last_segment(&argument.ty).as_deref() {
            Some("This") => Source::This,
            Some("Rest") => Source::Rest,
            _ => Source::Value(argument.ty.clone()),
        });
    };
    let mutable = reference.mutability.is_some();
    Ok(match &*reference.elem {
        Type::Slice(_) if mutable => Source::BytesMut,
        Type::Slice(_) => Source::Bytes,
        other => match last_segment(other).as_deref() {
            Some("str") => Source::Str,
            Some("Scope") => Source::Scope,
            Some("Isolate") => Source::Isolate,
            _ => Source::State(reference.elem.clone()),
        },
    })
}

fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn slow_path(sources: &[Source]) -> TokenStream {
    let mut index = 0i32;
    let mut lets = Vec::new();
    let mut call = Vec::new();
    for (position, source) in sources.iter().enumerate() {
        let name = format_ident!("a{position}");
        match source {
            Source::Scope | Source::Isolate => call.push(quote!(scope)),
            Source::State(ty) => {
                lets.push(quote!(let #name = ::weir_engine::op_glue::host::<#ty>(scope);));
                call.push(quote!(&#name));
            }
            Source::Str => {
                lets.push(quote!(let #name = ::weir_engine::op_glue::string(scope, args.get(#index))?;));
                call.push(quote!(&#name));
            }
            Source::Bytes => {
                lets.push(quote!(let #name = ::weir_engine::op_glue::bytes(args.get(#index))?;));
                call.push(quote!(#name.as_slice()));
            }
            Source::BytesMut => {
                lets.push(quote!(let mut #name = ::weir_engine::op_glue::bytes(args.get(#index))?;));
                call.push(quote!(#name.as_mut_slice()));
            }
            Source::This => call.push(quote!(::weir_engine::This(args.this()))),
            Source::Rest => call.push(quote!(::weir_engine::Rest::new(args, #index))),
            Source::Value(_) => {
                lets.push(quote!(let #name = ::weir_engine::FromJs::from_js(scope, args.get(#index))?;));
                call.push(quote!(#name));
            }
        }
        if takes_argument(source) {
            index += 1;
        }
    }
    quote! {
        #(#lets)*
        let result = body(#(#call),*);
        ::weir_engine::op_glue::finish(scope, rv, result)
    }
}

/// The primitive behind a fast parameter or result: Rust type name to V8's type tag.
fn fast_tag(ty: &Type) -> Option<TokenStream> {
    Some(match last_segment(ty)?.as_str() {
        "bool" => quote!(Bool),
        "i32" => quote!(Int32),
        "u32" => quote!(Uint32),
        "f64" => quote!(Float64),
        _ => return None,
    })
}

fn fast_path(function: &ItemFn, sources: &[Source]) -> syn::Result<TokenStream> {
    let mut parameters = Vec::new();
    let mut tags = Vec::new();
    let mut lets = Vec::new();
    let mut call = Vec::new();
    for (position, (source, argument)) in sources.iter().zip(&function.sig.inputs).enumerate() {
        let name = format_ident!("a{position}");
        match source {
            Source::Isolate => {
                // SAFETY: `options` is what V8 passed to the fast call, alive during it; it is borrowed once.
                call.push(quote!(unsafe { (*options).isolate_unchecked_mut() }));
            }
            Source::State(ty) => {
                // SAFETY: `options` is what V8 passed to the fast call, alive during it.
                lets.push(quote!(let #name = ::weir_engine::op_glue::fast_host::<#ty>(unsafe { &*options });));
                call.push(quote!(&#name));
            }
            Source::Value(ty) if last_segment(ty).as_deref() == Some("Local") => {
                parameters.push(quote!(#name: ::weir_engine::v8::Local<'_, ::weir_engine::v8::Value>));
                tags.push(quote!(V8Value));
                call.push(quote!(#name));
            }
            Source::Value(ty) => {
                let tag = fast_tag(ty).ok_or_else(|| {
                    syn::Error::new_spanned(
                        argument,
                        "a fast op takes bool, i32, u32, f64, v8::Local<v8::Value>, byte slices and host state only",
                    )
                })?;
                parameters.push(quote!(#name: #ty));
                tags.push(tag);
                call.push(quote!(#name));
            }
            Source::Bytes | Source::BytesMut => {
                parameters.push(quote!(#name: ::weir_engine::v8::Local<'_, ::weir_engine::v8::Value>));
                tags.push(quote!(V8Value));
                let view = if matches!(source, Source::Bytes) { quote!(as_slice()) } else { quote!(as_mut_slice()) };
                lets.push(quote!(let mut #name = match ::weir_engine::op_glue::bytes(#name) {
                    Ok(view) => view,
                    // SAFETY: `options` is what V8 passed to the fast call, alive during it.
                    Err(error) => return ::weir_engine::op_glue::fast_throw(unsafe { &*options }, error),
                };));
                call.push(quote!(#name.#view));
            }
            _ => return Err(syn::Error::new_spanned(argument, "not possible in a fast op")),
        }
    }
    let (value_type, fallible) = result_type(&function.sig.output);
    let (return_type, return_tag) = match &value_type {
        None => (quote!(()), quote!(Void)),
        Some(ty) => {
            let tag = fast_tag(ty)
                .ok_or_else(|| syn::Error::new_spanned(ty, "a fast op returns nothing, bool, i32, u32 or f64"))?;
            (quote!(#ty), tag)
        }
    };
    let invoke = if fallible {
        quote!(match body(#(#call),*) {
            Ok(value) => value,
            // SAFETY: `options` is what V8 passed to the fast call, alive during it.
            Err(error) => ::weir_engine::op_glue::fast_throw(unsafe { &*options }, error.into()),
        })
    } else {
        quote!(body(#(#call),*))
    };
    Ok(quote! {
        #[allow(unused_mut, clippy::undocumented_unsafe_blocks)]
        extern "C" fn fast<'a>(
            _receiver: ::weir_engine::v8::Local<'a, ::weir_engine::v8::Object>,
            #(#parameters,)*
            options: *mut ::weir_engine::v8::fast_api::FastApiCallbackOptions<'a>,
        ) -> #return_type {
            let _ = options;
            #(#lets)*
            #invoke
        }
        const FAST: &[::weir_engine::v8::fast_api::CFunction] = &[::weir_engine::v8::fast_api::CFunction::new(
            fast as *const ::std::ffi::c_void,
            &::weir_engine::v8::fast_api::CFunctionInfo::new(
                ::weir_engine::v8::fast_api::Type::#return_tag.as_info(),
                &[
                    ::weir_engine::v8::fast_api::Type::V8Value.as_info(),
                    #(::weir_engine::v8::fast_api::Type::#tags.as_info(),)*
                    ::weir_engine::v8::fast_api::Type::CallbackOptions.as_info(),
                ],
                ::weir_engine::v8::fast_api::Int64Representation::Number,
            ),
        )];
    })
}

/// The value's type without `Result`, and whether there was one. `None` stands for `()`.
fn result_type(output: &ReturnType) -> (Option<Type>, bool) {
    let ReturnType::Type(_, ty) = output else { return (None, false) };
    let unit = |ty: &Type| matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty());
    if let Type::Path(path) = &**ty
        && let Some(segment) = path.path.segments.last()
        && segment.ident == "Result"
        && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        && let Some(GenericArgument::Type(value)) = arguments.args.first()
    {
        return (if unit(value) { None } else { Some(value.clone()) }, true);
    }
    (if unit(ty) { None } else { Some((**ty).clone()) }, false)
}

/// `read_file` becomes `readFile`.
fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.trim_start_matches("r#").chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            out.extend(c.to_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}
