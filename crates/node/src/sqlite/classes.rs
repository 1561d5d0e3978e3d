//! The classes as V8 sees them: what an instance has of its own, which methods its prototype has, and that they are
//! called on their own kind. Made when `node:sqlite` is first required.

use weir_engine::{OpDecl, OpError, Scope, op, ops, v8};

use super::failure::{key, throw};
use super::owners::FIELDS;
use super::{database, limits, sessions, statement};
use crate::Env;

/// What instances are made of later.
pub(super) struct Templates {
    pub statement: v8::Global<v8::ObjectTemplate>,
    pub session: v8::Global<v8::ObjectTemplate>,
    pub limits: v8::Global<v8::ObjectTemplate>,
}

type Class<'s> = v8::Local<'s, v8::FunctionTemplate>;

/// A class with methods on its prototype and getters on its instances, all enumerable.
pub(crate) fn class<'s>(
    scope: &mut Scope<'s, '_>,
    name: &str,
    constructor: impl v8::MapFnTo<v8::FunctionCallback>,
    methods: &[OpDecl],
    getters: &[(&str, OpDecl)],
) -> Class<'s> {
    let class = v8::FunctionTemplate::builder(constructor).build(scope);
    let name = v8::String::new(scope, name).unwrap_or_else(|| v8::String::empty(scope));
    class.set_class_name(name);
    let instance = class.instance_template(scope);
    instance.set_internal_field_count(FIELDS);
    let signature = v8::Signature::new(scope, class);
    let prototype = class.prototype_template(scope);
    for method in methods {
        let template = method_template(scope, signature, method);
        let name = key(scope, method.name);
        template.set_class_name(name.cast());
        prototype.set(name, template.into());
    }
    for (name, getter) in getters {
        let template = method_template(scope, signature, getter);
        let name = key(scope, name);
        instance.set_accessor_property(name, Some(template), None, v8::PropertyAttribute::DONT_DELETE);
    }
    class
}

pub(crate) fn method_template<'s>(
    scope: &mut Scope<'s, '_>,
    signature: v8::Local<'s, v8::Signature>,
    method: &OpDecl,
) -> Class<'s> {
    v8::FunctionTemplate::builder_raw(method.slow)
        .signature(signature)
        .constructor_behavior(v8::ConstructorBehavior::Throw)
        .build(scope)
}

/// The constructor of classes whose instances others make.
pub(crate) fn illegal_constructor(
    scope: &mut v8::PinScope<'_, '_>,
    _args: v8::FunctionCallbackArguments<'_>,
    _rv: v8::ReturnValue<'_>,
) {
    throw(scope, weir_engine::ErrorClass::Error, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
}

/// `classes()`: `[DatabaseSync, StatementSync, Session]`.
#[op]
pub(super) fn classes<'s>(scope: &mut Scope<'s, '_>, env: &Env) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let database = class(
        scope,
        "DatabaseSync",
        database::construct,
        ops![
            database::open,
            database::close,
            database::prepare,
            database::exec,
            database::function,
            database::location,
            database::aggregate,
            sessions::create_session,
            sessions::apply_changeset,
            database::enable_load_extension,
            database::enable_defensive,
            database::load_extension,
            database::serialize,
            database::deserialize,
            database::set_authorizer,
            database::dispose,
        ],
        &[("isOpen", database::is_open()), ("isTransaction", database::is_transaction()), ("limits", limits::limits())],
    );
    let kind = key(scope, "sqlite-type");
    let kind = v8::Symbol::for_key(scope, kind.cast());
    let value = key(scope, "node:sqlite");
    database.instance_template(scope).set(kind.into(), value.into());
    let statement = class(
        scope,
        "StatementSync",
        illegal_constructor,
        ops![
            statement::all,
            statement::get,
            statement::run,
            statement::columns,
            statement::set_allow_bare_named_parameters,
            statement::set_allow_unknown_named_parameters,
            statement::set_read_big_ints,
            statement::set_return_arrays,
        ],
        &[("sourceSQL", statement::source_sql()), ("expandedSQL", statement::expanded_sql())],
    );
    let session = class(
        scope,
        "Session",
        illegal_constructor,
        ops![sessions::changeset, sessions::patchset, sessions::close, sessions::dispose],
        &[],
    );
    let templates = Templates {
        statement: instances(scope, statement),
        session: instances(scope, session),
        limits: {
            let template = limits::template(scope);
            v8::Global::new(scope, template)
        },
    };
    // Asked for once for each realm's `node:sqlite`; the first ones stand.
    if env.sqlite.templates.set(templates).is_err() {
        return Err(OpError::coded("ERR_INVALID_STATE", "The classes of node:sqlite are made already"));
    }
    let mut made: Vec<v8::Local<v8::Value>> = Vec::new();
    for class in [database, statement, session] {
        made.push(class.get_function(scope).ok_or(OpError::Pending)?.into());
    }
    Ok(v8::Array::new_with_elements(scope, &made))
}

fn instances(scope: &mut Scope<'_, '_>, class: Class<'_>) -> v8::Global<v8::ObjectTemplate> {
    let template = class.instance_template(scope);
    v8::Global::new(scope, template)
}
