//! Reading of rows: objects without a prototype, or arrays. The names of the columns are made once for a statement, and
//! anew when SQLite has compiled it anew, since a changed schema may give it others.

use weir_engine::{OpError, Scope, v8};
use weir_sqlite::Run;

use super::statement::Prepared;
use super::values;

/// The columns of a statement as it is compiled now.
pub(super) struct Columns {
    recompilations: i32,
    names: Vec<v8::Global<v8::Name>>,
}

/// What all rows of one call have in common.
struct Shape<'s> {
    count: i32,
    /// Empty for arrays.
    names: Vec<v8::Local<'s, v8::Name>>,
    null: v8::Local<'s, v8::Value>,
    is_array: bool,
    big_ints: bool,
}

impl<'s> Shape<'s> {
    /// For a statement that stands on a row.
    fn of(scope: &mut Scope<'s, '_>, prepared: &Prepared, run: &Run<'_>) -> Self {
        let reading = prepared.reading.get();
        let names = if reading.arrays { Vec::new() } else { names(scope, prepared, run) };
        let null = v8::null(scope).into();
        Self { count: run.column_count(), names, null, is_array: reading.arrays, big_ints: reading.big_ints }
    }

    fn row(
        &self,
        scope: &mut Scope<'s, '_>,
        run: &Run<'_>,
        values: &mut Vec<v8::Local<'s, v8::Value>>,
    ) -> Result<v8::Local<'s, v8::Value>, OpError> {
        values.clear();
        for index in 0..self.count {
            values.push(values::to_js(scope, run.value(index), self.big_ints)?);
        }
        if self.is_array {
            return Ok(v8::Array::new_with_elements(scope, values).into());
        }
        Ok(v8::Object::with_prototype_and_properties(scope, self.null, &self.names, values).into())
    }
}

fn names<'s>(scope: &mut Scope<'s, '_>, prepared: &Prepared, run: &Run<'_>) -> Vec<v8::Local<'s, v8::Name>> {
    let recompilations = run.recompilations();
    if let Some(known) = &*prepared.columns.borrow()
        && known.recompilations == recompilations
    {
        return known.names.iter().map(|name| v8::Local::new(scope, name)).collect();
    }
    let names: Vec<v8::Local<v8::Name>> = (0..run.column_count())
        .map(|index| {
            let kind = v8::NewStringType::Internalized;
            let name = v8::String::new_from_utf8(scope, run.column_name(index), kind);
            name.unwrap_or_else(|| v8::String::empty(scope)).into()
        })
        .collect();
    let kept = names.iter().map(|name| v8::Global::new(scope, *name)).collect();
    *prepared.columns.borrow_mut() = Some(Columns { recompilations, names: kept });
    names
}

/// The next row, or undefined.
pub(super) fn one<'s>(
    scope: &mut Scope<'s, '_>,
    prepared: &Prepared,
    run: &mut Run<'_>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let stepped = run.step();
    if !prepared.database.settle(scope, stepped)? {
        return Ok(v8::undefined(scope).into());
    }
    let shape = Shape::of(scope, prepared, run);
    shape.row(scope, run, &mut Vec::with_capacity(shape.count as usize))
}

/// All rows that are left.
pub(super) fn all<'s>(
    scope: &mut Scope<'s, '_>,
    prepared: &Prepared,
    run: &mut Run<'_>,
) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let mut rows = Vec::new();
    let mut values = Vec::new();
    // A statement is compiled anew in its first step at most.
    let mut shape = None;
    loop {
        let stepped = run.step();
        if !prepared.database.settle(scope, stepped)? {
            return Ok(v8::Array::new_with_elements(scope, &rows));
        }
        let shape = match &shape {
            Some(shape) => shape,
            None => &*shape.insert(Shape::of(scope, prepared, run)),
        };
        rows.push(shape.row(scope, run, &mut values)?);
    }
}
