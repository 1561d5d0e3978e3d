//! Reading of rows. What goes to JavaScript is a list of cells, `[names, row, value, ..., row, value, ...]`: each row has the
//! properties already, and the values that `sqlite.js` puts into them, which there costs a fraction, follow it. A list
//! without names holds rows as they are: arrays, or objects of columns whose names are numbers.
//!
//! Names are made once for a statement, and anew when SQLite has compiled it anew, since a changed schema may give others.

use std::rc::Rc;

use weir_engine::{OpError, Scope, Shape, v8};
use weir_sqlite::Run;

use super::statement::Prepared;
use super::values;

/// The columns of a statement as it is compiled now.
pub(super) struct Columns {
    recompilations: i32,
    names: Vec<v8::Global<v8::Name>>,
    /// What rows are copied from, and the names for JavaScript.
    shape: Option<(Shape, v8::Global<v8::Array>)>,
}

type Cells<'s> = Vec<v8::Local<'s, v8::Value>>;

impl Columns {
    /// For a statement that stands on a row.
    fn of(scope: &mut Scope<'_, '_>, prepared: &Prepared, run: &Run<'_>) -> Rc<Self> {
        let recompilations = run.recompilations();
        if let Some(known) = &*prepared.columns.borrow()
            && known.recompilations == recompilations
        {
            return known.clone();
        }
        let names: Vec<v8::Local<v8::String>> = (0..run.column_count())
            .map(|index| {
                let kind = v8::NewStringType::Internalized;
                let name = v8::String::new_from_utf8(scope, run.column_name(index), kind);
                name.unwrap_or_else(|| v8::String::empty(scope))
            })
            .collect();
        let shape = Shape::new(scope, &names).map(|shape| {
            let values: Cells = names.iter().map(|name| (*name).into()).collect();
            let list = v8::Array::new_with_elements(scope, &values);
            (shape, v8::Global::new(scope, list))
        });
        let names = names.into_iter().map(|name| v8::Global::new(scope, v8::Local::<v8::Name>::from(name))).collect();
        let columns = Rc::new(Self { recompilations, names, shape });
        *prepared.columns.borrow_mut() = Some(columns.clone());
        columns
    }
}

/// How the rows of one call are read.
enum Reader {
    Arrays,
    Objects(Rc<Columns>),
}

impl Reader {
    /// For a statement that stands on a row. The list begins with the names.
    fn begin<'s>(scope: &mut Scope<'s, '_>, prepared: &Prepared, run: &Run<'_>, cells: &mut Cells<'s>) -> Self {
        let reader = match prepared.reading.get().arrays {
            true => Self::Arrays,
            false => Self::Objects(Columns::of(scope, prepared, run)),
        };
        cells.push(match &reader {
            Self::Objects(columns) if let Some((_, names)) = &columns.shape => v8::Local::new(scope, names).into(),
            _ => v8::undefined(scope).into(),
        });
        reader
    }

    /// Adds the row that the statement stands on.
    fn read<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        run: &Run<'_>,
        big_ints: bool,
        cells: &mut Cells<'s>,
    ) -> Result<(), OpError> {
        let count = run.column_count();
        let read = |scope: &mut Scope<'s, '_>, cells: &mut Cells<'s>| {
            for index in 0..count {
                cells.push(values::to_js(scope, run.value(index), big_ints)?);
            }
            Ok::<_, OpError>(())
        };
        if let Self::Objects(columns) = self
            && let Some((shape, _)) = &columns.shape
        {
            cells.push(shape.object(scope).into());
            return read(scope, cells);
        }
        let mut values = Vec::with_capacity(count as usize);
        read(scope, &mut values)?;
        cells.push(match self {
            Self::Arrays => v8::Array::new_with_elements(scope, &values).into(),
            Self::Objects(columns) => {
                let names: Vec<_> = columns.names.iter().map(|name| v8::Local::new(scope, name)).collect();
                let null = v8::null(scope).into();
                v8::Object::with_prototype_and_properties(scope, null, &names, &values).into()
            }
        });
        Ok(())
    }
}

/// The cells of the next row, or undefined.
pub(super) fn one<'s>(
    scope: &mut Scope<'s, '_>,
    prepared: &Prepared,
    run: &mut Run<'_>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let stepped = run.step();
    if !prepared.database.settle(scope, stepped)? {
        return Ok(v8::undefined(scope).into());
    }
    let mut cells = Vec::with_capacity(run.column_count() as usize + 2);
    Reader::begin(scope, prepared, run, &mut cells).read(scope, run, prepared.reading.get().big_ints, &mut cells)?;
    Ok(v8::Array::new_with_elements(scope, &cells).into())
}

/// The cells of all rows that are left; undefined when there is none.
pub(super) fn all<'s>(
    scope: &mut Scope<'s, '_>,
    prepared: &Prepared,
    run: &mut Run<'_>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let big_ints = prepared.reading.get().big_ints;
    let mut cells = Vec::new();
    // A statement is compiled anew in its first step at most.
    let mut reader = None;
    loop {
        let stepped = run.step();
        if !prepared.database.settle(scope, stepped)? {
            break;
        }
        let reader = match &reader {
            Some(reader) => reader,
            None => &*reader.insert(Reader::begin(scope, prepared, run, &mut cells)),
        };
        reader.read(scope, run, big_ints, &mut cells)?;
    }
    if cells.is_empty() {
        return Ok(v8::undefined(scope).into());
    }
    Ok(v8::Array::new_with_elements(scope, &cells).into())
}
