//! Functions of a program that SQL calls: plain ones, and aggregates, which are also window functions when they can take
//! a row back. The library owns them until they are replaced or their connection closes.

use std::ffi::{CStr, c_int, c_void};
use std::marker::PhantomData;
use std::rc::{Rc, Weak};

use libsqlite3_sys as ffi;

use crate::core::Core;
use crate::{Connection, Error, Value, value};

/// What SQLite may assume of a function.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FunctionFlags {
    /// The same arguments always give the same result.
    pub is_deterministic: bool,
    /// Not to be called from triggers, views and other parts of a schema.
    pub is_direct_only: bool,
}

impl FunctionFlags {
    fn bits(self) -> c_int {
        let mut bits = ffi::SQLITE_UTF8;
        if self.is_deterministic {
            bits |= ffi::SQLITE_DETERMINISTIC;
        }
        if self.is_direct_only {
            bits |= ffi::SQLITE_DIRECTONLY;
        }
        bits
    }
}

/// One call of a function: its arguments, and the place for its result, which is null until it is set.
pub struct Call<'a> {
    context: *mut ffi::sqlite3_context,
    arguments: &'a [*mut ffi::sqlite3_value],
    /// The context belongs to the call.
    marker: PhantomData<&'a mut ()>,
}

impl Call<'_> {
    /// # Safety
    /// What the library has just passed to a callback.
    unsafe fn new(context: *mut ffi::sqlite3_context, count: c_int, values: *mut *mut ffi::sqlite3_value) -> Self {
        let arguments = if count <= 0 || values.is_null() {
            &[][..]
        } else {
            // SAFETY: the library passes as many values as it says, for the length of the call.
            unsafe { std::slice::from_raw_parts(values, count as usize) }
        };
        Self { context, arguments, marker: PhantomData }
    }

    /// How many arguments there are.
    pub fn len(&self) -> usize {
        self.arguments.len()
    }

    pub fn is_empty(&self) -> bool {
        self.arguments.is_empty()
    }

    pub fn argument(&self, index: usize) -> Value<'_> {
        match self.arguments.get(index) {
            // SAFETY: alive for the length of the call, which this does not outlive.
            Some(argument) => unsafe { value::of_argument(*argument) },
            None => Value::Null,
        }
    }

    /// Sets the result; the value is copied.
    pub fn give(&self, value: Value<'_>) {
        let context = self.context;
        // SAFETY: the context is that of the running call; memory is given with its length and copied at once.
        unsafe {
            match value {
                Value::Null => ffi::sqlite3_result_null(context),
                Value::Integer(value) => ffi::sqlite3_result_int64(context, value),
                Value::Real(value) => ffi::sqlite3_result_double(context, value),
                Value::Text(text) => ffi::sqlite3_result_text64(
                    context,
                    text.as_ptr().cast(),
                    text.len() as u64,
                    ffi::SQLITE_TRANSIENT(),
                    ffi::SQLITE_UTF8 as u8,
                ),
                Value::Blob(blob) => ffi::sqlite3_result_blob64(
                    context,
                    blob.as_ptr().cast(),
                    blob.len() as u64,
                    ffi::SQLITE_TRANSIENT(),
                ),
            }
        }
    }

    /// Fails the call, and with it the statement.
    pub fn fail(&self, message: &str) {
        let length = c_int::try_from(message.len()).unwrap_or(c_int::MAX);
        // SAFETY: as above.
        unsafe { ffi::sqlite3_result_error(self.context, message.as_ptr().cast(), length) };
    }
}

/// An aggregate: what it keeps of a group of rows, and what it makes of that. A method that fails tells so with
/// [`Call::fail`].
pub trait Aggregate: 'static {
    type Group: 'static;

    /// Before the first row; `None` when it failed.
    fn start(&self, call: &Call<'_>) -> Option<Self::Group>;

    fn step(&self, group: &mut Self::Group, call: &Call<'_>);

    /// The oldest row leaves the window.
    fn inverse(&self, group: &mut Self::Group, call: &Call<'_>);

    /// The result as of now: once, or instead for each row of a window.
    fn value(&self, group: &mut Self::Group, call: &Call<'_>);
}

/// What the library keeps for a function.
struct Made<F> {
    function: F,
    core: Weak<Core>,
}

impl<F> Made<F> {
    /// # Safety
    /// `context` belongs to a running call of a function that was made with a `Made<F>`.
    unsafe fn of<'a>(context: *mut ffi::sqlite3_context) -> &'a Self {
        // SAFETY: the library keeps the pointer it was given, and frees it by `destroy` when no call can run any more.
        unsafe { &*ffi::sqlite3_user_data(context).cast::<Self>() }
    }

    /// Whether somebody waits for a result.
    fn is_wanted(&self) -> bool {
        self.core.upgrade().is_some_and(|core| core.wants_answers())
    }
}

// SAFETY: called by the library alone, once, with what it was given for this function.
unsafe extern "C" fn destroy<F>(data: *mut c_void) {
    // SAFETY: the box that was leaked when the function was made.
    drop(unsafe { Box::from_raw(data.cast::<Made<F>>()) });
}

// SAFETY: called by the library alone, with the context and arguments of a call.
unsafe extern "C" fn call<F: Fn(&Call<'_>) + 'static>(
    context: *mut ffi::sqlite3_context,
    count: c_int,
    values: *mut *mut ffi::sqlite3_value,
) {
    // SAFETY: as the library calls.
    let (made, call) = unsafe { (Made::<F>::of(context), Call::new(context, count, values)) };
    (made.function)(&call);
}

/// A group, and whether it has given results row by row.
struct Held<G> {
    group: G,
    is_window: bool,
}

/// Where a group's state hangs: memory that the library clears before it hands it out.
///
/// # Safety
/// `context` is that of a running call of an aggregate with groups of `G`.
unsafe fn place<'a, G>(context: *mut ffi::sqlite3_context, make: bool) -> Option<&'a mut *mut Held<G>> {
    let size = if make { size_of::<*mut Held<G>>() as c_int } else { 0 };
    // SAFETY: the library gives as much as is asked for, aligned for anything, or null.
    unsafe { ffi::sqlite3_aggregate_context(context, size).cast::<*mut Held<G>>().as_mut() }
}

/// Runs `body` on a group that is made when there is none.
///
/// # Safety
/// `context` is that of a running call of an aggregate `A`.
unsafe fn with_group<A: Aggregate>(
    context: *mut ffi::sqlite3_context,
    call: &Call<'_>,
    body: impl FnOnce(&A, &mut Held<A::Group>),
) {
    // SAFETY: as the caller promises.
    let (made, place) = unsafe { (Made::<A>::of(context), place::<A::Group>(context, true)) };
    if !made.is_wanted() {
        return;
    }
    let Some(place) = place else { return call.fail("out of memory") };
    if place.is_null() {
        let Some(group) = made.function.start(call) else { return };
        *place = Box::into_raw(Box::new(Held { group, is_window: false }));
    }
    // SAFETY: made above or by an earlier call for the same group, freed by `finish` alone; one call runs at a time.
    body(&made.function, unsafe { &mut **place });
}

// SAFETY: called by the library alone, with the context and arguments of a call.
unsafe extern "C" fn step<A: Aggregate>(
    context: *mut ffi::sqlite3_context,
    count: c_int,
    values: *mut *mut ffi::sqlite3_value,
) {
    // SAFETY: as the library calls.
    unsafe {
        let call = Call::new(context, count, values);
        with_group::<A>(context, &call, |aggregate, held| aggregate.step(&mut held.group, &call));
    }
}

// SAFETY: called by the library alone, with the context and arguments of a call.
unsafe extern "C" fn inverse<A: Aggregate>(
    context: *mut ffi::sqlite3_context,
    count: c_int,
    values: *mut *mut ffi::sqlite3_value,
) {
    // SAFETY: as the library calls.
    unsafe {
        let call = Call::new(context, count, values);
        with_group::<A>(context, &call, |aggregate, held| aggregate.inverse(&mut held.group, &call));
    }
}

// SAFETY: called by the library alone, with the context of a call.
unsafe extern "C" fn current<A: Aggregate>(context: *mut ffi::sqlite3_context) {
    // SAFETY: as the library calls.
    unsafe {
        let call = Call::new(context, 0, std::ptr::null_mut());
        with_group::<A>(context, &call, |aggregate, held| {
            held.is_window = true;
            aggregate.value(&mut held.group, &call);
        });
    }
}

// SAFETY: called by the library alone, once for each group, with the context of a call.
unsafe extern "C" fn finish<A: Aggregate>(context: *mut ffi::sqlite3_context) {
    // SAFETY: as the library calls; the group is taken out of its place before it is freed.
    unsafe {
        let call = Call::new(context, 0, std::ptr::null_mut());
        with_group::<A>(context, &call, |aggregate, held| {
            if !held.is_window {
                aggregate.value(&mut held.group, &call);
            }
        });
        if let Some(place) = place::<A::Group>(context, false)
            && !place.is_null()
        {
            drop(Box::from_raw(std::mem::replace(place, std::ptr::null_mut())));
        }
    }
}

/// Takes a function away from a connection at rest.
pub(crate) fn remove(raw: *mut ffi::sqlite3, name: &CStr, arguments: c_int) {
    // SAFETY: the connection is open; without callbacks the library frees what it has under the name.
    unsafe {
        ffi::sqlite3_create_function_v2(
            raw,
            name.as_ptr(),
            arguments,
            ffi::SQLITE_UTF8,
            std::ptr::null_mut(),
            None,
            None,
            None,
            None,
        )
    };
}

impl Connection {
    fn keep_function<F>(&self, function: F) -> *mut Made<F> {
        Box::into_raw(Box::new(Made { function, core: Rc::downgrade(self.core()) }))
    }

    fn note_function(&self, code: c_int, name: &CStr, arguments: i32) -> Result<(), Error> {
        self.core().check(code)?;
        self.core().functions.borrow_mut().insert((name.to_owned(), arguments));
        Ok(())
    }

    /// Makes a function of `arguments` arguments, of any number with -1.
    ///
    /// # Errors
    /// The name or number is none that SQLite takes, or a statement under way uses what would be replaced.
    pub fn create_function<F: Fn(&Call<'_>) + 'static>(
        &self,
        name: &CStr,
        arguments: i32,
        flags: FunctionFlags,
        function: F,
    ) -> Result<(), Error> {
        let entered = self.core().enter()?;
        let data = self.keep_function(function);
        // SAFETY: the callbacks expect what they are registered with, and the library frees it, also when it fails.
        let code = unsafe {
            ffi::sqlite3_create_function_v2(
                entered.raw,
                name.as_ptr(),
                arguments,
                flags.bits(),
                data.cast(),
                Some(call::<F>),
                None,
                None,
                Some(destroy::<F>),
            )
        };
        self.note_function(code, name, arguments)
    }

    /// Makes an aggregate; also a window function when `takes_back`.
    ///
    /// # Errors
    /// As for [`Connection::create_function`].
    pub fn create_aggregate<A: Aggregate>(
        &self,
        name: &CStr,
        arguments: i32,
        flags: FunctionFlags,
        takes_back: bool,
        aggregate: A,
    ) -> Result<(), Error> {
        let entered = self.core().enter()?;
        let data = self.keep_function(aggregate);
        // SAFETY: as above.
        let code = unsafe {
            ffi::sqlite3_create_window_function(
                entered.raw,
                name.as_ptr(),
                arguments,
                flags.bits(),
                data.cast(),
                Some(step::<A>),
                Some(finish::<A>),
                if takes_back { Some(current::<A>) } else { None },
                if takes_back { Some(inverse::<A>) } else { None },
                Some(destroy::<A>),
            )
        };
        self.note_function(code, name, arguments)
    }
}
