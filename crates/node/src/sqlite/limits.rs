//! `database.limits`: an object that reads and sets SQLite's ceilings, and the option of that name.

use v8::Intercepted;
use weir_engine::{ErrorClass, OpError, Scope, This, op, v8};
use weir_sqlite::{Connection, Error, Limit};

use super::database::{self, database_of};
use super::failure::{key, out_of_range, throw, wrong_type};
use super::options::property;
use super::owners::FIELD_KEPT;
use crate::Env;

/// The names, in the order of `Limit::ALL`.
const NAMES: [&str; Limit::ALL.len()] = [
    "length",
    "sqlLength",
    "column",
    "exprDepth",
    "compoundSelect",
    "vdbeOp",
    "functionArg",
    "attach",
    "likePatternLength",
    "variableNumber",
    "triggerDepth",
];

/// What the option asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits([Option<i32>; Limit::ALL.len()]);

impl Limits {
    pub fn read<'s>(scope: &mut Scope<'s, '_>, options: v8::Local<'s, v8::Object>) -> Result<Self, OpError> {
        let given = property(scope, options, "limits")?;
        let mut limits = Self::default();
        if given.is_undefined() {
            return Ok(limits);
        }
        let Ok(given) = v8::Local::<v8::Object>::try_from(given) else {
            return Err(wrong_type(scope, "The \"options.limits\" argument must be an object."));
        };
        for (name, place) in NAMES.iter().zip(&mut limits.0) {
            let value = property(scope, given, name)?;
            if value.is_undefined() {
                continue;
            }
            let Ok(value) = v8::Local::<v8::Int32>::try_from(value) else {
                let message = format!("The \"options.limits.{name}\" argument must be an integer.");
                return Err(wrong_type(scope, &message));
            };
            if value.value() < 0 {
                let message = format!("The \"options.limits.{name}\" argument must be non-negative.");
                return Err(out_of_range(scope, &message));
            }
            *place = Some(value.value());
        }
        Ok(limits)
    }

    pub fn apply(&self, connection: &Connection) -> Result<(), Error> {
        for (limit, value) in Limit::ALL.iter().zip(self.0) {
            if let Some(value) = value {
                connection.limit(*limit, value)?;
            }
        }
        Ok(())
    }
}

/// The template of such objects: one internal field more than nothing, for the database.
pub(super) fn template<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::ObjectTemplate> {
    let template = v8::ObjectTemplate::new(scope);
    template.set_internal_field_count(FIELD_KEPT + 1);
    template.set_named_property_handler(
        v8::NamedPropertyHandlerConfiguration::new()
            .getter(get)
            .setter(set)
            .query(query)
            .enumerator(names)
            .flags(v8::PropertyHandlerFlags::ONLY_INTERCEPT_STRINGS),
    );
    template
}

/// `limits`: the same object each time.
#[op]
pub(super) fn limits<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    database_of(scope, env, &this)?;
    let name = key(scope, "weir:sqlite:limits");
    let private = v8::Private::for_api(scope, Some(name.cast()));
    if let Some(made) = this.0.get_private(scope, private).filter(|made| made.is_object()) {
        return Ok(made);
    }
    let template = env.sqlite.templates.get().map(|templates| v8::Local::new(scope, &templates.limits));
    let object = template.and_then(|template| template.new_instance(scope)).ok_or(OpError::Pending)?;
    object.set_internal_field(FIELD_KEPT, this.0.into());
    this.0.set_private(scope, private, object.into());
    Ok(object.into())
}

fn limit_of(scope: &mut Scope<'_, '_>, name: v8::Local<'_, v8::Name>) -> Option<Limit> {
    let name = v8::Local::<v8::String>::try_from(name).ok()?.to_rust_string_lossy(scope);
    NAMES.iter().position(|known| *known == name).map(|index| Limit::ALL[index])
}

/// Sets a ceiling, or asks for it with -1; what is wrong is thrown.
fn use_limit(
    scope: &mut Scope<'_, '_>,
    args: &v8::PropertyCallbackArguments<'_>,
    limit: Limit,
    value: i32,
) -> Option<i32> {
    let object = v8::Local::<v8::Value>::try_from(args.holder().get_internal_field(scope, FIELD_KEPT)?).ok()?;
    let env = weir_engine::op_glue::host::<Env>(scope);
    let database = env.sqlite.databases.of(scope, object.try_into().ok()?).ok()?;
    database::limit(scope, &database, limit, value).ok()
}

fn get<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> Intercepted {
    let Some(limit) = limit_of(scope, name) else { return Intercepted::kNo };
    if let Some(value) = use_limit(scope, &args, limit, -1) {
        rv.set_int32(value);
    }
    Intercepted::kYes
}

fn set<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    value: v8::Local<'s, v8::Value>,
    args: v8::PropertyCallbackArguments<'s>,
    _rv: v8::ReturnValue<()>,
) -> Intercepted {
    let Some(limit) = limit_of(scope, name) else { return Intercepted::kNo };
    // The connection is asked for first, as by a read.
    if use_limit(scope, &args, limit, -1).is_none() {
        return Intercepted::kYes;
    }
    let number = v8::Local::<v8::Number>::try_from(value).map(|number| number.value());
    let wanted = match number {
        Ok(number) if number == f64::INFINITY => i32::MAX,
        Ok(number) if number.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number) => {
            number as i32
        }
        _ => {
            wrong_type(scope, "Limit value must be a non-negative integer or Infinity.");
            return Intercepted::kYes;
        }
    };
    if wanted < 0 {
        throw(scope, ErrorClass::RangeError, "ERR_OUT_OF_RANGE", "Limit value must be non-negative.");
    } else {
        use_limit(scope, &args, limit, wanted);
    }
    Intercepted::kYes
}

fn query<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    _args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Integer>,
) -> Intercepted {
    if limit_of(scope, name).is_none() {
        return Intercepted::kNo;
    }
    rv.set_uint32(v8::PropertyAttribute::DONT_DELETE.as_u32());
    Intercepted::kYes
}

fn names<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    _args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Array>,
) {
    let names: Vec<v8::Local<v8::Value>> = NAMES.iter().map(|name| key(scope, name).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &names));
}
