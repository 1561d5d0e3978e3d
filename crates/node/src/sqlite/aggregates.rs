//! Aggregates and window functions of the program.

use std::rc::{Rc, Weak};

use weir_engine::{OpError, Rest, Scope, v8};
use weir_sqlite::{Aggregate, Call, Connection, FunctionFlags};

use super::callbacks::Place;
use super::database::Database;
use super::failure::wrong_type;
use super::functions::{give, length_of, push_arguments};
use super::options::{c_text, flag, function, property};

/// Where each function stands in the list that is kept for an aggregate.
#[derive(Clone, Copy)]
enum Role {
    Start = 0,
    Step = 1,
    Inverse = 2,
    Result = 3,
}

struct Program {
    database: Weak<Database>,
    place: Place,
    big_ints: bool,
}

type Kept = v8::Global<v8::Value>;

impl Program {
    /// Runs `body` in JavaScript with the function of a role, or with what else stands there; fails the call when that
    /// threw.
    fn with<R>(
        &self,
        call: &Call<'_>,
        role: Role,
        body: impl for<'s, 'i> FnOnce(&mut weir_engine::Scope<'s, 'i>, v8::Local<'s, v8::Value>) -> Option<R>,
    ) -> Option<R> {
        let result = self.database.upgrade().and_then(|database| {
            database.call_back(|scope, object| {
                let list: v8::Local<v8::Array> = database.kept(scope, object, self.place.index)?.try_into().ok()?;
                let value = list.get_index(scope, role as u32)?;
                body(scope, value)
            })
        });
        if result.is_none() {
            call.fail("");
        }
        result
    }

    /// The state after a row came or went.
    fn advance(&self, state: &mut Kept, call: &Call<'_>, role: Role) {
        let next = self.with(call, role, |scope, function| {
            let function: v8::Local<v8::Function> = function.try_into().ok()?;
            let mut arguments = Vec::with_capacity(call.len() + 1);
            arguments.push(v8::Local::new(scope, &*state));
            push_arguments(scope, call, self.big_ints, &mut arguments)?;
            let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
            let next = function.call(scope, undefined, &arguments)?;
            Some(v8::Global::new(scope, next))
        });
        if let Some(next) = next {
            *state = next;
        }
    }
}

impl Aggregate for Program {
    type Group = Kept;

    fn start(&self, call: &Call<'_>) -> Option<Kept> {
        self.with(call, Role::Start, |scope, start| {
            let state = match v8::Local::<v8::Function>::try_from(start) {
                Ok(function) => {
                    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
                    function.call(scope, undefined, &[])?
                }
                Err(_) => start,
            };
            Some(v8::Global::new(scope, state))
        })
    }

    fn step(&self, state: &mut Kept, call: &Call<'_>) {
        self.advance(state, call, Role::Step);
    }

    fn inverse(&self, state: &mut Kept, call: &Call<'_>) {
        self.advance(state, call, Role::Inverse);
    }

    fn value(&self, state: &mut Kept, call: &Call<'_>) {
        self.with(call, Role::Result, |scope, function| {
            let state = v8::Local::new(scope, &*state);
            let result = match v8::Local::<v8::Function>::try_from(function) {
                Ok(function) => {
                    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
                    function.call(scope, undefined, &[state])?
                }
                Err(_) => state,
            };
            give(scope, call, result);
            Some(())
        });
    }
}

/// `database.aggregate(name, options)`.
pub(super) fn create<'s>(
    scope: &mut Scope<'s, '_>,
    database: &Rc<Database>,
    connection: &Connection,
    object: v8::Local<'s, v8::Object>,
    args: &Rest<'_, 's>,
) -> Result<(), OpError> {
    let name = args.get(0).to_string(scope).ok_or(OpError::Pending)?;
    let name = c_text(scope, name);
    let given = args.get(1);
    if given.is_null_or_undefined() {
        let what = if given.is_null() { "null" } else { "undefined" };
        let message = format!("Cannot read properties of {what} (reading 'start')");
        return Err(super::failure::throw(scope, weir_engine::ErrorClass::TypeError, "", &message));
    }
    let given = given.to_object(scope).ok_or(OpError::Pending)?;
    let start = property(scope, given, "start")?;
    if start.is_undefined() {
        let message = "The \"options.start\" argument must be a function or a primitive value.";
        return Err(wrong_type(scope, message));
    }
    let step = property(scope, given, "step")?;
    let step = function(scope, step, "options.step")?;
    let result = property(scope, given, "result")?;
    let big_ints = flag(scope, given, "useBigIntArguments")?.unwrap_or(false);
    let takes_any = flag(scope, given, "varargs")?.unwrap_or(false);
    let flags =
        FunctionFlags { is_direct_only: flag(scope, given, "directOnly")?.unwrap_or(false), is_deterministic: false };
    let inverse = property(scope, given, "inverse")?;
    let takes_back = !inverse.is_undefined();
    if takes_back {
        function(scope, inverse, "options.inverse")?;
    }
    let arguments = if takes_any {
        -1
    } else {
        // The state comes before what SQL gives.
        let mut length = length_of(scope, step)?;
        if let Ok(inverse) = v8::Local::<v8::Function>::try_from(inverse) {
            length = length.max(length_of(scope, inverse)?);
        }
        (length - 1).max(0)
    };
    let list = v8::Array::new_with_elements(scope, &[start, step.into(), inverse, result]);
    let place = database.keep(scope, object, list.into())?;
    let program = Program { database: Rc::downgrade(database), place, big_ints };
    let result = connection.create_aggregate(&name, arguments, flags, takes_back, program);
    database.settle(scope, result)
}
