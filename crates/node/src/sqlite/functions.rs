//! Functions of the program that SQL calls.

use std::rc::{Rc, Weak};

use weir_engine::{OpError, Rest, Scope, v8};
use weir_sqlite::{Call, Connection, FunctionFlags, Value};

use super::callbacks::Place;
use super::database::Database;
use super::options::{flag, function, options, property, text};
use super::values::{self, Storable, TooBig};

/// The arguments of a call for JavaScript, behind those that are there. `None` when one cannot be had.
pub(super) fn push_arguments<'s>(
    scope: &mut Scope<'s, '_>,
    call: &Call<'_>,
    big_ints: bool,
    out: &mut Vec<v8::Local<'s, v8::Value>>,
) -> Option<()> {
    for index in 0..call.len() {
        match values::to_js(scope, call.argument(index), big_ints) {
            Ok(value) => out.push(value),
            Err(error) => {
                if let Some(error) = error.to_js(scope) {
                    scope.throw_exception(error);
                }
                return None;
            }
        }
    }
    Some(())
}

/// Gives SQLite what JavaScript returned; what it cannot take fails the statement.
pub(super) fn give<'s>(scope: &mut Scope<'s, '_>, call: &Call<'_>, value: v8::Local<'s, v8::Value>) {
    if value.is_undefined() {
        return call.give(Value::Null);
    }
    match Storable::of(value) {
        Ok(Some(storable)) => {
            if storable.lend(scope, |value| call.give(value)).is_err() {
                call.fail("Returned JavaScript value cannot be converted to a SQLite value");
            }
        }
        Ok(None) if value.is_promise() => call.fail("Asynchronous user-defined functions are not supported"),
        Ok(None) => call.fail("Returned JavaScript value cannot be converted to a SQLite value"),
        Err(TooBig) => call.fail("BigInt value is too large for SQLite"),
    }
}

/// The length of a function, as far as it is a number of arguments.
pub(super) fn length_of<'s>(scope: &mut Scope<'s, '_>, function: v8::Local<'s, v8::Function>) -> Result<i32, OpError> {
    let length = property(scope, function.into(), "length")?;
    Ok(v8::Local::<v8::Int32>::try_from(length).map_or(0, |length| length.value()))
}

struct Scalar {
    database: Weak<Database>,
    place: Place,
    big_ints: bool,
}

impl Scalar {
    fn run(&self, call: &Call<'_>) {
        let done = self.database.upgrade().and_then(|database| {
            database.call_back(|scope, object| {
                let function: v8::Local<v8::Function> =
                    database.kept(scope, object, self.place.index)?.try_into().ok()?;
                let mut arguments = Vec::with_capacity(call.len());
                push_arguments(scope, call, self.big_ints, &mut arguments)?;
                let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
                let result = function.call(scope, undefined, &arguments)?;
                give(scope, call, result);
                Some(())
            })
        });
        if done.is_none() {
            call.fail("");
        }
    }
}

/// `database.function(name, options?, function)`.
pub(super) fn create<'s>(
    scope: &mut Scope<'s, '_>,
    database: &Rc<Database>,
    connection: &Connection,
    object: v8::Local<'s, v8::Object>,
    args: &Rest<'_, 's>,
) -> Result<(), OpError> {
    let name = text(scope, args.get(0), "name")?;
    let mut flags = FunctionFlags::default();
    let (mut big_ints, mut takes_any) = (false, false);
    let at = if args.len() < 3 { 1 } else { 2 };
    if at == 2 {
        // Left out is not the same as undefined here.
        let given = match options(scope, args.get(1))? {
            Some(given) => given,
            None => {
                return Err(super::failure::wrong_type(scope, "The \"options\" argument must be an object."));
            }
        };
        big_ints = flag(scope, given, "useBigIntArguments")?.unwrap_or(false);
        takes_any = flag(scope, given, "varargs")?.unwrap_or(false);
        flags.is_deterministic = flag(scope, given, "deterministic")?.unwrap_or(false);
        flags.is_direct_only = flag(scope, given, "directOnly")?.unwrap_or(false);
    }
    let function = function(scope, args.get(at), "function")?;
    let arguments = if takes_any { -1 } else { length_of(scope, function)? };
    let place = database.keep(scope, object, function.into())?;
    let scalar = Scalar { database: Rc::downgrade(database), place, big_ints };
    let result = connection.create_function(&name, arguments, flags, move |call| scalar.run(call));
    database.settle(scope, result)
}
