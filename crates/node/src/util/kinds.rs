//! What kind of value something is, by the engine's own slots. One predicate per function of `util.types`, and
//! [`kind_of`], which answers all of them at once for `util.inspect`.
//!
//! The predicates are fast ops: optimised code calls them without leaving its frame.

use weir_engine::{Binding, op, ops, v8};

pub(crate) const BINDING: Binding = Binding {
    name: "types",
    ops: ops![
        is_any_array_buffer,
        is_arguments_object,
        is_array_buffer,
        is_async_function,
        is_big_int_object,
        is_boolean_object,
        is_boxed_primitive,
        is_date,
        is_external,
        is_generator_function,
        is_generator_object,
        is_map,
        is_map_iterator,
        is_module_namespace_object,
        is_native_error,
        is_number_object,
        is_promise,
        is_proxy,
        is_reg_exp,
        is_set,
        is_set_iterator,
        is_shared_array_buffer,
        is_string_object,
        is_symbol_object,
        is_weak_map,
        is_weak_set,
    ],
    init: None,
};

macro_rules! predicates {
    ($($name:ident),* $(,)?) => { $(
        #[op(fast)]
        fn $name(value: v8::Local<v8::Value>) -> bool {
            value.$name()
        }
    )* };
}

predicates!(
    is_arguments_object,
    is_array_buffer,
    is_async_function,
    is_big_int_object,
    is_boolean_object,
    is_date,
    is_external,
    is_generator_function,
    is_generator_object,
    is_map,
    is_map_iterator,
    is_module_namespace_object,
    is_native_error,
    is_number_object,
    is_promise,
    is_proxy,
    is_reg_exp,
    is_set,
    is_set_iterator,
    is_shared_array_buffer,
    is_string_object,
    is_symbol_object,
    is_weak_map,
    is_weak_set,
);

#[op(fast)]
fn is_any_array_buffer(value: v8::Local<v8::Value>) -> bool {
    value.is_array_buffer() || value.is_shared_array_buffer()
}

#[op(fast)]
fn is_boxed_primitive(value: v8::Local<v8::Value>) -> bool {
    boxed(value)
}

fn boxed(value: v8::Local<v8::Value>) -> bool {
    value.is_number_object()
        || value.is_string_object()
        || value.is_boolean_object()
        || value.is_big_int_object()
        || value.is_symbol_object()
}

/// `kindOf(object)`: a number that `util/inspect_value.js` knows; 0 for a plain object. Common kinds are asked first.
#[op(fast)]
fn kind_of(value: v8::Local<v8::Value>) -> i32 {
    if value.is_array() {
        1
    } else if value.is_function() && !value.is_proxy() {
        20
    } else if value.is_proxy() {
        21
    } else if value.is_array_buffer_view() {
        if value.is_typed_array() { 4 } else { 13 }
    } else if value.is_native_error() {
        10
    } else if value.is_map() {
        3
    } else if value.is_set() {
        2
    } else if value.is_date() {
        9
    } else if value.is_promise() {
        14
    } else if value.is_reg_exp() {
        8
    } else {
        rare_kind(value)
    }
}

fn rare_kind(value: v8::Local<v8::Value>) -> i32 {
    if value.is_map_iterator() {
        5
    } else if value.is_set_iterator() {
        6
    } else if value.is_arguments_object() {
        7
    } else if value.is_array_buffer() {
        11
    } else if value.is_shared_array_buffer() {
        12
    } else if value.is_weak_set() {
        15
    } else if value.is_weak_map() {
        16
    } else if value.is_module_namespace_object() {
        17
    } else if boxed(value) {
        18
    } else if value.is_external() {
        19
    } else {
        0
    }
}
