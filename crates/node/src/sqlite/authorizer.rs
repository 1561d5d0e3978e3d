//! Who is asked about statements: the program's authorizer, and under a policy the guard, for files that SQL attaches.

use std::rc::Rc;

use weir_engine::{ErrorClass, OpError, Scope, v8};
use weir_sqlite::{Action, Authorizer, Connection, Error};

use super::callbacks::Place;
use super::database::{self, Database};
use super::failure::throw;
use super::values;
use crate::Env;

const ALLOW: i32 = 0;
const DENY: i32 = 1;
const IGNORE: i32 = 2;
/// The code of `ATTACH`; its first detail is the file, if that stands in the text.
const ATTACH: i32 = 24;

/// Has a connection ask the authorizer at `place`, and the guard if there is a policy.
pub(super) fn install(
    env: &Env,
    database: &Rc<Database>,
    connection: &Connection,
    place: Option<Rc<Place>>,
) -> Result<(), Error> {
    let is_guarded = !env.options.guard.is_open();
    let authorizer: Option<Box<Authorizer>> = if place.is_none() && !is_guarded {
        None
    } else {
        let weak = Rc::downgrade(database);
        let index = place.as_ref().map(|place| place.index);
        Some(Box::new(move |action| {
            let Some(database) = weak.upgrade() else { return DENY };
            if is_guarded && action.code == ATTACH && ask_guard(&database, action).is_none() {
                return DENY;
            }
            match index {
                Some(index) => ask_program(&database, index, action).unwrap_or(DENY),
                None => ALLOW,
            }
        }))
    };
    connection.set_authorizer(authorizer)?;
    *database.authorizer.borrow_mut() = place;
    Ok(())
}

fn ask_guard(database: &Database, action: &Action<'_>) -> Option<()> {
    let is_read_only = database.is_read_only();
    database.call_back(|scope, _object| {
        let env = weir_engine::op_glue::host::<Env>(scope);
        // A file that is known only when the statement runs is any file.
        let file = action.details[0].unwrap_or(b"*");
        match database::ask(&env, file, is_read_only) {
            Ok(()) => Some(()),
            Err(error) => {
                if let Some(error) = error.to_js(scope) {
                    scope.throw_exception(error);
                }
                None
            }
        }
    })
}

fn ask_program(database: &Database, index: u32, action: &Action<'_>) -> Option<i32> {
    database.call_back(|scope, object| {
        let function: v8::Local<v8::Function> = database.kept(scope, object, index)?.try_into().ok()?;
        let code: v8::Local<v8::Value> = v8::Integer::new(scope, action.code).into();
        let mut arguments = vec![code];
        for text in [action.details[0], action.details[1], action.database, action.source] {
            arguments.push(match text {
                Some(text) => values::string(scope, text).ok()?,
                None => v8::null(scope).into(),
            });
        }
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        let answer = function.call(scope, undefined, &arguments)?;
        // What is wrong with it is thrown already.
        checked(scope, answer).ok()
    })
}

fn checked(scope: &mut Scope<'_, '_>, answer: v8::Local<'_, v8::Value>) -> Result<i32, OpError> {
    let Ok(answer) = v8::Local::<v8::Int32>::try_from(answer) else {
        let message = "Authorizer callback must return an integer authorization code";
        return Err(throw(scope, ErrorClass::TypeError, "", message));
    };
    match answer.value() {
        answer @ (ALLOW | DENY | IGNORE) => Ok(answer),
        _ => {
            let message = "Authorizer callback returned a invalid authorization code";
            Err(throw(scope, ErrorClass::RangeError, "", message))
        }
    }
}
