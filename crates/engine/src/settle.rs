//! How an asynchronous op answers: at once, by callback or by promise; and callbacks kept for later. Runs on the
//! isolate's thread; answers enter through the door.

use crate::state::EngineHandle;
use crate::{FromJs, IntoJs, OpError, Scope, convert};

/// A JavaScript function kept by native code, with the async context it was given in.
pub struct JsCallback {
    function: v8::Global<v8::Function>,
    context_data: Option<v8::Global<v8::Value>>,
}

impl JsCallback {
    /// Keeps `function` and the current async context.
    pub fn new(scope: &mut Scope<'_, '_>, function: v8::Local<'_, v8::Function>) -> Self {
        let data = scope.get_continuation_preserved_embedder_data();
        let context_data = if data.is_undefined() { None } else { Some(v8::Global::new(scope, data)) };
        Self { function: v8::Global::new(scope, function), context_data }
    }

    /// Calls it through the door with what `arguments` makes.
    pub fn call(
        &self,
        engine: &EngineHandle,
        arguments: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> Result<Vec<v8::Local<'s, v8::Value>>, OpError>,
    ) {
        engine.enter(self.context_data.as_ref(), |scope| {
            let arguments = match arguments(scope) {
                Ok(arguments) => arguments,
                Err(error) => {
                    error.throw(scope);
                    return None;
                }
            };
            let function = v8::Local::new(scope, &self.function);
            let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
            function.call(scope, undefined, &arguments).map(|_| ())
        });
    }

    /// Calls it without arguments.
    pub fn call0(&self, engine: &EngineHandle) {
        self.call(engine, |_| Ok(Vec::new()));
    }
}

impl<'s> FromJs<'s> for JsCallback {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        let function = value.try_into().map_err(|_| convert::wrong_type("a function"))?;
        Ok(Self::new(scope, function))
    }
}

/// How JavaScript wants an op's answer: `undefined` at once, a function as its callback, `true` as a promise.
pub enum How {
    Sync,
    Async(Pending),
}

/// An answer that is owed.
pub enum Pending {
    Callback(JsCallback),
    Promise(v8::Global<v8::PromiseResolver>),
}

impl<'s> FromJs<'s> for How {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        if let Ok(function) = v8::Local::<v8::Function>::try_from(value) {
            return Ok(Self::Async(Pending::Callback(JsCallback::new(scope, function))));
        }
        if value.is_true() {
            let resolver = v8::PromiseResolver::new(scope).ok_or(OpError::Pending)?;
            return Ok(Self::Async(Pending::Promise(v8::Global::new(scope, resolver))));
        }
        Ok(Self::Sync)
    }
}

impl Pending {
    /// What the op returns meanwhile: the promise, or undefined.
    pub fn value<'s>(&self, scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Value> {
        match self {
            Self::Callback(_) => v8::undefined(scope).into(),
            Self::Promise(resolver) => v8::Local::new(scope, resolver).get_promise(scope).into(),
        }
    }

    /// Gives the answer, through the door: `callback(err, value)` or the promise.
    pub fn settle<T>(self, engine: &EngineHandle, result: Result<T, OpError>)
    where
        T: for<'s> IntoJs<'s>,
    {
        match self {
            Self::Callback(callback) => callback.call(engine, |scope| {
                Ok(match to_value(scope, result) {
                    Ok(value) if value.is_undefined() => vec![v8::null(scope).into()],
                    Ok(value) => vec![v8::null(scope).into(), value],
                    Err(error) => vec![error],
                })
            }),
            Self::Promise(resolver) => {
                engine.enter(None, |scope| {
                    let resolver = v8::Local::new(scope, resolver);
                    match to_value(scope, result) {
                        Ok(value) => resolver.resolve(scope, value),
                        Err(error) => resolver.reject(scope, error),
                    }
                });
            }
        }
    }
}

/// The value, or the error as a value.
fn to_value<'s, T: IntoJs<'s>>(
    scope: &mut Scope<'s, '_>,
    result: Result<T, OpError>,
) -> Result<v8::Local<'s, v8::Value>, v8::Local<'s, v8::Value>> {
    v8::tc_scope!(let scope, scope);
    match result.and_then(|value| value.into_js(scope)) {
        Ok(value) => Ok(value),
        Err(error) => match error.to_js(scope) {
            Some(error) => Err(error),
            None => Err(scope.exception().unwrap_or_else(|| v8::undefined(scope).into())),
        },
    }
}
