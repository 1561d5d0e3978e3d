//! Names, texts and numbers of system errors, as `util.getSystemErrorMap()` and the error classes give them.

use weir_engine::{Binding, ERRNOS, Scope, op, ops, v8};

pub(crate) const BINDING: Binding = Binding { name: "uv", ops: ops![errname, get_error_map], init: Some(constants) };

/// `errname(errno)`: the code of a negative errno.
#[op]
fn errname(errno: i32) -> String {
    match ERRNOS.iter().find(|known| known.0 == errno.wrapping_neg()) {
        Some(known) => known.1.to_owned(),
        None => format!("Unknown system error {errno}"),
    }
}

/// The codes that stand behind the others, which libuv has by name: it learnt them later.
const LATER: [&str; 13] = [
    "UNKNOWN",
    "EOF",
    "ENXIO",
    "EMLINK",
    "EHOSTDOWN",
    "EREMOTEIO",
    "ENOTTY",
    "EFTYPE",
    "EILSEQ",
    "ESOCKTNOSUPPORT",
    "ENODATA",
    "EUNATCH",
    "ENOEXEC",
];

/// `getErrorMap()`: a Map of negative errno to [code, text], in libuv's order.
#[op]
fn get_error_map<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Map> {
    let map = v8::Map::new(scope);
    let mut known = ERRNOS.to_vec();
    known.sort_by_key(|&(_, code, _)| (LATER.iter().position(|later| *later == code), code));
    for (errno, code, text) in known {
        let key = v8::Integer::new(scope, -errno);
        let (Some(code), Some(text)) = (v8::String::new(scope, code), v8::String::new(scope, text)) else { continue };
        let pair = v8::Array::new_with_elements(scope, &[code.into(), text.into()]);
        map.set(scope, key.into(), pair.into());
    }
    map
}

/// `UV_ENOENT` and the like.
fn constants<'s>(scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) {
    for &(errno, code, _) in ERRNOS {
        let Some(name) = v8::String::new(scope, &format!("UV_{code}")) else { continue };
        let value = v8::Integer::new(scope, -errno);
        object.create_data_property(scope, name.into(), value.into());
    }
}
