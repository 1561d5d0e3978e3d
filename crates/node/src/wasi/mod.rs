//! `node:wasi`, natively: programs' systems by number, and the one op that all calls go through. What the calls do is
//! `weir_wasi`'s; JavaScript keeps the class and the life of an instance.

use weir_engine::{Binding, OpError, Rest, Scope, op, ops, v8};
use weir_wasi::{CALLS, Errno, MOST_ARGUMENTS, Memory, Settings, System};

use crate::Env;
use crate::internal::owned::Owned;
use crate::util::duplicate;

pub(crate) const BINDING: Binding =
    Binding { name: "wasi", ops: ops![new_system, call_names, call, is_memory], init: None };

/// The systems of one environment.
#[derive(Default)]
pub(crate) struct Wasi {
    systems: Owned<System>,
}

/// `callNames()`: the names of all calls, in the order of their numbers.
#[op]
fn call_names() -> Vec<&'static str> {
    CALLS.iter().map(|call| call.name).collect()
}

/// `isMemory(value)`: whether a value is a `WebAssembly.Memory` of any context.
#[op]
fn is_memory(value: v8::Local<'_, v8::Value>) -> bool {
    value.is_wasm_memory_object()
}

fn bytes_of(texts: Vec<String>) -> Vec<Vec<u8>> {
    // Native strings end at a zero.
    texts.into_iter().map(|text| text.split('\0').next().unwrap_or_default().as_bytes().to_vec()).collect()
}

/// `newSystem(owner, args, env, folders, stdin, stdout, stderr)`: a system's number, for as long as `owner` lives, or the
/// name of the error that is in the way. `folders` has the program's name and the host's by turns.
#[op]
fn new_system<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    owner: v8::Local<'s, v8::Object>,
    arguments: Vec<String>,
    variables: Vec<String>,
    folders: Vec<String>,
    stdin: i32,
    stdout: i32,
    stderr: i32,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let folders = bytes_of(folders).chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    let made = match (duplicate(stdin), duplicate(stdout), duplicate(stderr)) {
        (Ok(stdin), Ok(stdout), Ok(stderr)) => System::new(Settings {
            arguments: bytes_of(arguments),
            variables: bytes_of(variables),
            // The program's own, so that closing them leaves the host's open.
            standard: [stdin, stdout, stderr],
            folders,
        }),
        _ => Err(Errno::BADF),
    };
    match made {
        Ok(system) => {
            let number = env.wasi.systems.add(scope, owner, system);
            Ok(v8::Integer::new_from_unsigned(scope, number).into())
        }
        Err(errno) => {
            let name = v8::String::new(scope, errno.name()).ok_or(OpError::Pending)?;
            let number = v8::Integer::new_from_unsigned(scope, u32::from(errno.0));
            Ok(v8::Array::new_with_elements(scope, &[name.into(), number.into()]).into())
        }
    }
}

/// `call(system, index, buffer, ...args)`: makes a call on the memory of a program; WASI's error number, 0 for none.
#[op]
fn call<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    system: u32,
    index: u32,
    memory: &mut [u8],
    arguments: Rest<'_, 's>,
) -> Result<u32, OpError> {
    let system = env.wasi.systems.get(system)?;
    let Some(call) = CALLS.get(index as usize) else { return Ok(u32::from(Errno::NOSYS.0)) };
    let mut values = [0; MOST_ARGUMENTS];
    for (position, shape) in call.shape.bytes().enumerate() {
        let given = arguments.get(position);
        let value = match (shape, v8::Local::<v8::BigInt>::try_from(given)) {
            (b'l', Ok(given)) => Some(given.u64_value().0),
            (b'i', Err(_)) if given.is_number() => given.uint32_value(scope).map(u64::from),
            _ => None,
        };
        match value {
            Some(value) => values[position] = value,
            None => return Ok(u32::from(Errno::INVAL.0)),
        }
    }
    // The call may wait, or end the process.
    env.send_what_is_held();
    Ok(u32::from(system.call(&mut Memory(memory), index as usize, &values).0))
}
