//! Binding: the properties of a first argument that is an object by name, all other arguments in order.

use std::collections::HashMap;

use weir_engine::{OpError, Rest, Scope, v8};
use weir_sqlite::Run;

use super::failure::wrong_state;
use super::statement::Prepared;
use super::values::{Storable, is_memory};

/// What the parameters of a statement are called.
pub(super) struct Names {
    /// Indices by name with prefix.
    full: HashMap<String, i32>,
    /// Indices by name without; or the two names that come to the same.
    bare: Result<HashMap<String, i32>, [String; 2]>,
    /// The indices that values are bound to in order: those without a name, or with a number for one.
    in_order: Vec<i32>,
    count: i32,
}

impl Names {
    fn of(list: Vec<Option<String>>) -> Self {
        let mut names =
            Self { full: HashMap::new(), bare: Ok(HashMap::new()), in_order: Vec::new(), count: list.len() as i32 };
        let mut first: HashMap<String, String> = HashMap::new();
        for (index, name) in (1..).zip(list) {
            let Some(name) = name else {
                names.in_order.push(index);
                continue;
            };
            if name.starts_with('?') {
                names.in_order.push(index);
            }
            // The prefix is one byte.
            let bare = name.get(1..).unwrap_or_default().to_owned();
            names.full.entry(name.clone()).or_insert(index);
            match first.get(&bare) {
                Some(other) if *other != name => {
                    if names.bare.is_ok() {
                        names.bare = Err([other.clone(), name]);
                    }
                }
                Some(_) => {}
                None => {
                    if let Ok(indices) = &mut names.bare {
                        indices.insert(bare.clone(), index);
                    }
                    first.insert(bare, name);
                }
            }
        }
        names
    }

    /// Where the value at `position` of those in order goes; beyond the last, where SQLite says that there is nothing.
    fn in_order(&self, position: usize) -> i32 {
        match self.in_order.get(position) {
            Some(index) => *index,
            None => self.count + 1 + (position - self.in_order.len()) as i32,
        }
    }
}

impl Prepared {
    fn names(&self, scope: &mut Scope<'_, '_>) -> Result<&Names, OpError> {
        if self.names.get().is_none() {
            let list = self.statement.parameter_names();
            let list = self.database.settle(scope, list)?;
            // Nobody else can have set it meanwhile.
            let _same = self.names.set(Names::of(list));
        }
        self.names.get().ok_or(OpError::Pending)
    }
}

/// Values by index.
pub(super) type Named<'s> = Vec<(i32, Storable<'s>)>;

/// Reads the values of a first argument that is an object, which may run getters of the program; `None` for any other.
pub(super) fn named<'s>(
    scope: &mut Scope<'s, '_>,
    prepared: &Prepared,
    args: &Rest<'_, 's>,
) -> Result<Option<Named<'s>>, OpError> {
    let first = args.get(0);
    if !first.is_object() || is_memory(first) {
        return Ok(None);
    }
    let object: v8::Local<v8::Object> = first.cast();
    let keys = object.get_own_property_names(scope, v8::GetPropertyNamesArgs::default()).ok_or(OpError::Pending)?;
    let reading = prepared.reading.get();
    let names = prepared.names(scope)?;
    if let (true, Err([one, other])) = (reading.bare_names, &names.bare) {
        let bare = &one[1..];
        let message =
            format!("Cannot create bare named parameter '{bare}' because of conflicting names '{one}' and '{other}'.");
        return Err(wrong_state(scope, &message));
    }
    let mut values = Vec::with_capacity(keys.length() as usize);
    for position in 0..keys.length() {
        let key = keys.get_index(scope, position).ok_or(OpError::Pending)?;
        let name = weir_engine::op_glue::string(scope, key)?;
        let bare = || match &names.bare {
            Ok(indices) if reading.bare_names => indices.get(&name),
            _ => None,
        };
        let Some(&index) = names.full.get(&name).or_else(bare) else {
            if reading.unknown_names {
                continue;
            }
            return Err(wrong_state(scope, &format!("Unknown named parameter '{name}'")));
        };
        let value = object.get(scope, key).ok_or(OpError::Pending)?;
        values.push((index, Storable::bindable(scope, value, index)?));
    }
    Ok(Some(values))
}

/// Binds what was read of the first argument, and the other arguments.
pub(super) fn bind<'s>(
    scope: &mut Scope<'s, '_>,
    prepared: &Prepared,
    run: &mut Run<'_>,
    named: Option<Named<'s>>,
    args: &Rest<'_, 's>,
) -> Result<(), OpError> {
    let start = usize::from(named.is_some());
    let names = prepared.names(scope)?;
    // Values of an earlier start are written over where each parameter has a new one.
    if start != 0 || args.len() != names.in_order.len() || names.in_order.len() != names.count as usize {
        run.clear_bindings();
    }
    if let Some(named) = named {
        for (index, value) in named {
            bind_one(scope, prepared, run, index, value)?;
        }
    }
    for position in start..args.len() {
        let index = names.in_order(position - start);
        let value = Storable::bindable(scope, args.get(position), index)?;
        bind_one(scope, prepared, run, index, value)?;
    }
    Ok(())
}

fn bind_one<'s>(
    scope: &mut Scope<'s, '_>,
    prepared: &Prepared,
    run: &mut Run<'_>,
    index: i32,
    value: Storable<'s>,
) -> Result<(), OpError> {
    let bound = value.lend(scope, |value| run.bind(index, value))?;
    prepared.database.settle(scope, bound)
}
